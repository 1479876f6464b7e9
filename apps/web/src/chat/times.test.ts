import { expect, test } from 'vitest';
import { momentOf, momentsAfter, wallClock } from './times.ts';

const at = (date: string, time: string) => momentOf(date, time) ?? 0;

test.each([
  ['Saturday', '2026-11-28', '2026-11-29', '2026-11-30'],
  ['Sunday', '2026-11-29', '2026-11-30', '2026-11-30'],
  ['Monday', '2026-11-30', '2026-12-01', '2026-12-07'],
])('from a %s on, tomorrow and the next Monday are at eight', (_day, today, tomorrow, monday) => {
  const now = at(today, '22:40');
  expect(momentsAfter(now)).toEqual({ inAnHour: now + 3_600_000, tomorrow: at(tomorrow, '08:00'), monday: at(monday, '08:00') });
});

test('what is shown is what is read', () => {
  const now = at('2026-03-02', '09:05');
  expect(wallClock(now)).toEqual({ date: '2026-03-02', time: '09:05' });
  expect(momentOf('', '09:05')).toBeUndefined();
  expect(momentOf('2026-03-02', '')).toBeUndefined();
});
