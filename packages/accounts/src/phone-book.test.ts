import { PersonId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { entryOf, fold, searchFor, type PhoneBookRow } from './phone-book.ts';
import { digits } from './phone-number.ts';

const anna = PersonId.parse('person-anna');
const search = (text: string) => {
  const { words, numbers } = searchFor(text, anna);
  return { words, numbers };
};

test('umlauts, their two letters and the plain letter are the same, and so are accents and capitals', () => {
  expect(['Müller', 'MUELLER', 'Muller', 'mu\u0308ller'].map(fold)).toEqual(['muller', 'muller', 'muller', 'muller']);
  expect(['Strauß', 'STRAUSS', 'Łukasz Ørsted', 'Zoë', 'Anna-Lena O’Neill'].map(fold)).toEqual([
    'strauss',
    'strauss',
    'lukasz orsted',
    'zo',
    'anna lena o neill',
  ]);
});

test('the beginning of a name stays its beginning, letter by letter', () => {
  for (const name of ['Michael', 'Müller', 'Mueller', 'Bauer', 'Öztürk', 'Aenne', 'Joe', 'Strauß'])
    for (let length = 1; length <= name.length; length++) {
      const typed = fold(name.slice(0, length));
      expect([name, fold(name).startsWith(typed)]).toEqual([name, true]);
    }
});

test('numbers are the same in every writing', () => {
  expect(['+49 (0)89 233-12345', '0049 89 23312345', '+49 89/233 12345'].map(digits)).toEqual(Array(3).fill('498923312345'));
  expect(digits('089 / 233-12345')).toBe('8923312345');
  expect(search('+49 89 233-12345')).toEqual({ words: ['498923312345'], numbers: ['8923312345'] });
  expect(search('(089) 233 123')).toEqual({ words: ['89233123'], numbers: [] });
});

test('words beside each other are asked for one by one, of a flood the first', () => {
  expect(search('  Huber,  Anna ')).toEqual({ words: ['huber', 'anna'], numbers: [] });
  expect(search('Huber 012')).toEqual({ words: ['huber', '12'], numbers: [] });
  expect(search('a b c d e f g h').words).toHaveLength(6);
  for (const nothing of ['', ' ', '%', "'--", '+', '()', '000', '\u0000']) expect(search(nothing)).toEqual({ words: [], numbers: [] });
});

test('what the house hides and what is empty is not in the entry', () => {
  const row: PhoneBookRow = {
    ...{ id: anna, displayName: 'Anna Huber', pictureVersion: 'v1', department: 'Hauptamt', title: '', office: '' },
    ...{ phone: '+49 89 1', extension: '1', mobile: '+49 170 1', email: 'anna@elsewhere.example' },
  };
  const isExternal = (email: string) => email.endsWith('@elsewhere.example');
  expect(entryOf(row, { showsEmail: false, showsMobile: false, isExternal })).toEqual({
    ...{ id: anna, displayName: 'Anna Huber', pictureUrl: '/api/people/person-anna/picture/v1', department: 'Hauptamt' },
    ...{ phone: '+49 89 1', extension: '1', external: true, dial: { phone: '+49891' } },
  });
  expect(entryOf(row, { showsEmail: true, showsMobile: true, isExternal: () => false })).toMatchObject({
    ...{ email: 'anna@elsewhere.example', mobile: '+49 170 1', dial: { mobile: '+491701' } },
  });
});
