import { expect, test } from 'vitest';
import { leastReserved } from './least-reserved.ts';
import { plannedPacketsPerSecond } from './placement.ts';

test('a meeting goes to the worker with the least reserved', () => {
  const workers = [9_000, 3_000, 3_000].map((reservedPacketsPerSecond, index) => ({ index, reservedPacketsPerSecond }));
  expect(leastReserved.choose(workers, 700)?.index).toBe(1);
});

test('nobody is placed where all are full or none lives', () => {
  expect(leastReserved.choose([{ index: 0, reservedPacketsPerSecond: plannedPacketsPerSecond - 100 }], 700)).toBeUndefined();
  expect(leastReserved.choose([], 700)).toBeUndefined();
});
