import { expect, test } from 'vitest';
import type { UserId } from './ids.ts';
import { ignoredIn, isUnheard } from './ignored-people.ts';

const [alice, bob] = ['@alice:stadt.example', '@bob:stadt.example'] as [UserId, UserId];

test('only names of people other than oneself are ignored, whatever else a client writes', () => {
  expect(ignoredIn({ ignored_users: { [bob]: {}, [alice]: {}, nobody: {} } }, alice)).toEqual([bob]);
  for (const ignored_users of [undefined, null, [bob], bob, 7])
    expect(ignoredIn(ignored_users === undefined ? {} : { ignored_users }, alice)).toEqual([]);
});

test('words of ignored people are kept back; state, and that words were taken back, are not', () => {
  const ignored = new Set([bob]);
  expect(isUnheard({ type: 'm.room.message', sender: bob }, ignored)).toBe(true);
  expect(isUnheard({ type: 'm.reaction', sender: bob }, ignored)).toBe(true);
  expect(isUnheard({ type: 'm.room.message', sender: alice }, ignored)).toBe(false);
  expect(isUnheard({ type: 'm.room.name', state_key: '', sender: bob }, ignored)).toBe(false);
  expect(isUnheard({ type: 'm.room.redaction', sender: bob }, ignored)).toBe(false);
});
