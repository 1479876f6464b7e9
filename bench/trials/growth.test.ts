import { expect, test } from 'vitest';
import { growthRow, type Sample } from './growth.ts';

const memory = { name: 'rss', what: 'memory', unit: 'MiB', slack: 1, per: undefined };
const samples = (valueAt: (minute: number) => number): Sample[] =>
  Array.from({ length: 30 }, (_, minute) => ({ atS: minute * 60, rss: valueAt(minute), participants: minute < 15 ? 10 : 20 }));

test('what goes up and down does not grow, whatever its peaks', () => {
  expect(
    growthRow(
      samples((minute) => (minute === 29 ? 900 : 100 + (minute % 5))),
      memory,
    ).met,
  ).toBe(true);
});

test('what leaks a little each minute grows', () => {
  expect(
    growthRow(
      samples((minute) => 100 + minute),
      memory,
    ),
  ).toMatchObject({ met: false, measured: '104 -> 124 MiB' });
});

test('twice as many people may have twice as much', () => {
  const byPerson = samples((minute) => (minute < 15 ? 20 : 40));
  expect(growthRow(byPerson, { ...memory, slack: 0.1, per: 'participants' }).met).toBe(true);
  expect(growthRow(byPerson, memory).met).toBe(false);
});

test('a figure that was not sampled is no growth of none', () => {
  const watched = { name: 'media_rooms', what: 'routers', unit: '', slack: 0, per: undefined };
  expect(() => growthRow([{ atS: 1 }, { atS: 2 }, { atS: 3 }], watched)).toThrow('media_rooms was not sampled');
});

test('of what is collected now and then the highest counts: a deep breath at the beginning is no growth, a leak is', () => {
  const highest = { ...memory, highest: true } as const;
  expect(
    growthRow(
      samples((minute) => (minute > 1 && minute < 9 ? 180 : 290)),
      highest,
    ).met,
  ).toBe(true);
  expect(
    growthRow(
      samples((minute) => 100 + minute + (minute % 3) * 20),
      highest,
    ).met,
  ).toBe(false);
});
