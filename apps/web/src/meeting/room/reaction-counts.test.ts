import { expect, test } from 'vitest';
import { withCounts, withReaction } from './reaction-counts.ts';

test('in a small meeting each reaction stands with its name, the last four of them', () => {
  const shown = ['a', 'b', 'c', 'd', 'e'].reduce(
    (last, name) => withReaction(last, name, 'clap', name),
    withReaction([], 'x', 'heart', 'x'),
  );
  expect(shown.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e']);
});

test('in a large one each kind stands once and its number grows', () => {
  const first = withCounts([], { clap: 120, heart: 3, unknown: 9, laugh: 0 });
  expect(first).toMatchObject([
    { reaction: 'clap', count: 120 },
    { reaction: 'heart', count: 3 },
  ]);
  expect(withCounts(first, { heart: 40 })).toMatchObject([
    { reaction: 'clap', count: 120 },
    { reaction: 'heart', count: 43 },
  ]);
});
