import { expect, test } from 'vitest';
import { centred, dragged, squareOf } from './crop.ts';

test('without zoom the largest square in the middle is taken', () => {
  expect(squareOf(400, 300, centred)).toEqual({ left: 50, top: 0, edge: 300 });
  expect(squareOf(300, 400, centred)).toEqual({ left: 0, top: 50, edge: 300 });
});

test('zooming takes a smaller square', () => {
  expect(squareOf(400, 400, { ...centred, zoom: 2 })).toEqual({ left: 100, top: 100, edge: 200 });
});

test('dragging moves the picture with the pointer and stops at its edges', () => {
  expect(squareOf(400, 300, dragged(400, 300, centred, 0.1, 0.1))).toEqual({ left: 20, top: 0, edge: 300 });
  expect(squareOf(400, 300, dragged(400, 300, centred, 2, 0)).left).toBe(0);
  expect(squareOf(400, 300, dragged(400, 300, centred, -2, 0)).left).toBe(100);
});
