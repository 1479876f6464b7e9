import { expect, test } from 'vitest';
import { Argon2PasswordHasher } from './password-hasher.ts';

const hasher = new Argon2PasswordHasher();

test('a password fits its hash and no other', async () => {
  const hash = await hasher.hash('Regenschirm hängt im Flur');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hasher.verify(hash, 'Regenschirm hängt im Flur')).toBe(true);
  expect(await hasher.verify(hash, 'regenschirm hängt im Flur')).toBe(false);
  expect(await hasher.hash('Regenschirm hängt im Flur')).not.toBe(hash);
});

test('an umlaut typed in two parts is the same umlaut', async () => {
  const hash = await hasher.hash('hängt'.normalize('NFC'));
  expect(await hasher.verify(hash, 'hängt'.normalize('NFD'))).toBe(true);
});

test('nobody’s password fits nothing, and is checked with the same effort', { retry: 2 }, async () => {
  expect(await hasher.verify(undefined, '')).toBe(false);
  const hash = await hasher.hash('Regenschirm hängt im Flur');
  const timed = async (stored: string | undefined): Promise<number> => {
    const begunMs = performance.now();
    await hasher.verify(stored, 'x');
    return performance.now() - begunMs;
  };
  // Turn by turn, and the quickest of each: what else the machine does only makes a turn longer.
  const nobodys: number[] = [];
  const somebodys: number[] = [];
  for (let round = 0; round < 15; round++) {
    nobodys.push(await timed(undefined));
    somebodys.push(await timed(hash));
  }
  const ratio = Math.min(...nobodys) / Math.min(...somebodys);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
