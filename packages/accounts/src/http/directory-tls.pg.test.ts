import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome } from '../testing/house.ts';
import { makeAuthority } from '../testing/key-pair.ts';
import { ldifOf, startSlapd, type Slapd } from '../testing/slapd.ts';

const password = 'Kastanien am Marktplatz';
const folder = mkdtempSync(join(tmpdir(), 'saal-ca-'));
const [houseFile, otherFile] = [join(folder, 'house.pem'), join(folder, 'other.pem')];
let slapd: Slapd;
let misnamed: Slapd;
let plain: Slapd;

beforeAll(async () => {
  const [authority, other] = [makeAuthority('CA of the house'), makeAuthority('CA of others')];
  writeFileSync(houseFile, authority.certificate);
  writeFileSync(otherFile, other.certificate);
  const people = [ldifOf({ uid: 'alice', name: 'Alice', mail: 'alice@stadt.example', password })];
  slapd = await startSlapd(people, authority.issue('IP:127.0.0.1'));
  misnamed = await startSlapd(people, authority.issue('DNS:localhost'));
  plain = await startSlapd(people);
}, 60_000);
afterAll(() => {
  for (const one of [slapd, misnamed, plain]) one?.close();
  rmSync(folder, { recursive: true });
});

/** What an administrator sees of a reading, and what somebody who signs in does. */
async function tryIt(server: Slapd, more: Record<string, unknown>): Promise<[string, string | number]> {
  const house = await openHouse({ directory: server.settings(more) });
  try {
    await house.accounts.createPerson({
      email: 'chefin@stadt.example',
      displayName: 'Chefin',
      password: goodPassword,
      role: 'administrator',
    });
    const admin = new Browser(house);
    await admin.signIn('chefin@stadt.example');
    const run = (await admin.send('POST', '/directory/runs')).json<{ id: string; state: string }>();
    if (run.state === 'waiting') await admin.send('POST', `/directory/runs/${run.id}/confirm`);
    const alice = await new Browser(house, '198.51.100.1').signIn('alice@stadt.example', password);
    expect(house.log()).not.toContain(password);
    return [run.state, outcome(alice)];
  } finally {
    await house.close();
  }
}

test('people are read and sign in over TLS from the beginning and by StartTLS, with the certificate of the house', async () => {
  expect(await tryIt(slapd, { url: slapd.secureUrl, caFile: houseFile })).toEqual(['waiting', 200]);
  expect(await tryIt(slapd, { url: slapd.url, startTls: true, caFile: houseFile })).toEqual(['waiting', 200]);
});

test.each<[string, () => [Slapd, Record<string, unknown>]]>([
  ['signed by an authority of others', () => [slapd, { url: slapd.secureUrl, caFile: otherFile }]],
  ['signed by an authority the system does not know', () => [slapd, { url: slapd.secureUrl }]],
  ['signed by an authority of others, by StartTLS', () => [slapd, { url: slapd.url, startTls: true, caFile: otherFile }]],
  ['of another server', () => [misnamed, { url: misnamed.secureUrl, caFile: houseFile }]],
  ['of another server, by StartTLS', () => [misnamed, { url: misnamed.url, startTls: true, caFile: houseFile }]],
])('a certificate %s is refused before any password is told', async (_what, given) => {
  expect(await tryIt(...given())).toEqual(['failed', 'not_ready']);
});

test('a server that offers no TLS is told no password', async () => {
  expect(await tryIt(plain, { url: plain.url, startTls: true, caFile: houseFile })).toEqual(['failed', 'not_ready']);
});
