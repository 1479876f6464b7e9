import { expect, test } from 'vitest';
import { attendanceCsv, runNumbers } from './attendance-numbers.ts';
import { alice, bob, carol, Rehearsal } from './testing/rehearsal.ts';

const minuteMs = 60_000;

/** Alice is in for four minutes, Bob for the second and third, and again in the fourth; Carol waits. */
function rehearsed(): Rehearsal {
  const meeting = new Rehearsal();
  const at = (minute: number): void => void (meeting.nowMs = 1_000_000 + minute * minuteMs - 1_000);
  at(0);
  meeting.join(alice);
  at(1);
  meeting.join(bob);
  at(3);
  meeting.leave(bob);
  at(3.5);
  meeting.join(bob);
  meeting.join(carol);
  return meeting;
}

test('numbers over time, the most at once, how many came and how long they stayed', () => {
  const numbers = runNumbers(rehearsed().stored, 1_000_000 + 4 * minuteMs);
  expect(numbers).toEqual({
    beganAtMs: 1_000_000,
    endedAtMs: null,
    peak: 2,
    came: 2,
    averageStayMs: (4 + 2.5) * minuteMs * 0.5,
    eachMinute: [1, 2, 2, 1],
  });
});

test('a lobby where people waited in vain has no numbers', () => {
  const meeting = new Rehearsal();
  meeting.join(carol);
  expect(runNumbers(meeting.stored, meeting.nowMs)).toBeUndefined();
});

test('a table names nobody, in either language', () => {
  const meeting = rehearsed();
  const numbers = runNumbers(meeting.stored, 1_000_000 + 4 * minuteMs);
  if (!numbers) throw new Error('it began');
  const csv = attendanceCsv([{ run: 1, numbers }], 'de');
  expect(csv.split('\r\n')[0]).toBe('Durchgang;Angabe;Zeitpunkt;Wert');
  expect(csv).toContain('1;Höchstzahl gleichzeitig;;2\r\n');
  expect(csv).toContain('1;Anwesend;1970-01-01T00:17:40.000Z;2\r\n');
  expect(csv).not.toMatch(/Alice|Bob|Carol|\uFEFF/);
  expect(attendanceCsv([], 'en')).toBe('Run;Figure;Time;Value\r\n');
});
