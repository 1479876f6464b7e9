import { expect, test } from 'vitest';
import { leastReserved } from './least-reserved.ts';
import { plannedPacketsPerSecond } from './placement.ts';

const places = (...reserved: number[]) =>
  reserved.map((reservedPacketsPerSecond, index) => ({ index, reservedPacketsPerSecond, neededPacketsPerSecond: 700, carries: false }));

test('a device goes to the worker with the least reserved', () => {
  expect(leastReserved.choose(places(9_000, 3_000, 3_000))?.index).toBe(1);
});

test('a worker of a faster machine takes more, one of a slower less, as its operator said', () => {
  const [fast, slow] = places(plannedPacketsPerSecond, 1_000).map((place, index) => ({
    ...place,
    plannedPacketsPerSecond: index === 0 ? 2 * plannedPacketsPerSecond : 1_500,
  }));
  expect(leastReserved.choose([slow, fast].filter((place) => place !== undefined))?.index).toBe(0);
});

test('nobody is placed where all are full or none lives', () => {
  expect(leastReserved.choose(places(plannedPacketsPerSecond - 100))).toBeUndefined();
  expect(leastReserved.choose([])).toBeUndefined();
});
