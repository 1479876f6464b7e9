import type { CampaignView, DayEntry, InterviewView, PresetView } from '@saal/client';
import { defaultSettings, MeetingId } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { Campaign } from './campaign-page.tsx';
import { CampaignsPage } from './campaigns-page.tsx';
import { DayPage } from './day-page.tsx';
import { NewCampaignPage } from './new-campaign-page.tsx';
import { faultsOf, newPlan, ofKind, planOf } from './plan-draft.ts';

const startsAtMs = Date.UTC(2027, 2, 1, 8);
const bob: InterviewView = {
  ...{ id: 'interview-bob', line: 2, name: 'Bob Maier', email: 'bob@example.net', language: 'de', panel: 'A' },
  ...{ startsAtMs, endsAtMs: startsAtMs + 1_800_000, state: 'draft', problems: [], meetingId: null },
};
const campaignOf = (interviews: InterviewView[], changes: Partial<CampaignView> = {}): CampaignView => ({
  ...{
    id: 'campaign-1',
    title: 'Sachbearbeitung',
    timeZone: 'Europe/Berlin',
    phase: 'draft',
    firstDay: '2027-03-01',
    lastDay: '2027-03-02',
  },
  ...{ applicants: interviews.length, deletedAtMs: startsAtMs, freeSlots: 4, mail: true, interviews },
  plan: { title: 'Sachbearbeitung', timeZone: 'Europe/Berlin', lengthMin: 30, bufferMin: 0, days: [], panels: [], keptDays: 90 },
  ...changes,
});

test.each(['de', 'en'] as const)('the list of campaigns says when, how many and how far (%s)', async (language) => {
  const campaigns = async () => ({ campaigns: [campaignOf([bob])] });
  await show(<CampaignsPage />, { me: alice, language, api: { campaigns } });
  expect((await screen.findByRole('link', { name: 'Sachbearbeitung' })).getAttribute('href')).toBe('/campaigns/campaign-1');
  await expectAccessible();
});

test('each bad line says its number and what is wrong, and sending says how many are left out', async () => {
  const sendCampaign = vi.fn().mockResolvedValue({ concerned: 1 });
  const bad: InterviewView = {
    ...bob,
    id: 'interview-carol',
    line: 3,
    name: 'Carol',
    email: 'carol@',
    startsAtMs: null,
    endsAtMs: null,
    problems: ['email_bad'],
  };
  await show(<Campaign campaignId="campaign-1" />, { me: alice, api: { campaign: async () => campaignOf([bob, bad]), sendCampaign } });
  expect(await screen.findByText('Zeile 3: die E-Mail ist keine Adresse')).toBeDefined();
  expect(screen.getByText('1 Zeile bleibt draußen')).toBeDefined();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: '1 Person einladen' }));
  await waitFor(() => expect(sendCampaign).toHaveBeenCalledWith('campaign-1', { leaveOutProblems: true }));
});

test('where no mail goes out, that is said before anything is planned', async () => {
  await show(<Campaign campaignId="campaign-1" />, { me: alice, api: { campaign: async () => campaignOf([bob], { mail: false }) } });
  expect(await screen.findByText(/Von hier geht keine E-Mail hinaus/)).toBeDefined();
  expect(screen.getByRole('button', { name: '1 Gespräch planen' })).toBeDefined();
});

test('chosen interviews are moved, and a panel that is not free is told', async () => {
  const moveInterviews = vi.fn().mockRejectedValueOnce(refused('panel_not_free')).mockResolvedValue({ concerned: 1 });
  const planned: InterviewView = { ...bob, state: 'accepted', meetingId: MeetingId.parse('meeting-0001') };
  await show(<Campaign campaignId="campaign-1" />, {
    me: alice,
    api: {
      campaign: async () => campaignOf([planned], { phase: 'sent' }),
      campaignMessages: async () => ({ messages: [] }),
      moveInterviews,
    },
  });
  fireEvent.click(await screen.findByRole('checkbox', { name: 'Bob Maier' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Verschieben' }));
  expect((await screen.findByRole('alert')).textContent).toContain('panel_not_free');
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Verschieben' }));
  expect(await screen.findByText('Verschoben.')).toBeDefined();
  expect(moveInterviews).toHaveBeenLastCalledWith('campaign-1', { interviews: ['interview-bob'], byMin: 15 });
});

test('who did not get their letter, or may not have, gets it again after a warning: all of them, or those chosen', async () => {
  const inviteAgain = vi.fn().mockResolvedValue({ concerned: 1 });
  const at = (id: string, state: InterviewView['state']): InterviewView => ({
    ...{ ...bob, id, name: id, state, meetingId: MeetingId.parse(`meeting-${id}`) },
  });
  const interviews = [at('Anna', 'bounced'), at('Bert', 'unknown'), at('Cora', 'sent')];
  const api = {
    campaign: async () => campaignOf(interviews, { phase: 'sent' }),
    campaignMessages: async () => ({ messages: [] }),
    inviteAgain,
  };
  await show(<Campaign campaignId="campaign-1" />, { me: alice, api });
  expect(await screen.findByText('2 Personen haben ihren Brief nicht oder vielleicht nicht')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Alle 2 erneut senden' }));
  const asked = await screen.findByRole('alertdialog');
  expect(asked.textContent).toContain('vielleicht zweimal');
  await expectAccessible();
  fireEvent.click(within(asked).getByRole('button', { name: 'Erneut senden' }));
  await waitFor(() => expect(inviteAgain).toHaveBeenCalledWith('campaign-1', {}));
  fireEvent.click(screen.getByRole('checkbox', { name: 'Anna' }));
  fireEvent.click(await screen.findByRole('button', { name: '1 gewählten erneut senden' }));
  const other = await screen.findByRole('alertdialog');
  expect(other.textContent).not.toContain('zweimal');
  fireEvent.click(within(other).getByRole('button', { name: 'Erneut senden' }));
  await waitFor(() => expect(inviteAgain).toHaveBeenLastCalledWith('campaign-1', { interviews: ['Anna'] }));
});

test('a message is written to those of one state and their panel, looked at, and sent once with the number that was seen', async () => {
  const at = (id: string, state: InterviewView['state']): InterviewView => ({
    ...{ ...bob, id, name: id, state, meetingId: MeetingId.parse(`meeting-${id}`) },
  });
  const campaign = async () => campaignOf([at('Anna', 'accepted'), at('Bert', 'sent'), at('Cora', 'cancelled')], { phase: 'sent' });
  const html =
    '<table role="presentation"><tr><td style="color:#1b1f24"><h1>Bitte</h1><p>Zeugnis &amp; Ausweis</p><script>x</script></td></tr></table>';
  const previewMessage = vi.fn().mockResolvedValue({ id: 'message-1', letters: 2, subject: 'Bitte', html, text: '' });
  const writeToCampaign = vi.fn().mockResolvedValue({ concerned: 2 });
  const sent = {
    ...{ id: 'message-1', subject: 'Bitte', writtenAtMs: startsAtMs, letters: 2, sent: 1, bounced: 1, unknown: 0 },
    failed: [{ name: 'Anna', email: 'anna@example.net', state: 'bounced' as const, reason: '550 no such user' }],
  };
  const campaignMessages = vi
    .fn()
    .mockResolvedValueOnce({ messages: [] })
    .mockResolvedValue({ messages: [sent] });
  const writeAgain = vi.fn().mockResolvedValue({ concerned: 1 });
  await show(<Campaign campaignId="campaign-1" />, {
    me: alice,
    api: { campaign, previewMessage, writeToCampaign, campaignMessages, writeAgain },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Nachricht schreiben' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Zur Vorschau' }));
  expect(await within(dialog).findByText('Bitte ein Betreff.')).toBeDefined();
  expect(previewMessage).not.toHaveBeenCalled();
  fireEvent.click(within(dialog).getByRole('button', { name: /An wen/ }));
  fireEvent.click(await screen.findByRole('option', { name: 'Nur „zugesagt“ (1)' }));
  fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Auch an die Kommission' }));
  fireEvent.change(within(dialog).getByLabelText('Betreff'), { target: { value: 'Bitte' } });
  fireEvent.change(within(dialog).getByLabelText('Text'), { target: { value: 'Zeugnis & Ausweis' } });
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Zur Vorschau' }));
  expect(await screen.findByText('Zeugnis & Ausweis')).toBeDefined();
  const words = { subject: 'Bitte', text: 'Zeugnis & Ausweis', panel: true, interviews: ['Anna'] };
  expect(previewMessage).toHaveBeenCalledWith('campaign-1', words);
  expect(document.querySelector('script')).toBeNull();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: '2 Briefe senden' }));
  expect(await screen.findByText('2 Briefe sind auf dem Weg.')).toBeDefined();
  expect(writeToCampaign).toHaveBeenCalledWith('campaign-1', { ...words, id: 'message-1' });
  expect(await screen.findByText(/1 gesendet, 1 unzustellbar/)).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: '„Bitte“ an 1 Person erneut senden' }));
  fireEvent.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Erneut senden' }));
  await waitFor(() => expect(writeAgain).toHaveBeenCalledWith('campaign-1', 'message-1'));
});

test('a plan with faults is not sent, and each field says its own', async () => {
  const createCampaign = vi.fn();
  await show(<NewCampaignPage />, { me: alice, api: { createCampaign, presets: async () => ({ presets: [] }) } });
  fireEvent.click(await screen.findByRole('button', { name: 'Weiter zur Liste' }));
  expect(await screen.findByText('Bitte sagen Sie, worum es geht.')).toBeDefined();
  expect(screen.getByText('Bitte ein Datum, und das Ende nach dem Anfang.')).toBeDefined();
  expect(createCampaign).not.toHaveBeenCalled();
  await expectAccessible();
});

test('what is typed becomes a plan: addresses one a line, a break only where there is one, with both ends', () => {
  const draft = { ...newPlan('alice@example.org', 'A'), title: ' Gespräche ' };
  const filled = {
    ...draft,
    days: draft.days.map((day) => ({ ...day, date: '2027-03-01', hasBreak: false, breakTo: '' })),
    panels: [{ name: 'A', people: 'a@example.org,\nb@example.org' }],
  };
  expect([...faultsOf(filled)]).toEqual([]);
  const halfBreak = filled.days.map((day) => ({ ...day, hasBreak: true }));
  expect([...faultsOf({ ...filled, days: halfBreak })]).toEqual(['break.0']);
  expect(planOf(filled, 'Europe/Berlin')).toMatchObject({
    title: 'Gespräche',
    days: [{ date: '2027-03-01', breaks: [] }],
    panels: [{ people: ['a@example.org', 'b@example.org'] }],
  });
});

test('the day shows who waits and who is next, one press leads in, and running late moves the rest', async () => {
  const nowMs = Date.now();
  const entry = (name: string, inMin: number, state: DayEntry['state']): DayEntry => ({
    ...{ id: `interview-${name}`, campaignId: 'campaign-1', title: 'Sachbearbeitung', name, panel: 'A', colleagues: ['Carol'], state },
    ...{ startsAtMs: nowMs + inMin * 60_000, endsAtMs: nowMs + (inMin + 30) * 60_000, meetingId: MeetingId.parse(`meeting-${name}`) },
  });
  const runLate = vi.fn().mockResolvedValue({ concerned: 2 });
  const panelDay = async () => ({ nowMs, entries: [entry('Anna', -60, 'done'), entry('Bert', 5, 'waiting'), entry('Cora', 40, 'sent')] });
  await show(<DayPage />, { me: alice, api: { panelDay, runLate } });
  expect(await screen.findByText('Wartet in der Lobby: Bert')).toBeDefined();
  const rows = screen.getAllByRole('listitem').filter((row) => within(row).queryByRole('heading') !== null);
  expect(rows.map((row) => row.hasAttribute('data-now'))).toEqual([false, true, false]);
  expect(screen.getByRole('link', { name: 'Zum Gespräch mit Bert' }).getAttribute('href')).toBe('/m/meeting-Bert');
  expect(screen.queryByRole('link', { name: 'Zum Gespräch mit Anna' })).toBeNull();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: /15 Minuten später: Bert/ }));
  await waitFor(() => expect(runLate).toHaveBeenCalledWith({ interviewId: 'interview-Bert', byMin: 15 }));
});

const texts = { de: '', en: '' };
const preset: PresetView = {
  ...{ id: 'interview', name: texts, description: texts, mailText: texts, settings: defaultSettings, locked: ['lobbyBypass'] },
  ...{ recordingForbidden: true, remindersMin: [60], retentionDays: 30 },
};

test('a kind fills how long all is kept, and more than it allows is a fault', () => {
  const draft = ofKind(newPlan('alice@example.org', 'A'), preset);
  expect(draft.keptDays).toBe('30');
  expect(faultsOf({ ...draft, keptDays: '31' }).has('keptDays')).toBe(true);
  expect(planOf(draft, 'Europe/Berlin').presetId).toBe('interview');
  expect(ofKind({ ...draft, keptDays: '7' }, preset).keptDays).toBe('7');
});

test.each(['bounced', 'unknown'] as const)('the address of an applicant whose mail is %s is corrected where it is seen', async (state) => {
  const correctAddress = vi.fn().mockResolvedValue({ concerned: 1 });
  const interview: InterviewView = { ...bob, state, mailReason: '550 no such user', meetingId: MeetingId.parse('meeting-0001') };
  const campaign = async () => campaignOf([interview, { ...interview, id: 'other', name: 'Carol', state: 'sent' }], { phase: 'sent' });
  await show(<Campaign campaignId="campaign-1" />, {
    me: alice,
    api: { campaign, correctAddress, campaignMessages: async () => ({ messages: [] }) },
  });
  expect(await screen.findAllByRole('button', { name: /^Adresse berichtigen/ })).toHaveLength(1);
  fireEvent.click(screen.getByRole('button', { name: 'Adresse berichtigen: Bob Maier' }));
  const dialog = await screen.findByRole('dialog');
  await expectAccessible();
  fireEvent.change(within(dialog).getByRole('textbox'), { target: { value: 'bob@example.com' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Berichtigen und neu einladen' }));
  await waitFor(() => expect(correctAddress).toHaveBeenCalledWith('campaign-1', 'interview-bob', { email: 'bob@example.com' }));
  expect(await screen.findByText('Bob Maier wird unter bob@example.com neu eingeladen.')).toBeDefined();
});

test('an interview takes as long as its kind says, unless another length was typed', () => {
  const draft = newPlan('alice@example.org', 'A');
  const hearing = { ...preset, durationMin: 25 };
  expect(ofKind(draft, hearing).lengthMin).toBe('25');
  expect(ofKind({ ...draft, lengthMin: '50' }, hearing).lengthMin).toBe('50');
  expect(ofKind(ofKind(draft, hearing), undefined).lengthMin).toBe('45');
});
