import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('a burst goes through at once, then one after the other, and the wait is told', () => {
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 0);
  expect([0, 0, 0, 0].map((atMs) => bucket.take(atMs))).toEqual([0, 0, 0, 500]);
  expect(bucket.take(250)).toBe(250);
  expect(bucket.take(500)).toBe(0);
});

test('it is full again when all has come back, and not before', () => {
  const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, 0);
  expect(bucket.isFull(0)).toBe(true);
  bucket.take(0);
  bucket.take(0);
  expect(bucket.isFull(999)).toBe(false);
  expect(bucket.isFull(1_000)).toBe(true);
});
