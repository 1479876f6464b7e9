import { expect, test } from 'vitest';
import { complete, completingAt, mark, mentioned, tableOf } from './markdown-edit.ts';

test.each([
  ['bold', 'ein Wort', 4, 8, 'ein **Wort**'],
  ['italic', 'ein Wort', 4, 8, 'ein _Wort_'],
  ['code', 'a b', 0, 3, '`a b`'],
  ['list', 'eins\nzwei', 0, 9, '- eins\n- zwei'],
  ['quote', 'eins', 2, 2, '> eins'],
  ['link', 'hier', 0, 4, '[hier](https://)'],
  ['link', 'https://example.org', 0, 19, '[](https://example.org)'],
] as const)('%s marks what is selected', (kind, text, from, to, expected) => {
  expect(mark({ text, from, to }, kind).text).toBe(expected);
});

test('the same mark again takes it away', () => {
  const once = mark({ text: 'ein Wort', from: 4, to: 8 }, 'bold');
  expect(mark(once, 'bold')).toEqual({ text: 'ein Wort', from: 4, to: 8 });
  const list = mark({ text: 'a\nb', from: 0, to: 3 }, 'list');
  expect(mark(list, 'list').text).toBe('a\nb');
});

test('people are completed after @, emoji after : and two letters; not in the middle of a word', () => {
  expect(completingAt('Hallo @An', 9)).toEqual({ kind: 'person', search: 'An', from: 6 });
  expect(completingAt('gut :dau', 8)).toEqual({ kind: 'emoji', search: 'dau', from: 4 });
  expect(completingAt('gut: d', 4)).toBeUndefined();
  expect(completingAt('anna@exa', 8)).toBeUndefined();
  expect(complete('Hallo @An!', { kind: 'person', search: 'An', from: 6 }, 9, '@Anna Huber')).toEqual({
    text: 'Hallo @Anna Huber !',
    from: 18,
    to: 18,
  });
});

test('who is no longer named in the text is not called', () => {
  const anna = { displayName: 'Anna Huber' };
  const bob = { displayName: 'Bob' };
  expect(mentioned('Hallo @Anna Huber', [anna, bob])).toEqual([anna]);
});

test('cells become a table; a single line or column is no table', () => {
  expect(
    tableOf([
      ['Amt', 'Euro'],
      ['Bau|amt', ' 1.000 '],
    ]),
  ).toBe('| Amt | Euro |\n| --- | --- |\n| Bau\\|amt | 1.000 |');
  expect(tableOf([['a', 'b']])).toBeUndefined();
  expect(tableOf([['a'], ['b']])).toBeUndefined();
});
