import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RoomCalendars } from './room-calendars.ts';

const DAY_MS = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a slow mailbox is asked no more once nobody waits for it, and is unknown', async () => {
  let asked = 0;
  const calendars = new RoomCalendars({
    rooms: [],
    mailboxes: {
      busy: () => {
        asked += 1;
        return new Promise((answer) => setTimeout(() => answer([]), 900));
      },
    },
    failed: () => undefined,
  });
  const monthly = Array.from({ length: 13 }, (_, month) => ({ fromMs: month * 32 * DAY_MS, toMs: month * 32 * DAY_MS + 1 }));
  const answer = calendars.busyAt('saal1@example.org', monthly, 'Europe/Berlin');
  await vi.advanceTimersByTimeAsync(60_000);
  expect([await answer, asked]).toEqual(['unknown', 5]);
});
