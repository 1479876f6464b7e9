import type { CalendarNotice } from '@saal/client';
import { MeetingId } from '@saal/protocol';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { expectAccessible } from '../meeting/fixtures/axe.ts';
import { alice, refused, show } from '../testing/render.tsx';
import { CalendarNotices } from './calendar-notices.tsx';

const removed: CalendarNotice = {
  ...{ uid: 'm@saal', kind: 'removed', meetingId: MeetingId.parse('m'.repeat(22)), title: 'Lage', isSeries: false },
  startsAtMs: Date.parse('2027-03-01T09:00Z'),
};

async function open(notices: CalendarNotice[]) {
  const left = [...notices];
  const answerCalendarNotice = vi.fn((_: { uid: string; answer: 'cancel' | 'keep' }) => Promise.resolve(void left.shift()));
  const cancelled = vi.fn();
  await show(<CalendarNotices onCancelled={cancelled} />, {
    me: alice,
    api: { calendarNotices: () => Promise.resolve({ notices: [...left] }), answerCalendarNotice },
  });
  return { answerCalendarNotice, cancelled };
}

test('an entry that was deleted in the own calendar asks, and the meeting is cancelled only when one says so', async () => {
  const { answerCalendarNotice, cancelled } = await open([removed]);
  expect(await screen.findByText('In Ihrem Kalender gelöscht: „Lage“')).toBeDefined();
  expect(screen.getByRole('status').textContent).toContain('Geplant: 1. März 2027');
  await expectAccessible();
  answerCalendarNotice.mockRejectedValueOnce(refused('not_ready'));
  fireEvent.click(screen.getByRole('button', { name: 'Termin absagen' }));
  expect((await screen.findByRole('alert')).textContent).toContain('not_ready');
  expect(cancelled).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole('button', { name: 'Termin absagen' }));
  await waitFor(() => expect(cancelled).toHaveBeenCalled());
  expect(answerCalendarNotice).toHaveBeenLastCalledWith({ uid: 'm@saal', answer: 'cancel' });
  await waitFor(() => expect(screen.queryByText(/gelöscht/)).toBeNull());
});

test('it can be kept; a series leads to its page; what could not be moved is told', async () => {
  const { answerCalendarNotice, cancelled } = await open([
    removed,
    { ...removed, uid: 's@saal', title: 'Jour fixe', isSeries: true },
    { ...removed, uid: 'n@saal', title: 'Rat', kind: 'not-moved' },
  ]);
  expect(await screen.findByText('In Ihrem Kalender gelöscht: die Serie „Jour fixe“')).toBeDefined();
  expect(screen.getAllByRole('link', { name: 'Zur Besprechung' })).toHaveLength(2);
  expect(screen.getAllByRole('button', { name: 'Termin absagen' })).toHaveLength(1);
  expect(screen.getByText('Nicht verschoben: „Rat“')).toBeDefined();
  const [keep] = screen.getAllByRole('button', { name: 'Nicht absagen' });
  if (keep) fireEvent.click(keep);
  await waitFor(() => expect(answerCalendarNotice).toHaveBeenCalledWith({ uid: 'm@saal', answer: 'keep' }));
  expect(cancelled).not.toHaveBeenCalled();
});
