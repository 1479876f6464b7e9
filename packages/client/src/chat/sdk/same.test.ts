import { expect, test } from 'vitest';
import { keepingSame } from './same.ts';

interface Line {
  key: string;
  list: number[];
  inner: { x?: undefined; y: number };
}
const keyOf = ({ key }: Line): string => key;

test('what says the same stays the same object, and a list that says the same stays the same list', () => {
  const before: Line[] = [
    { key: 'a', list: [1, 2], inner: { x: undefined, y: 1 } },
    { key: 'b', list: [], inner: { y: 2 } },
  ];
  expect(keepingSame(before, structuredClone(before), keyOf)).toBe(before);
  const after = keepingSame(
    before,
    [
      { key: 'a', list: [1, 2], inner: { y: 1 } },
      { key: 'b', list: [3], inner: { y: 2 } },
    ],
    keyOf,
  );
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect(keepingSame(before, before.slice(1), keyOf)).toEqual([before[1]]);
});
