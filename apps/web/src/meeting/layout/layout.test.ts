import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { area, contains, fitted, overlaps, type Box, type Size } from './box.ts';
import { grid, gridPageSize, tileShapeFor } from './grid.ts';
import { pageOf } from './pages.ts';
import { stageAndSeats } from './stage-and-seats.ts';

const rooms = fc.record({ widthPx: fc.integer({ min: 304, max: 3840 }), heightPx: fc.integer({ min: 180, max: 2160 }) });

function expectApart(boxes: Box[], room: Size) {
  boxes.forEach((box, index) => {
    expect(contains(room, box), `box ${index} lies in the room`).toBe(true);
    boxes.slice(index + 1).forEach((other) => expect(overlaps(box, other)).toBe(false));
  });
}

describe('the grid', () => {
  test('shows everybody once, in the room, without overlap, all of one size', () => {
    fc.assert(
      fc.property(rooms, fc.integer({ min: 1, max: 49 }), (room, wanted) => {
        const count = Math.min(wanted, gridPageSize(room, tileShapeFor(room, 8)));
        const boxes = grid(count, room, tileShapeFor(room, 8));
        expect(boxes).toHaveLength(count);
        expectApart(boxes, room);
        for (const box of boxes) expect(Math.abs(area(box) - area(boxes[0]!))).toBeLessThan(1);
      }),
    );
  });
  test('takes the columns with the largest tiles', () => {
    expect(grid(4, { widthPx: 1280, heightPx: 720 }, tileShapeFor({ widthPx: 1280, heightPx: 720 }, 8))[0]!.widthPx).toBeGreaterThan(600);
    const tall = grid(2, { widthPx: 390, heightPx: 640 }, tileShapeFor({ widthPx: 390, heightPx: 640 }, 8));
    expect(tall[0]!.x).toBe(tall[1]!.x);
  });
  test('pages hold as many as stay recognisable, never more than 25, on wide screens 49', () => {
    expect(gridPageSize({ widthPx: 1280, heightPx: 600 }, tileShapeFor({ widthPx: 1280, heightPx: 600 }, 8))).toBe(25);
    expect(gridPageSize({ widthPx: 3840, heightPx: 2000 }, tileShapeFor({ widthPx: 3840, heightPx: 2000 }, 8))).toBe(49);
    expect(gridPageSize({ widthPx: 320, heightPx: 180 }, tileShapeFor({ widthPx: 320, heightPx: 180 }, 8))).toBeGreaterThanOrEqual(1);
  });
});

describe('stage and seats', () => {
  const options = fc.record({
    seats: fc.integer({ min: 0, max: 60 }),
    stageRatio: fc.constantFrom(16 / 9, 4 / 3, 9 / 16, 21 / 9),
    captionPx: fc.constantFrom(0, 36, 88),
    size: fc.constantFrom('large' as const, 'small' as const),
    gapPx: fc.constant(8),
  });
  test('seats never cover the stage nor each other, and all lies in the room', () => {
    fc.assert(
      fc.property(rooms, options, (room, wanted) => {
        const { stage, seats, pager } = stageAndSeats(room, wanted);
        expectApart([stage, ...seats, ...(pager ? [pager] : [])], room);
        expect(stage.widthPx).toBeGreaterThan(0);
        expect(stage.heightPx).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });
  test('nobody is lost: the pages together hold every seat once', () => {
    fc.assert(
      fc.property(rooms, options, (room, wanted) => {
        const { pageSize, seats } = stageAndSeats(room, wanted);
        expect(seats).toHaveLength(Math.min(wanted.seats, pageSize));
        const people = Array.from({ length: wanted.seats }, (_, index) => index);
        const pages = pageOf(people, 0, pageSize).pages;
        expect(Array.from({ length: pages }, (_, page) => pageOf(people, page, pageSize).items).flat()).toEqual(people);
      }),
    );
  });
  test('a share and 12 people at 1280x720 are all visible and the share keeps most of the room', () => {
    const room = { widthPx: 1264, heightPx: 584 };
    const { stage, seats, pageSize } = stageAndSeats(room, { seats: 12, stageRatio: 16 / 9, captionPx: 36, size: 'large', gapPx: 8 });
    expect(pageSize).toBe(12);
    expect(seats).toHaveLength(12);
    expect(seats[0]!.widthPx).toBeGreaterThanOrEqual(120);
    expect(area(fitted(stage, 16 / 9)) / area(room)).toBeGreaterThan(0.55);
  });
  test('a small stage makes the seats larger', () => {
    const room = { widthPx: 1264, heightPx: 584 };
    const of = (size: 'large' | 'small') =>
      stageAndSeats(room, { seats: 6, stageRatio: 16 / 9, captionPx: 36, size, gapPx: 8 }).seats[0]!.widthPx;
    expect(of('small')).toBeGreaterThan(of('large') * 1.2);
  });
  test('an upright phone has the seats below the stage', () => {
    const room = { widthPx: 374, heightPx: 640 };
    expect(stageAndSeats(room, { seats: 4, stageRatio: 16 / 9, captionPx: 36, size: 'large', gapPx: 8 }).side).toBe('below');
  });
  test('from 320 px to 4K at least one seat is seen beside the stage', () => {
    for (const room of [
      { widthPx: 304, heightPx: 150 },
      { widthPx: 304, heightPx: 420 },
      { widthPx: 3840, heightPx: 2000 },
    ]) {
      const { seats } = stageAndSeats(room, { seats: 30, stageRatio: 16 / 9, captionPx: 36, size: 'large', gapPx: 8 });
      expect(seats.length).toBeGreaterThan(0);
    }
  });
});
