import { expect, test } from 'vitest';
import { DeadlineMissed, percentile, until } from './until.ts';

test('a probe that throws counts as not yet, and what it said is told when the deadline passes', async () => {
  let tries = 0;
  expect(
    await until(
      'the third try',
      () => {
        tries++;
        if (tries < 3) throw new Error('too early');
        return tries;
      },
      { everyMs: 1 },
    ),
  ).toBe(3);
  const missed = until(
    'never',
    () => {
      throw new Error('the reason');
    },
    { timeoutMs: 5, everyMs: 1 },
  );
  await expect(missed).rejects.toBeInstanceOf(DeadlineMissed);
  await expect(missed).rejects.toThrow('the reason');
});

test('percentiles are measured values', () => {
  const values = [5, 1, 4, 2, 3];
  expect(percentile(values, 0.5)).toBe(3);
  expect(percentile(values, 0.95)).toBe(5);
  expect(percentile([], 0.5)).toBeNaN();
});
