import { expect, test } from 'vitest';
import { comings, summarise } from './batch.ts';

test('three who come in five seconds are one sentence', () => {
  expect(
    summarise(
      [
        { kind: 'joined', name: 'Alice' },
        { kind: 'joined', name: 'Bob' },
        { kind: 'joined', name: 'Carol' },
      ],
      4,
    ),
  ).toEqual([{ kind: 'joined', count: 3, name: 'Alice' }]);
});

test('who comes and goes at once is not told', () => {
  expect(
    summarise(
      [
        { kind: 'joined', name: 'Alice' },
        { kind: 'left', name: 'Alice' },
        { kind: 'left', name: 'Bob' },
      ],
      4,
    ),
  ).toEqual([{ kind: 'left', count: 1, name: 'Bob' }]);
});

test('above twenty people nobody is told', () => {
  expect(summarise([{ kind: 'joined', name: 'Alice' }], 21)).toEqual([]);
});

test('one is never told of oneself', () => {
  const alice = { id: 'a', name: 'Alice' };
  const bob = { id: 'b', name: 'Bob' };
  expect(comings([], [alice, bob], 'a')).toEqual([{ kind: 'joined', name: 'Bob' }]);
  expect(comings([alice, bob], [bob], 'b')).toEqual([{ kind: 'left', name: 'Alice' }]);
});
