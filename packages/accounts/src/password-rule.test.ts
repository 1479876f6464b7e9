import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireGoodPassword, weaknessOf } from './password-rule.ts';

const alice = { displayName: 'Alice Grünwald-Ott', email: 'a.gruenwald@stadt.example.org' };

test.each([
  'Passwort1234!',
  'P@ssw0rd2024',
  'passwordpassword',
  '123456789012',
  '000000000000',
  'abababababab',
  'qwertzuiopas',
  'qwertyuiop123',
  'abcdefghijkl',
  'Sommer2025!!!!',
  'willkommen123',
  '1q2w3e4r5t6y',
  'administrator',
  'MünchenMünchen',
  '2024-12-24-18:00',
  'Correct Horse Battery Staple',
])('%s is refused as common', (password) => {
  expect(weaknessOf(password, alice)).toBe('common');
});

test.each(['Grünwald im Regen', 'mein-a.gruenwald-konto', 'xx gruenwald xx yy', '4lice was here now', 'a.gruenwald@stadt.example.org'])(
  '%s is refused: it holds the name',
  (password) => {
    expect(weaknessOf(password, alice)).toBe('contains-name');
  },
);

test.each(['kurz', '11 Zeichen!', '🙂🙂🙂🙂🙂🙂'])('%s is refused as too short', (password) => {
  expect(weaknessOf(password, alice)).toBe('too-short');
});

test.each(['Regenschirm hängt im Flur', 'vier Linden am Bach', 'gT7#kq0Zp!w2x', 'otto kauft otternfutter', 'ein passwort mit luft drin'])(
  '%s is taken',
  (password) => {
    expect(weaknessOf(password, alice)).toBeUndefined();
    expect(() => requireGoodPassword(password, alice)).not.toThrow();
  },
);

test('the refusal tells its reason', () => {
  expect(() => requireGoodPassword('Passwort1234', alice)).toThrow(
    expect.objectContaining({ code: 'password_too_weak', details: { reason: 'common' } }),
  );
});

test('any text is judged quickly and without failing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (password) => {
      weaknessOf(password, alice);
    }),
  );
});
