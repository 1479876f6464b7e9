import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AppPasswordRevoked } from '../app-passwords.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

const caller = { address: '192.0.2.7', userAgent: 'matrix-nio' };
const alice = 'alice@stadt.example';
let house: House;
let browser: Browser;

beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({ email: alice, displayName: 'Alice', password: goodPassword, role: 'person' });
  await house.accounts.createPerson({ email: 'bob@stadt.example', displayName: 'Bob', password: goodPassword, role: 'person' });
});
afterAll(() => house?.close());
beforeEach(async () => {
  browser = new Browser(house);
  await browser.signIn(alice);
  for (const { id } of await list()) await browser.send('DELETE', `/me/app-passwords/${id}`);
});

async function make(name = 'Telefon'): Promise<{ id: string; password: string }> {
  return (await browser.send('POST', '/me/app-passwords', { name })).json();
}
async function list(): Promise<{ id: string; name: string; lastUsedAtMs?: number }[]> {
  const body: { appPasswords: { id: string; name: string; lastUsedAtMs?: number }[] } = (
    await browser.send('GET', '/me/app-passwords')
  ).json();
  return body.appPasswords;
}
const prove = (password: string, email = alice) => house.accounts.prove({ email, password }, caller);

test('an app password proves whose it is to programs, beside the own one, and tells which it was', async () => {
  const { id, password } = await make();
  expect(password).toMatch(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  expect(await prove(password)).toMatchObject({ email: alice, appPasswordId: id });
  expect(await prove(password.replaceAll('-', ' ').toUpperCase())).toMatchObject({ appPasswordId: id });
  expect((await prove(goodPassword)).appPasswordId).toBeUndefined();
  expect(await list()).toMatchObject([{ id, name: 'Telefon', lastUsedAtMs: house.clock.now() }]);
});

test('it opens no browser, no other account, and nothing once it was revoked, which others are told', async () => {
  const { id, password } = await make();
  expect(outcome(await new Browser(house).signIn(alice, password))).toBe('wrong_credentials');
  await expect(prove(password, 'bob@stadt.example')).rejects.toMatchObject({ code: 'wrong_credentials' });
  const revoked: AppPasswordRevoked[] = [];
  const stop = house.accounts.onAppPasswordRevoked((one) => revoked.push(one));
  const bob = new Browser(house);
  await bob.signIn('bob@stadt.example');
  expect(outcome(await bob.send('DELETE', `/me/app-passwords/${id}`))).toBe('not_found');
  expect(revoked).toEqual([]);
  expect(outcome(await browser.send('DELETE', `/me/app-passwords/${id}`))).toBe(204);
  expect(revoked).toMatchObject([{ appPasswordId: id }]);
  stop();
  await expect(prove(password)).rejects.toMatchObject({ code: 'wrong_credentials' });
});

test('it stands neither in the database nor in logs, and is told once', async () => {
  const { password } = await make();
  await prove(password);
  const rows = JSON.stringify(await house.db.selectFrom('accounts.app_password').selectAll().execute());
  for (const form of [password, password.replaceAll('-', '')]) {
    expect(rows).not.toContain(form);
    expect(house.log()).not.toContain(form);
  }
  expect(JSON.stringify(await list())).not.toContain(password);
});

test('guessing one is slowed like guessing passwords', async () => {
  let code = '';
  for (let n = 0; n < 10 && code !== 'rate_limited'; n++)
    code = await prove('aaaa-bbbb-cccc-dddd-eeee', 'bob@stadt.example').then(
      () => 'proven',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(code).toBe('rate_limited');
});

test('nobody who is not signed in sees or makes any, a name is needed, and there is an end to them', async () => {
  const stranger = new Browser(house);
  expect(outcome(await stranger.send('GET', '/me/app-passwords'))).toBe('not_signed_in');
  expect(outcome(await stranger.send('POST', '/me/app-passwords', { name: 'x' }))).toBe('not_signed_in');
  expect(outcome(await browser.send('POST', '/me/app-passwords', { name: ' ' }))).toBe('bad_request');
  const answers = await Promise.all(Array.from({ length: 32 }, () => browser.send('POST', '/me/app-passwords', { name: 'viele' })));
  expect(answers.filter((answer) => outcome(answer) === 200)).toHaveLength(30);
  expect(answers.filter((answer) => outcome(answer) === 'conflict')).toHaveLength(2);
});
