import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('the first attempt is made at once, later ones wait longer up to a limit', () => {
  expect([0, 1, 2, 3, 20].map((failures) => backoffMs(failures))).toEqual([0, 100, 200, 400, 1_000]);
});
