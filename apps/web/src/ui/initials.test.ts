import { expect, test } from 'vitest';
import { hueOf, initialsOf } from './initials.ts';

test('initials are those of the first and last word, without titles', () => {
  expect(initialsOf('Dr. Eva Maria Huber')).toBe('EH');
  expect(initialsOf('Prof. Dr. med. Öztürk')).toBe('Ö');
  expect(initialsOf('alice')).toBe('A');
  expect(initialsOf('王 小明')).toBe('王小');
  expect(initialsOf('Raum 204')).toBe('R2');
  expect(initialsOf('🙂')).toBe('');
});

test('a name keeps its colour, whatever its case', () => {
  expect(hueOf('Eva Huber')).toBe(hueOf('eva huber '));
  expect(hueOf('Eva Huber')).toBeLessThan(360);
});
