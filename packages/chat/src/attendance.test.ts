import { FakeClock } from '@saal/foundation/testing';
import { expect, test } from 'vitest';
import { Attendance } from './attendance.ts';
import type { UserId } from './ids.ts';
import { ATTENDANCE_AGAIN_MS, type AttendingMoment } from './presence.ts';

const alice = '@alice:stadt.example' as UserId;

test('who is inside is told again and again, and no more once they have left', async () => {
  const clock = new FakeClock();
  const told: AttendingMoment[] = [];
  let isInside = true;
  const attendance = new Attendance({
    ...{ clock, tell: (moment: AttendingMoment) => told.push(moment), failed: (error: unknown) => expect.unreachable(String(error)) },
    chatters: { ofPerson: () => Promise.resolve({ userId: alice }) },
    house: {
      standing: () => Promise.resolve({ people: [{ visitor: 'person:1', isInside }] }),
      personIdOf: () => '1',
    },
  });
  attendance.followSurely('m1');
  await expect.poll(() => told).toEqual([{ userId: alice, meetingId: 'm1', inside: true }]);
  clock.advance(ATTENDANCE_AGAIN_MS);
  expect(told).toHaveLength(2);
  isInside = false;
  attendance.followSurely('m1');
  await expect.poll(() => told.at(-1)).toEqual({ userId: alice, meetingId: 'm1', inside: false });
  clock.advance(ATTENDANCE_AGAIN_MS);
  expect(told).toHaveLength(3);
  attendance.close();
});
