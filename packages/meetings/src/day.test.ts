import { expect, test } from 'vitest';
import { dayAround } from './day.ts';

const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }): string[] => [
  new Date(fromMs).toISOString(),
  new Date(toMs).toISOString(),
];

test('a day is counted as people in the time zone count it', () => {
  const justAfterMidnightInMunich = Date.UTC(2026, 10, 22, 23, 30);
  expect(iso(dayAround(justAfterMidnightInMunich, 'Europe/Berlin'))).toEqual(['2026-11-22T23:00:00.000Z', '2026-11-23T23:00:00.000Z']);
  expect(iso(dayAround(justAfterMidnightInMunich, 'UTC'))).toEqual(['2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z']);
});

test('the day of a clock change has 23 or 25 hours', () => {
  const spring = dayAround(Date.UTC(2026, 2, 29, 10), 'Europe/Berlin');
  const autumn = dayAround(Date.UTC(2026, 9, 25, 10), 'Europe/Berlin');
  expect((spring.toMs - spring.fromMs) / 3600_000).toBe(23);
  expect((autumn.toMs - autumn.fromMs) / 3600_000).toBe(25);
});

test('where midnight itself is skipped, the day begins with its first instant', () => {
  // Beirut moves the clock at 00:00 to 01:00 on 29 March 2026.
  expect(iso(dayAround(Date.UTC(2026, 2, 29, 10), 'Asia/Beirut'))[0]).toBe('2026-03-28T22:00:00.000Z');
});
