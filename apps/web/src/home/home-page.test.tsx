import type { ListedMeeting, MeetingDetail, PresetView } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber, PersonId } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show, type FakeApi } from '../testing/render.tsx';
import { HomePage } from './home-page.tsx';

function meeting(id: string, title: string, startsInMin: number | null, change: Partial<MeetingDetail> = {}): MeetingDetail {
  return {
    id: MeetingId.parse(id.padEnd(22, '0')),
    number: MeetingNumber.parse('123456789'),
    kind: startsInMin === null ? 'personal' : 'planned',
    title,
    startsAtMs: startsInMin === null ? null : Date.now() + startsInMin * 60_000,
    durationMin: 60,
    timeZone: 'Europe/Berlin',
    passcode: '246810',
    settings: defaultSettings,
    url: `https://saal.example.org/m/${id}`,
    owner: true,
    running: false,
    lastEndedAtMs: null,
    ...change,
  };
}

const interview: PresetView = {
  ...{ id: 'interview', name: { de: '', en: '' }, description: { de: '', en: '' }, settings: defaultSettings, locked: [] },
  ...{ recordingForbidden: true, remindersMin: [], retentionDays: null },
  mailText: { de: 'Bringen Sie Ihre Zeugnisse mit.', en: '' },
};
const room = meeting('room', 'Raum', null);
function answering(today: ListedMeeting[], more: FakeApi = {}): FakeApi {
  return { meetings: async (when) => ({ meetings: when === 'today' ? today : [] }), personalMeeting: async () => room, ...more };
}

test('the next meeting stands first, with the way in', async () => {
  await show(<HomePage />, { me: alice, api: answering([meeting('later', 'Abend', 180), meeting('next', 'Haushalt', 10)]) });
  const next = await screen.findByRole('region', { name: 'Haushalt' });
  expect(within(next).getByText('in 10 Minuten')).toBeDefined();
  expect(within(next).getByRole('link', { name: 'Teilnehmen' }).getAttribute('href')).toBe(`/m/${'next'.padEnd(22, '0')}`);
});

test('without meetings it says what one can do first', async () => {
  await show(<HomePage />, { me: alice, api: answering([]) });
  expect(await screen.findByRole('heading', { name: 'Heute steht nichts an' })).toBeDefined();
});

test('"Jetzt treffen" begins a meeting and goes there; a refusal is told', async () => {
  const planMeeting = vi
    .fn()
    .mockRejectedValueOnce(refused('not_ready'))
    .mockResolvedValue(meeting('now', 'Jetzt', 0));
  const page = await show(<HomePage />, { me: alice, api: answering([], { planMeeting }) });
  fireEvent.click(await screen.findByRole('button', { name: 'Jetzt treffen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
  fireEvent.click(screen.getByRole('button', { name: 'Jetzt treffen' }));
  await waitFor(() => expect(page.path()).toBe(`/m/${'now'.padEnd(22, '0')}`));
  expect(planMeeting).toHaveBeenCalledWith({ kind: 'instant' });
});

test('the invitation holds link, number and passcode, and what lists leave out: the paragraph of the house and the room', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true }); // jsdom has none
  const next = meeting('next', 'Haushalt', 10);
  const whole = { ...next, preset: interview, resources: [{ id: 'hall', name: 'Saal 1', building: 'Rathaus' }] };
  await show(<HomePage />, { me: alice, api: answering([next], { meeting: () => Promise.resolve(whole) }) });
  const shown = await screen.findByRole('region', { name: 'Haushalt' });
  fireEvent.click(within(shown).getByRole('button', { name: 'Einladung kopieren' }));
  await waitFor(() => expect(writeText).toHaveBeenCalled());
  const text = writeText.mock.calls[0]?.[0] ?? '';
  for (const part of ['Alice Huber lädt Sie', 'Haushalt', 'https://saal.example.org/m/next', '123 456 789', '246810'])
    expect(text).toContain(part);
  for (const part of ['Bringen Sie Ihre Zeugnisse mit.', 'Ort: Saal 1, Rathaus']) expect(text).toContain(part);
});

test('an invitation that cannot be read is not copied, and the button says so', async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>().mockResolvedValue();
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
  await show(<HomePage />, {
    me: alice,
    api: answering([meeting('next', 'Haushalt', 10)], { meeting: () => Promise.reject(refused('meeting_not_found')) }),
  });
  const shown = await screen.findByRole('region', { name: 'Haushalt' });
  fireEvent.click(within(shown).getByRole('button', { name: 'Einladung kopieren' }));
  expect(await within(shown).findByRole('button', { name: 'Kopieren ging nicht' })).toBeDefined();
  expect(writeText).not.toHaveBeenCalled();
});

/** Bob's, that Alice was in. */
const attended: ListedMeeting = {
  id: MeetingId.parse('bobs'.padEnd(22, '0')),
  title: 'Bauausschuss',
  ownerName: 'Bob Maier',
  startsAtMs: null,
  durationMin: null,
  timeZone: null,
  url: 'https://saal.example.org/m/bobs',
  owner: false,
  running: true,
  lastEnteredAtMs: Date.now() - 3_600_000,
};

test.each([
  ['de', 'eingeladen von Bob Maier', 'Teilnehmen', 'Mehr zu Bauausschuss', 'Link kopieren'],
  ['en', 'invited by Bob Maier', 'Join', 'More on Bauausschuss', 'Copy link'],
] as const)(
  "a meeting of somebody else one is in says whose it is and leads back in, with nothing that is its owner's (%s)",
  async (language, invited, join, more, copyLink) => {
    const page = await show(<HomePage />, { me: alice, language, api: answering([attended]) });
    const next = await screen.findByRole('region', { name: 'Bauausschuss' });
    expect(within(next).getByText(invited)).toBeDefined();
    expect(within(next).getByRole('link', { name: join }).getAttribute('href')).toBe(`/m/${attended.id}`);
    fireEvent.click(within(next).getByRole('button', { name: more }));
    const menu = await screen.findByRole('menu');
    expect(
      within(menu)
        .getAllByRole('menuitem')
        .map(({ textContent }) => textContent),
    ).toEqual([join, copyLink]);
    await expectAccessible();
    fireEvent.click(within(menu).getByRole('menuitem', { name: join }));
    await waitFor(() => expect(page.path()).toBe(`/m/${attended.id}`));
  },
);

test('what one was in stays in the list of the past, dated by when one came in', async () => {
  const over = { ...attended, running: false };
  await show(<HomePage />, {
    me: alice,
    api: { ...answering([]), meetings: async (when) => ({ meetings: when === 'past' ? [over] : [] }) },
  });
  const past = await screen.findByRole('region', { name: 'Vergangen' });
  expect(within(past).getByText('eingeladen von Bob Maier')).toBeDefined();
  expect(past.querySelector('time')?.dateTime).toBe(new Date(attended.lastEnteredAtMs ?? 0).toISOString());
});

test('each date of a series stands in the list, and deleting says that all of them go', async () => {
  const date = (day: string, inMin: number) => meeting('lage', 'Lage', inMin, { day });
  await show(<HomePage />, { me: alice, api: answering([date('2026-11-23', 10), date('2026-11-24', 200)]) });
  const later = await screen.findByRole('region', { name: 'Später heute' });
  expect(within(later).getByText(/Serie/)).toBeDefined();
  fireEvent.click(within(later).getByRole('button', { name: 'Mehr zu Lage' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Löschen' }));
  expect((await screen.findByRole('alertdialog')).textContent).toContain('mit allen Terminen');
});

test('guests are sent to sign in', async () => {
  const page = await show(<HomePage />, { api: answering([]) });
  await waitFor(() => expect(page.path()).toBe('/sign-in'));
});

test('what one planned for somebody else, and what was planned for one, is marked so', async () => {
  const onBehalf = { principalId: PersonId.parse('petra-0001'), principal: 'Petra Groß', planner: 'Alice Huber' };
  const today = [
    meeting('next', 'Haushalt', 10),
    meeting('other', 'Rücksprache', 60, { onBehalf }),
    meeting('mine', 'Jour fixe', 90, { onBehalf: { principalId: alice.id, principal: 'Alice Huber', planner: 'Dora Klein' } }),
  ];
  await show(<HomePage />, { me: alice, api: answering(today) });
  expect(await screen.findByText('im Auftrag von Petra Groß')).toBeDefined();
  expect(screen.getByText('für Sie geplant von Dora Klein')).toBeDefined();
});
