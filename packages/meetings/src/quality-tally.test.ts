import { expect, test } from 'vitest';
import { minutesOf } from './quality-tally.ts';

test('each person inside is a minute of their quality; who is not measured yet is none', () => {
  expect(
    minutesOf([
      { level: 3, reason: 'none' },
      { level: 1, reason: 'network-in' },
      { level: 3, reason: 'none' },
      { level: 0, reason: 'none' },
      { level: 1, reason: 'cpu' },
    ]),
  ).toEqual([
    { level: 3, reason: 'none', minutes: 2 },
    { level: 1, reason: 'network-in', minutes: 1 },
    { level: 1, reason: 'cpu', minutes: 1 },
  ]);
  expect(minutesOf([])).toEqual([]);
});
