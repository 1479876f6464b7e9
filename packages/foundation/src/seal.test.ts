import { expect, test } from 'vitest';
import { InstallationSeal, SealBroken } from './seal.ts';

const secret = 'of this house, forty characters or more!';

test('what was sealed opens with the same secret, for the same purpose and owner only', () => {
  const sealed = new InstallationSeal(secret, 'calendars').close('hunter2', 'alice');
  expect(sealed).not.toContain(Buffer.from('hunter2').toString('base64url'));
  expect(new InstallationSeal(secret, 'calendars').open(sealed, 'alice')).toBe('hunter2');
  for (const [other, purpose, owner] of [
    [secret, 'calendars', 'bob'],
    [secret, 'letters', 'alice'],
    [`${secret}!`, 'calendars', 'alice'],
  ] as const)
    expect(() => new InstallationSeal(other, purpose).open(sealed, owner)).toThrow(SealBroken);
  expect(() => new InstallationSeal(secret, 'calendars').open(sealed.slice(0, -4), 'alice')).toThrow(SealBroken);
});

test('the same words are sealed differently each time', () => {
  const seal = new InstallationSeal(secret, 'calendars');
  expect(seal.close('hunter2', 'alice')).not.toBe(seal.close('hunter2', 'alice'));
});
