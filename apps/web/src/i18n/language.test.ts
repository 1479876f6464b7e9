import { expect, test } from 'vitest';
import { firstLanguage } from './language.ts';

test('the language chosen here comes first, then what the browser asks for, then German', () => {
  expect(firstLanguage('en', ['de-DE'])).toBe('en');
  expect(firstLanguage(null, ['fr-FR', 'en-US', 'de'])).toBe('en');
  expect(firstLanguage(null, ['de-AT'])).toBe('de');
  expect(firstLanguage('tlh', ['fr'])).toBe('de');
  expect(firstLanguage(null, [])).toBe('de');
});
