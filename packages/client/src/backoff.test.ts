import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('the first try after a loss comes at once, then every 1.5 s while the place is kept, later every 5 s', () => {
  expect([0, 1, 2, 3, 23, 24, 50].map((attempt) => backoffMs(attempt, () => 0))).toEqual([0, 300, 800, 1500, 1500, 5000, 5000]);
});

test('chance takes off a third at most', () => {
  expect(backoffMs(30, () => 0.999)).toBeGreaterThanOrEqual(3333);
});
