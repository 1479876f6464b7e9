import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSignInFile } from './sign-in-file.ts';

function fileWith(text: string, mode = 0o600): string {
  const file = join(mkdtempSync(join(tmpdir(), 'saal-sign-in-')), 'sign-in.json');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const provider = {
  ...{ id: 'city', kind: 'oidc', label: { de: 'Stadt', en: 'City' } },
  ...{ issuer: 'https://id.example.org', clientId: 'saal', clientSecret: 'hunter2' },
};
const withProvider = (change: object, more: object = {}): string =>
  fileWith(JSON.stringify({ providers: [{ ...provider, ...change }], ...more }));

test('no file means passwords only', () => {
  expect(readSignInFile(undefined)).toBeUndefined();
});

test('the example in deploy/ is right', () => {
  const example = readFileSync(new URL('../../../deploy/sign-in.example.json', import.meta.url), 'utf8');
  expect(readSignInFile(fileWith(example))?.providers.length).toBeGreaterThan(0);
});

test('a file everybody may read is refused, one for a group is not', () => {
  expect(() => readSignInFile(fileWith('{"providers":[]}', 0o604))).toThrow(/everybody on this machine/);
  expect(readSignInFile(fileWith('{"providers":[]}', 0o640))).toMatchObject({ providers: [], localForm: 'behind' });
});

test.each([
  [{ issuer: 'http://id.example.org' }, /providers\.0\.issuer: must be https/],
  [{ id: 'City Hall' }, /providers\.0\.id/],
  [{ kind: 'ldap' }, /providers\.0\.kind/],
  [{ label: { de: 'Stadt' } }, /providers\.0\.label\.en/],
  [{ scope: 'email' }, /providers\.0\.scope: must hold openid/],
  [{ signature: 'HS256' }, /providers\.0\.signature/],
  [{ signature: 'none' }, /providers\.0\.signature/],
  [{ trustMail: true }, /trustMail/],
])('%o stops the start and is told where it stands, without the secret', (change, message) => {
  const file = withProvider(change);
  expect(() => readSignInFile(file)).toThrow(message);
  expect(() => readSignInFile(file)).toThrow(/^((?!hunter2).)*$/);
});

test('two providers with one id are refused', () => {
  expect(() => readSignInFile(fileWith(JSON.stringify({ providers: [provider, provider] })))).toThrow(/the same id/);
});

test('what is no JSON, or not there, is refused without quoting it', () => {
  expect(() => readSignInFile(fileWith('{"clientSecret": "hunter2"'))).toThrow(/is no JSON$/);
  expect(() => readSignInFile('/nowhere/sign-in.json')).toThrow(/cannot be read/);
});

test('http is let be on this machine', () => {
  expect(readSignInFile(withProvider({ issuer: 'http://127.0.0.1:8081' }))).toBeDefined();
});

test('a proxy may say who people are only with a long secret, whole addresses, a realm, and a directory to find them in', () => {
  const proxy = {
    kind: 'proxy',
    id: 'computer',
    label: provider.label,
    proxies: ['10.0.0.5'],
    secret: 'x'.repeat(32),
    realm: 'CITY.EXAMPLE',
  };
  const withProxy = (change: object): string => fileWith(JSON.stringify({ providers: [{ ...proxy, ...change }] }));
  expect(readSignInFile(withProxy({}), { hasDirectory: true })?.providers).toMatchObject([{ userHeader: 'x-remote-user' }]);
  expect(() => readSignInFile(withProxy({}))).toThrow(/no directory/);
  for (const change of [
    { secret: 'short' },
    { secret: undefined },
    { proxies: [] },
    { proxies: ['10.0.0.0/8'] },
    { proxies: undefined },
    { realm: undefined },
  ])
    expect(() => readSignInFile(withProxy(change), { hasDirectory: true })).toThrow(/providers\.0\.(secret|proxies|realm)/);
});
