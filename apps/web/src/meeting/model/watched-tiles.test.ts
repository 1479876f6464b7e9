import { expect, test } from 'vitest';
import { watchedOf } from './watched-tiles.ts';

const tile = (producerId: string, widthPx: number, heightPx: number, priority = 1) => ({ producerId, widthPx, heightPx, priority });

test('a picture shown twice is asked for once, in the larger size and with the higher priority', () => {
  expect(watchedOf([tile('one', 160, 90), tile('one', 900, 506, 8)], 2)).toEqual([
    { producerId: 'one', widthPx: 1800, heightPx: 1012, priority: 8 },
  ]);
});

test('what has no size is not asked for, and nothing exceeds the limits of the wire', () => {
  expect(watchedOf([tile('none', 0, 90), tile('wall', 7000, 4000)], 2)).toEqual([
    { producerId: 'wall', widthPx: 8192, heightPx: 8000, priority: 1 },
  ]);
  expect(
    watchedOf(
      Array.from({ length: 80 }, (_, index) => tile(`p${index}`, 100, 56)),
      1,
    ),
  ).toHaveLength(60);
});
