import type { Api, MeetingDetail } from '@saal/client';
import { defaultSettings, MeetingId, MeetingNumber, type SeriesDate } from '@saal/protocol';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi, type Mock } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { DatesCard } from './dates-card.tsx';

const at = (day: string): number => Date.parse(`${day}T08:00Z`);
const date = (day: string, state: SeriesDate['state'] = 'ruled'): SeriesDate => ({ day, startsAtMs: at(day), durationMin: 60, state });
const dates = [
  date('2020-01-06'),
  date('2099-11-23'),
  date('2099-11-30', 'cancelled'),
  ...[7, 14, 21, 28].map((d) => date(`2099-12-${String(d).padStart(2, '0')}`)),
];
const meeting: MeetingDetail = {
  id: MeetingId.parse('lage'.padEnd(22, '0')),
  number: MeetingNumber.parse('123456789'),
  kind: 'planned',
  title: 'Lage',
  startsAtMs: at('2099-11-23'),
  durationMin: 60,
  timeZone: 'Europe/Berlin',
  passcode: '246810',
  settings: defaultSettings,
  url: 'https://saal.example.org/m/lage',
  owner: true,
  running: false,
  lastEndedAtMs: null,
};

async function open(changeDate: Mock<Api['changeDate']>): Promise<{ changed: ReturnType<typeof vi.fn>; rows: HTMLElement[] }> {
  const changed = vi.fn();
  await show(<DatesCard meeting={meeting} dates={dates} onChanged={changed} />, { me: alice, api: { changeDate } });
  return { changed, rows: await screen.findAllByRole('listitem') };
}

async function ask(row: HTMLElement | undefined, item: string): Promise<void> {
  if (!row) throw new Error('no such date');
  fireEvent.click(within(row).getByRole('button'));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

test('the dates to come are listed, what is cancelled says so, and what is over is not there', async () => {
  const { rows } = await open(vi.fn<Api['changeDate']>());
  expect(rows).toHaveLength(6);
  expect(rows[1]?.textContent).toContain('abgesagt');
  expect(screen.getByText('Noch 5 Termine; der Link bleibt derselbe.')).toBeDefined();
  await expectAccessible();
});

test('a date is changed with those that follow it; a refusal is told and nothing is closed', async () => {
  const changeDate = vi.fn<Api['changeDate']>().mockRejectedValueOnce(refused('not_ready')).mockResolvedValue(meeting);
  const { changed, rows } = await open(changeDate);
  await ask(rows[0], 'Ändern');
  const dialog = await screen.findByRole('dialog', { name: 'Termin ändern' });
  fireEvent.click(within(dialog).getByRole('radio', { name: 'diesen und die folgenden' }));
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Termin speichern' }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('not_ready');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Termin speichern' }));
  await waitFor(() => expect(changed).toHaveBeenCalledWith(meeting));
  expect(changeDate).toHaveBeenLastCalledWith(meeting.id, '2099-11-23', { scope: 'following', time: '09:00', durationMin: 60 });
});

test('a date is cancelled after asking, and set again at once', async () => {
  const changeDate = vi.fn<Api['changeDate']>().mockResolvedValue(meeting);
  const { rows } = await open(changeDate);
  await ask(rows[0], 'Absagen');
  const dialog = await screen.findByRole('alertdialog');
  await expectAccessible();
  fireEvent.click(within(dialog).getByRole('button', { name: 'Absagen' }));
  await waitFor(() => expect(changeDate).toHaveBeenLastCalledWith(meeting.id, '2099-11-23', { scope: 'this', cancelled: true }));
  await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  await ask(screen.getAllByRole('listitem')[1], 'Wieder ansetzen');
  await waitFor(() => expect(changeDate).toHaveBeenLastCalledWith(meeting.id, '2099-11-30', { scope: 'this', cancelled: false }));
});
