import { expect, test } from 'vitest';
import { isTold } from './failures.ts';

test('failures in a row are told at the first many, and then each time they have doubled', () => {
  const told = Array.from({ length: 200 }, (_, count) => count).filter((count) => isTold(count, 5));
  expect(told).toEqual([5, 10, 20, 40, 80, 160]);
});
