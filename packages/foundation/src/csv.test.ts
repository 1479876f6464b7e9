import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('rows are lines with semicolons, whatever stands in a cell stays in it', () => {
  expect(
    csvOf([
      ['a', 1],
      ['x;y', 'he said "no"'],
      ['two\nlines', ''],
    ]),
  ).toBe('a;1\r\n"x;y";"he said ""no"""\r\n"two\nlines";\r\n');
});

test.each(['=HYPERLINK("https://evil.example")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%j is no formula', (text) => {
  expect(csvOf([[text]]).replace(/^"/, '')).toMatch(/^'/);
});

test('a number stays a number, also below zero', () => {
  expect(csvOf([[-1]])).toBe('-1\r\n');
});
