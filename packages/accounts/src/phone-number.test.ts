import { expect, test } from 'vitest';
import { dialOf, germany, otherWritings } from './phone-number.ts';

const bonn = { country: '49', area: '228' };
const vienna = { country: '43', area: '1' };

test('a number is dialled from anywhere, with the codes of the house where it has none', () => {
  for (const written of ['+49 (0)228 77-1234', '0049 228 771234', '0228 / 77 12 34', '77-1234'])
    expect([written, dialOf(written, bonn)]).toEqual([written, '+49228771234']);
  expect(dialOf('01 4000-1234', vienna)).toBe('+43140001234');
  expect(dialOf('+43 1 4000', bonn)).toBe('+4314000');
  // Without the own area's code nobody can say where a short number is; what is shorter still is dialled within the house.
  expect(dialOf('77-1234', germany)).toBe('771234');
  expect(dialOf('1234', bonn)).toBe('1234');
});

test('what is typed with the codes of the house finds what is stored without them', () => {
  expect(otherWritings('+49 228 77-1234', bonn)).toEqual(['228771234', '771234']);
  expect(otherWritings('0228 771234', bonn)).toEqual(['771234']);
  expect(otherWritings('0228 771234', germany)).toEqual([]);
  expect(otherWritings('+43 228 771234', bonn)).toEqual([]);
  expect(otherWritings('0228', bonn)).toEqual([]);
  expect(otherWritings('+43 1 4000123', vienna)).toEqual(['14000123', '4000123']);
});
