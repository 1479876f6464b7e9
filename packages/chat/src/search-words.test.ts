import { expect, test } from 'vitest';
import { searchTerms, wordsFoundIn, wordsOf } from './search-words.ts';

const finds = (asked: string, text: string): boolean => {
  const words = wordsOf(text);
  return searchTerms(asked).every((term) => words.some((word) => word.startsWith(term)));
};

test.each([
  ['müller', 'Frau MÜLLER kommt'],
  ['mueller', 'Frau Müller kommt'],
  ['muller', 'Frau Müller kommt'],
  ['Müller', 'Frau Muller kommt'],
  ['strasse', 'Die Straße ist gesperrt'],
  ['Sitzungen', 'zur Sitzung am Montag'],
  ['haus', 'alle Häuser der Stadt'],
  ['meetings', 'the meeting was moved'],
  ['policies', 'a policy for all'],
  ['café', 'im Cafe nebenan'],
  ['bau amt', 'das Bau-Amt'],
  ['2026', 'Haushalt 2026/27'],
  ['Приве', 'привет'],
])('%s finds: %s', (asked, text) => expect(finds(asked, text)).toBe(true));

test.each([
  ['antrag', 'der Bauantrag'], // beginnings of words only
  ['montag dienstag', 'am Montag'], // all of them must be there
  ['2025', 'Haushalt 2026'],
])('%s does not find: %s', (asked, text) => expect(finds(asked, text)).toBe(false));

test('what is no word is nothing to look for, and endless texts have an end', () => {
  expect(searchTerms(`:* | ! & ( ' \\`)).toEqual([]);
  expect(searchTerms(Array.from({ length: 50 }, (_, n) => `a${n}`).join(' '))).toHaveLength(12);
  expect(wordsOf(Array.from({ length: 9_000 }, (_, n) => `wort${n}`).join(' ')).length).toBeLessThanOrEqual(2_000);
  expect(wordsOf('x'.repeat(60_000))[0]).toHaveLength(64);
});

test('what is lit up is written as in the text', () => {
  expect(wordsFoundIn('Die Prüfbögen, der Prüfbogen.', searchTerms('prüfbogen'))).toEqual(['Prüfbögen', 'Prüfbogen']);
});
