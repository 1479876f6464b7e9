import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationSecret } from './installation-secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saal-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the first start makes a secret that the next one finds, and that others on the machine cannot read', async () => {
  const config = { SAAL_SECRET: undefined, SAAL_DATA_DIR: join(folder, 'data') };
  const first = await installationSecret(config);
  expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await installationSecret(config)).toBe(first);
  expect((await stat(join(folder, 'data', 'installation.secret'))).mode & 0o077).toBe(0);
});

test('the secret that servers of a cluster share is taken as it is, and no file is made', async () => {
  const shared = 'shared by all servers of this house, 43 letters';
  expect(await installationSecret({ SAAL_SECRET: shared, SAAL_DATA_DIR: folder })).toBe(shared);
  await expect(stat(join(folder, 'installation.secret'))).rejects.toMatchObject({ code: 'ENOENT' });
});
