import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directoryOf } from './directory.ts';

let folder: string;
const example = new URL('../../../deploy/directory.example.json', import.meta.url);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'saal-directory-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(change: Record<string, unknown>): string {
  const file = join(folder, 'directory.json');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'secret\n');
  const settings = { ...(JSON.parse(readFileSync(example, 'utf8')) as object), passwordFile: secret, caFile: secret, ...change };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

test('the example in deploy/ is a file that may be used, with defaults that fit Active Directory', () => {
  expect(directoryOf({ SAAL_DIRECTORY_FILE: written({}) })).toMatchObject({
    attributes: { id: 'objectGUID', login: 'sAMAccountName' },
    disabled: { attribute: 'userAccountControl', bit: 2 },
    mostDisabledPercent: 10,
    linkByEmail: false,
  });
  expect(directoryOf({ SAAL_DIRECTORY_FILE: undefined })).toBeUndefined();
});

test.each([
  [{ url: 'ldap://dc1.stadt.example' }, 'ldaps'],
  [{ roles: { 'cn=x': 'king' } }, 'roles'],
  [{ passwordFile: '/nowhere/secret' }, '/nowhere/secret'],
  [{ pasword: 'in the file' }, 'pasword'],
])('a start with %j is refused, with the reason', (change, reason) => {
  expect(() => directoryOf({ SAAL_DIRECTORY_FILE: written(change) })).toThrow(reason);
});
