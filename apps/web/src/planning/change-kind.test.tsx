import type { MeetingDetail, PresetView } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber } from '@saal/protocol';
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, show } from '../testing/render.tsx';
import { Button } from '../ui/button.tsx';
import { draftOf, type Draft } from './draft.ts';
import { kindChanges, settingsInForm } from './kind-change.ts';
import { MeetingForm } from './meeting-form.tsx';

const kind = (id: string, change: Partial<PresetView> = {}): PresetView => ({
  ...{ id, name: { de: id, en: id }, description: { de: '', en: '' }, settings: defaultSettings, locked: [] },
  ...{ recordingForbidden: false, remindersMin: [1440, 15], mailText: { de: '', en: '' }, retentionDays: null },
  ...change,
});
const hearing = kind('Anhörung', {
  settings: { ...defaultSettings, lobbyBypass: 'nobody', mayShare: 'hosts' },
  ...{ locked: ['lobbyBypass'], retentionDays: 30, remindersMin: [60], mailText: { de: 'Bescheid mitbringen.', en: 'Bring it.' } },
});
const training = kind('Schulung', { locked: ['joinMuted'], settings: { ...defaultSettings, joinMuted: true } });
const meeting: MeetingDetail = {
  ...{ id: MeetingId.parse('meeting-1234567890123'), number: MeetingNumber.parse('123456789'), kind: 'planned', title: 'Jour fixe' },
  ...{ startsAtMs: Date.parse('2099-01-05T09:00Z'), durationMin: 60, timeZone: 'Europe/Berlin', passcode: '123456' },
  ...{ settings: { ...defaultSettings, mayShare: 'presenters', joinMuted: true }, preset: training, remindersMin: undefined },
  ...{ url: 'https://saal.example.org/m/1', owner: true, running: false, lastEndedAtMs: null },
};

async function open(change: Partial<MeetingDetail> = {}, presets = [hearing, training]) {
  const submit = vi.fn<(draft: Draft) => void>();
  const whole = { ...meeting, ...change };
  await show(
    <MeetingForm
      initial={draftOf(whole, Date.parse('2098-01-01T09:00Z'), 'Europe/Berlin')}
      withTime={false}
      meeting={whole}
      onSubmit={submit}
      actions={<Button type="submit">Speichern</Button>}
    />,
    { me: alice, api: { presets: async () => ({ presets }) } },
  );
  return submit;
}

test('before a meeting becomes one of another kind, all that changes by it is said; the rest stays', async () => {
  const submit = await open();
  expect(screen.queryByRole('radio', { name: 'Anhörung' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Andere Art wählen' }));
  fireEvent.click(await screen.findByRole('radio', { name: 'Anhörung' }));
  const [status] = screen.getAllByRole('status').filter(({ textContent }) => textContent.includes('wird daraus'));
  expect(status?.textContent).toContain('Mit dem Speichern wird daraus: Anhörung.');
  const items = within(status ?? document.body).getAllByRole('listitem');
  expect(items.map(({ textContent }) => textContent)).toEqual([
    '„Ohne Warten in der Lobby“: „niemand“ statt „alle mit Konto“.',
    'Sie können danach selbst ändern: „Mikrofon aus“.',
    'Löschen: nach 30 Tagen gelöscht (bisher: wird nicht gelöscht).',
    'Erinnerungen: 1 Std. vorher (bisher: 1 Tag vorher und 15 Min. vorher).',
    'Der Absatz der Verwaltung in der Einladung ist ein anderer. Wo E-Mails hinausgehen, bekommen Eingeladene die Einladung neu.',
  ]);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(submit.mock.lastCall?.[0]).toMatchObject({
    preset: { id: 'Anhörung' },
    settings: { ...meeting.settings, lobbyBypass: 'nobody' },
  });

  // Chosen back, all is as it was.
  fireEvent.click(screen.getByRole('radio', { name: 'Schulung' }));
  expect(status?.textContent).toBe('');
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(submit.mock.lastCall?.[0]).toMatchObject({ preset: { id: 'Schulung' }, settings: meeting.settings });
});

test('a kind that is offered no more can be kept, and a series says that all its dates are meant', async () => {
  const series = { rule: { every: 'day', interval: 1, end: { count: 2 } }, time: '10:00', dates: [] } as const;
  await open({ series: { ...series, rule: { ...series.rule }, dates: [] } }, [hearing]);
  fireEvent.click(screen.getByRole('button', { name: 'Andere Art wählen' }));
  expect((await screen.findByRole<HTMLInputElement>('radio', { name: 'Schulung' })).checked).toBe(true);
  fireEvent.click(screen.getByRole('radio', { name: 'Allgemeine Besprechung' }));
  expect(screen.getByText('Das gilt für alle Termine der Serie.')).toBeDefined();
});

test('reminders that were wished are given up for those of the kind', async () => {
  const submit = await open({ preset: hearing, remindersMin: [15] });
  fireEvent.click(screen.getByRole('button', { name: 'Einzelne Einstellungen' }));
  const follows = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Wie für „Anhörung“ festgelegt' });
  expect(follows.checked).toBe(false);
  fireEvent.click(follows);
  const chosen = () => screen.getAllByRole<HTMLInputElement>('checkbox', { name: /vorher$/ }).map(({ checked }) => checked);
  expect(chosen()).toEqual([false, false, true, false]);
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(submit.mock.lastCall?.[0].remindersMin).toBeUndefined();
  // And the other way round, what the kind has is where wishing begins.
  fireEvent.click(follows);
  fireEvent.click(screen.getByRole('button', { name: 'Speichern' }));
  expect(submit.mock.lastCall?.[0].remindersMin).toEqual([60]);
});

test('what a kind does not touch is not said to change', () => {
  expect(kindChanges(meeting, training)).toEqual([]);
  expect(kindChanges({ ...meeting, preset: undefined, remindersMin: [1440, 15] }, kind('Team', { remindersMin: [5] }))).toEqual([]);
  expect(kindChanges({ ...meeting, remindersMin: [5] }, kind('Rat', { remindersMin: [60], remindersLocked: true }))).toContainEqual({
    ...{ what: 'reminders', before: [5], after: [60] },
  });
});

test('what a kind chosen on the way had set is undone, and what was changed by hand stays', () => {
  const before = meeting.settings;
  const first = settingsInForm(before, { preset: undefined, settings: { ...before, mayChat: 'hosts' } }, hearing);
  expect(first).toEqual({ ...before, mayChat: 'hosts', lobbyBypass: 'nobody' });
  expect(settingsInForm(before, { preset: hearing, settings: first }, undefined)).toEqual({ ...before, mayChat: 'hosts' });
});
