import { expect, test } from 'vitest';
import { pagesOf, rowWindow } from './row-window.ts';

test('what is in sight is drawn with a few rows around it, never beyond the list', () => {
  expect(rowWindow(0, 520, 52, 1660)).toEqual({ first: 0, end: 18 });
  expect(rowWindow(52 * 800, 520, 52, 1660)).toEqual({ first: 792, end: 818 });
  expect(rowWindow(52 * 1655, 520, 52, 1660)).toEqual({ first: 1647, end: 1660 });
  expect(rowWindow(-5_000, 520, 52, 1660)).toEqual({ first: 0, end: 0 });
  expect(rowWindow(999_999, 520, 52, 3)).toEqual({ first: 3, end: 3 });
});

test('pages are those that hold the rows', () => {
  expect(pagesOf({ first: 0, end: 18 }, 50)).toEqual([0]);
  expect(pagesOf({ first: 40, end: 60 }, 50)).toEqual([0, 1]);
  expect(pagesOf({ first: 50, end: 100 }, 50)).toEqual([1]);
  expect(pagesOf({ first: 0, end: 0 }, 50)).toEqual([0]);
});
