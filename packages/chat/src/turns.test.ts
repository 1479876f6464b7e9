import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('the first goes at once; what comes while it is worked off, and in the gap after it, goes together', async () => {
  const taken: number[][] = [];
  const timers: (() => void)[] = [];
  const { promise: working, resolve: worked } = Promise.withResolvers<undefined>();
  const turns = new Turns<number>({
    clock: { now: () => 0, after: (_ms, task) => (timers.push(task), () => undefined) },
    gapMs: () => 5,
    run: async (gathered) => {
      taken.push([...gathered]);
      if (taken.length === 1) await working;
    },
  });
  turns.add(1);
  turns.add(2);
  await expect.poll(() => taken).toEqual([[1, 2]]);
  turns.add(3);
  worked(undefined);
  await expect.poll(() => timers.length).toBe(1);
  turns.add(4);
  expect(taken).toHaveLength(1);
  timers.shift()?.();
  await expect
    .poll(() => taken)
    .toEqual([
      [1, 2],
      [3, 4],
    ]);
  await expect.poll(() => timers.length).toBe(1);
  timers.shift()?.();
  turns.add(5);
  await expect.poll(() => taken.at(-1)).toEqual([5]);
});
