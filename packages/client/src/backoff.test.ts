import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('the first try after a loss comes at once, then every 2 s while the place is kept, later every 5 s', () => {
  expect([0, 1, 2, 3, 4, 15, 16, 50].map((attempt) => backoffMs(attempt, () => 0))).toEqual([0, 300, 800, 1500, 2000, 2000, 5000, 5000]);
});

test('chance takes off a third at most', () => {
  expect(backoffMs(20, () => 0.999)).toBeGreaterThanOrEqual(3333);
});
