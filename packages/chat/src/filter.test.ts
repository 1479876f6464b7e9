import { expect, test } from 'vitest';
import { eventFilter, passes, passesRoom, syncFilter } from './filter.ts';

test.each([
  ['m.room.*', 'm.room.message', true],
  ['m.room.*', 'm.reaction', false],
  ['*', 'anything', true],
  ['m.*.message', 'm.room.message', true],
  ['m.*.*', 'm.room', false],
  ['a*b*a', 'aba', true],
  ['a*b*a', 'aa', false],
  ['.', 'x', false],
])('%s lets %s through: %s', (pattern, type, expected) => {
  expect(passes(eventFilter({ types: [pattern] }), { type })).toBe(expected);
  expect(passes(eventFilter({ not_types: [pattern] }), { type })).toBe(!expected);
});

test('a pattern of many stars costs no time', () => {
  const pattern = '*a'.repeat(5_000);
  expect(passes(eventFilter({ types: [pattern] }), { type: 'a'.repeat(250) })).toBe(false);
});

test('senders and rooms are let through by name', () => {
  expect(passes(eventFilter({ senders: ['@a:x'] }), { type: 't', sender: '@b:x' })).toBe(false);
  expect(passes(eventFilter({ not_senders: ['@b:x'] }), { type: 't', sender: '@b:x' })).toBe(false);
  expect(passesRoom(syncFilter({ room: { rooms: ['!a:x'] } }), '!b:x')).toBe(false);
  expect(passesRoom(syncFilter({ room: { not_rooms: ['!b:x'] } }), '!b:x')).toBe(false);
});

test('nonsense filters nothing', () => {
  const filter = syncFilter({ room: 'all', presence: 5, account_data: { types: 'x' } });
  expect(filter.timeline.limit).toBeUndefined();
  expect(passes(filter.accountData, { type: 'anything' })).toBe(true);
});

test('only events with a file, or only those without', () => {
  const filter = eventFilter({ contains_url: true });
  const [file, words] = [{ url: 'mxc://stadt.example/x' }, { body: 'mxc://stadt.example/x' }];
  expect(passes(filter, { type: 'm.room.message', content: file })).toBe(true);
  expect(passes(filter, { type: 'm.room.message', content: words })).toBe(false);
  const without = eventFilter({ contains_url: false });
  expect(passes(without, { type: 'm.room.message', content: file })).toBe(false);
  expect(passes(without, { type: 'm.room.message', content: words })).toBe(true);
  expect(passes(eventFilter({ contains_url: 'yes' }), { type: 'm.room.message', content: words })).toBe(true);
});
