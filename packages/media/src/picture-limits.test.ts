import { expect, test } from 'vitest';
import { limitedLayer, pictureLimits, type LimitedPicture } from './picture-limits.ts';

const picture = (id: string, priority: number, over: Partial<LimitedPicture> = {}): LimitedPicture => ({
  ...{ id, priority, isShare: false, widthPx: 320, heightPx: 180 },
  ...over,
});
const share = picture('share', 10, { isShare: true });
const stage = picture('stage', 8);
const pinned = picture('pinned', 6);
const seats = ['alice', 'bob', 'carol', 'dora'].map((id) => picture(id, 1));
const all = [...seats, pinned, stage, share];

const limitsAt = (level: 0 | 1 | 2 | 3, pictures: readonly LimitedPicture[] = all) => Object.fromEntries(pictureLimits(level, pictures));

test('without overload nothing is taken', () => {
  expect(limitsAt(0)).toEqual({});
});

test('at first seats go one layer lower; stage and share stay', () => {
  expect(limitsAt(1)).toEqual({ alice: 'lower', bob: 'lower', carol: 'lower', dora: 'lower', pinned: 'lower' });
});

test('then half of the seats are held, the less important ones, and the others are in their lowest layer', () => {
  expect(limitsAt(2)).toEqual({ pinned: 'lowest', alice: 'lowest', bob: 'lowest', carol: 'held', dora: 'held' });
});

test('a larger seat is kept before smaller ones', () => {
  expect(limitsAt(2, [...seats.slice(0, 3), picture('dora', 1, { widthPx: 640, heightPx: 360 })])).toMatchObject({
    dora: 'lowest',
    carol: 'held',
  });
});

test('a single seat is never held before the last level', () => {
  expect(limitsAt(2, [picture('alice', 1)])).toEqual({ alice: 'lowest' });
});

test('at last one picture is left, the most important one; a share stays as large as it is', () => {
  expect(limitsAt(3)).toEqual({ alice: 'held', bob: 'held', carol: 'held', dora: 'held', pinned: 'held', stage: 'held' });
  expect(limitsAt(3, [...seats, stage])).toMatchObject({ stage: 'lowest', alice: 'held' });
});

test('the order in which a device names its pictures changes nothing', () => {
  expect(limitsAt(2, [...all].reverse())).toEqual(limitsAt(2));
  expect(limitsAt(3, [...all].reverse())).toEqual(limitsAt(3));
});

test('a layer never goes below the lowest', () => {
  expect([2, 1, 0].map((layer) => limitedLayer(layer, 'lower'))).toEqual([1, 0, 0]);
  expect([2, 1, 0].map((layer) => limitedLayer(layer, 'lowest'))).toEqual([0, 0, 0]);
  expect(limitedLayer(2, undefined)).toBe(2);
});
