import { expect, test } from 'vitest';
import { idOf } from '../fixtures/people.ts';
import { watchedOf } from './watched-tiles.ts';

const tile = (name: string, widthPx: number, heightPx: number, priority = 1) => ({
  participantId: idOf(name),
  widthPx,
  heightPx,
  priority,
});

test('a picture shown twice is asked for once, in the larger size and with the higher priority', () => {
  expect(watchedOf([tile('one', 160, 90), tile('one', 900, 506, 8)], 2)).toEqual([
    { participantId: idOf('one'), widthPx: 1800, heightPx: 1012, priority: 8 },
  ]);
});

test("somebody's camera and what the same person shares are two pictures; what has no size is not asked for", () => {
  const share = { ...tile('one', 1280, 720, 10), shareId: 'slides' };
  expect(watchedOf([tile('none', 0, 90), tile('one', 160, 90), share], 1)).toEqual([share, tile('one', 160, 90)]);
});
