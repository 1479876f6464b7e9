import { expect, test } from 'vitest';
import { anyOf, pattern, text } from './catalogue.ts';

test("a sentence is the product's own, with its placeholders filled", () => {
  expect(text('de', 'meeting:people.admitNamed', { name: 'Bob Maier' })).toBe('Bob Maier einlassen');
  expect(text('en', 'join:join')).not.toBe(text('de', 'join:join'));
});

test('a pattern matches whatever stands in a placeholder, and nothing around it', () => {
  expect('Aktionen für Bob (Gast)').toMatch(pattern('de', 'meeting:tile.menu'));
  expect('Alle Aktionen für Bob').not.toMatch(pattern('de', 'meeting:tile.menu'));
});

test('any of several sentences matches exactly', () => {
  const either = anyOf('de', 'meeting:bar.microphoneOn', 'meeting:bar.microphoneOff');
  expect('Mikro aus: einschalten').toMatch(either);
  expect('Mikro aus: einschalten bitte').not.toMatch(either);
});

test('a key that is not there fails with its name', () => {
  expect(() => text('de', 'meeting:does.not.exist')).toThrow('de/meeting.json holds no does.not.exist');
});
