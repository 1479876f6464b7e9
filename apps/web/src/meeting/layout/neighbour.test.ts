import { expect, test } from 'vitest';
import { grid, tileShapeFor } from './grid.ts';
import { neighbour } from './neighbour.ts';

const room = { widthPx: 1200, heightPx: 600 };
const boxes = grid(5, room, tileShapeFor(room, 8)); // three above, two below

test('arrows lead to the tile one sees there, and stop at the edge', () => {
  expect(neighbour(boxes, 0, 'ArrowRight')).toBe(1);
  expect(neighbour(boxes, 1, 'ArrowLeft')).toBe(0);
  expect(neighbour(boxes, 0, 'ArrowLeft')).toBeUndefined();
  expect(neighbour(boxes, 2, 'ArrowDown')).toBe(4);
  expect(neighbour(boxes, 3, 'ArrowUp')).toBe(0);
});

test('every tile can be reached by arrows', () => {
  const seen = new Set([0]);
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
      const next = neighbour(boxes, at, key);
      if (next !== undefined && !seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
    }
  }
  expect(seen.size).toBe(boxes.length);
});
