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

test('nobody’s password fits nothing, and is checked with the same effort', async () => {
  expect(await hasher.verify(undefined, '')).toBe(false);
  const effort = async (work: () => Promise<unknown>): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < 15; round++) {
      const begunMs = performance.now();
      await work();
      times.push(performance.now() - begunMs);
    }
    return times.sort((a, b) => a - b)[7] ?? 0;
  };
  const hash = await hasher.hash('Regenschirm hängt im Flur');
  const ratio = (await effort(() => hasher.verify(undefined, 'x'))) / (await effort(() => hasher.verify(hash, 'x')));
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
