import { expect, test } from 'vitest';
import { anna, bob, message } from '../fixtures/fake-chat.ts';
import { lineAt, sliceOf, topsOf } from './heights.ts';
import { rowsOf } from './rows.ts';

const zone = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso);

test('words of one person within minutes stand together; another person, a pause and an answer begin anew', () => {
  const rows = rowsOf(
    [
      message(1),
      message(2),
      message(3, { sender: anna }),
      message(4, { sender: anna, replyTo: { eventId: '$m1' } }),
      message(30, { sender: anna }),
    ],
    undefined,
    zone,
  );
  expect(rows.map((row) => row.follows)).toEqual([false, true, false, false, false]);
});

test('a day begins at midnight of the reader, not of the server', () => {
  const items = [message(1, { atMs: at('2026-11-23T22:30:00Z') }), message(2, { atMs: at('2026-11-23T23:30:00Z') })];
  expect(rowsOf(items, undefined, zone).map((row) => row.beginsDay)).toEqual([true, true]);
  expect(rowsOf(items, undefined, 'UTC').map((row) => row.beginsDay)).toEqual([true, false]);
});

test('"new" stands above the first words of somebody else after what was read', () => {
  const items = [message(1), message(2, { sender: anna }), message(3, { sender: bob }), message(4, { sender: bob })];
  expect(rowsOf(items, '$m1', zone).map((row) => row.beginsNew)).toEqual([false, false, true, false]);
  expect(rowsOf(items, '$m4', zone).some((row) => row.beginsNew)).toBe(false);
  expect(rowsOf(items, '$older', zone).some((row) => row.beginsNew)).toBe(false);
});

test('of ten thousand lines only those around what is in sight are drawn, and the height of all stays', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `m${index}`);
  const tops = topsOf(keys, new Map([['m3', 400]]), 50);
  const slice = sliceOf(tops, 250_000, 800, 600);
  expect(slice.end - slice.first).toBeLessThan(60);
  const drawnPx = (tops[slice.end] ?? 0) - (tops[slice.first] ?? 0);
  expect(slice.beforePx + drawnPx + slice.afterPx).toBe(9_999 * 50 + 400);
  expect(lineAt(tops, 500)).toBe(3);
  expect(sliceOf([0], 0, 800, 600)).toEqual({ first: 0, end: 0, beforePx: 0, afterPx: 0 });
});
