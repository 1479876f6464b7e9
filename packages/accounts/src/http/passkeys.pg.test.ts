import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { SoftPasskey } from '../testing/passkey.ts';

type Options = { challenge: string; rpId?: string; allowCredentials?: { id: string }[]; userVerification?: string };

let house: House;
let email: string;
let browser: Browser;
let key: SoftPasskey;
let count = 0;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());
beforeEach(async () => {
  house.clock.pass(30 * 60_000); // buckets drain
  email = `person-${++count}@stadt.example`;
  await house.accounts.createPerson({ email, displayName: 'Alice', password: goodPassword, role: 'person' });
  browser = new Browser(house);
  await browser.signIn(email);
  key = new SoftPasskey();
  expect(outcome(await add(key))).toBe(200);
});

async function ask(from: Browser, path: string): Promise<Options> {
  return (await from.send('POST', path)).json();
}
async function add(one: SoftPasskey, behaviour = {}, from = browser) {
  const options = await ask(from, '/me/passkeys/options');
  return from.send('POST', '/me/passkeys', { name: 'Laptop', passkey: one.make(options, behaviour) });
}
async function enter(from: Browser, one: SoftPasskey, behaviour = {}) {
  const options = await ask(from, '/session/passkey-options');
  return from.send('POST', '/session/passkey', { passkey: one.use(options, behaviour) });
}

test('a passkey opens a session without e-mail and password, and its use is told in the list', async () => {
  const other = new Browser(house);
  const options = await ask(other, '/session/passkey-options');
  expect(options).toMatchObject({ rpId: 'saal.example.org', userVerification: 'required' });
  expect(options.allowCredentials ?? []).toEqual([]);
  expect((await other.send('POST', '/session/passkey', { passkey: key.use(options) })).json()).toMatchObject({ email });
  expect(outcome(await other.send('GET', '/me'))).toBe(200);
  expect((await browser.send('GET', '/me/factors')).json()).toMatchObject({
    passkeys: [{ name: 'Laptop', lastUsedAtMs: house.clock.now() }],
    recoveryCodesLeft: 10,
  });
});

test('a challenge is good once, for five minutes, in the browser it was made for, and for its purpose', async () => {
  const other = new Browser(house);
  const options = await ask(other, '/session/passkey-options');
  expect(outcome(await new Browser(house).send('POST', '/session/passkey', { passkey: key.use(options) }))).toBe('factor_refused');
  const passkey = key.use(options);
  expect(outcome(await other.send('POST', '/session/passkey', { passkey }))).toBe(200);
  expect(outcome(await other.send('POST', '/session/passkey', { passkey }))).toBe('factor_refused');
  const late = await ask(other, '/session/passkey-options');
  house.clock.pass(5 * 60_000);
  expect(outcome(await other.send('POST', '/session/passkey', { passkey: key.use(late) }))).toBe('factor_refused');
  const forProof = await ask(browser, '/me/proof/passkey-options');
  await ask(other, '/session/passkey-options');
  expect(outcome(await other.send('POST', '/session/passkey', { passkey: key.use(forProof) }))).toBe('factor_refused');
});

test('what another site, another key, or nobody in particular signed is refused', async () => {
  const other = new Browser(house);
  expect(outcome(await enter(other, key, { origin: 'https://saal.example.org.evil.example' }))).toBe('factor_refused');
  expect(outcome(await enter(other, key, { origin: 'http://saal.example.org' }))).toBe('factor_refused');
  expect(outcome(await enter(other, key, { verified: false }))).toBe('factor_refused');
  expect(outcome(await enter(other, key, { userHandle: 'somebody-else' }))).toBe('factor_refused');
  expect(outcome(await enter(other, new SoftPasskey()))).toBe('factor_refused');
  const forged = { ...key.use(await ask(other, '/session/passkey-options')) } as { response: { signature: string } };
  forged.response.signature = (new SoftPasskey().use({ challenge: 'x' }) as typeof forged).response.signature;
  expect(outcome(await other.send('POST', '/session/passkey', { passkey: forged }))).toBe('factor_refused');
  expect(outcome(await enter(other, key))).toBe(200);
});

test('a counter that does not go on is refused: the key may have been copied', async () => {
  const other = new Browser(house);
  expect(outcome(await enter(other, key, { counter: 7 }))).toBe(200);
  expect(outcome(await enter(other, key, { counter: 7 }))).toBe('factor_refused');
  expect(outcome(await enter(other, key, { counter: 6 }))).toBe('factor_refused');
  expect(outcome(await enter(other, key, { counter: 8 }))).toBe(200);
});

test('authenticators that count nothing work again and again', async () => {
  const other = new Browser(house);
  expect(outcome(await enter(other, key, { counter: 0 }))).toBe(200);
  expect(outcome(await enter(other, key, { counter: 0 }))).toBe(200);
});

test('after the password a key need not know who holds it, and only one of the account is good', async () => {
  const other = new Browser(house);
  expect(outcome(await other.signIn(email))).toBe('second_factor_needed');
  const options = await ask(other, '/session/second-step/passkey-options');
  expect(options).toMatchObject({ userVerification: 'discouraged', allowCredentials: [{ id: key.id.toString('base64url') }] });
  const strangers = new SoftPasskey();
  const bob = new Browser(house);
  await house.accounts.createPerson({ email: `bob-${count}@stadt.example`, displayName: 'Bob', password: goodPassword, role: 'person' });
  await bob.signIn(`bob-${count}@stadt.example`);
  expect(outcome(await add(strangers, {}, bob))).toBe(200);
  expect(outcome(await other.send('POST', '/session/second-step', { passkey: strangers.use(options) }))).toBe('factor_refused');
  const again = await ask(other, '/session/second-step/passkey-options');
  expect(outcome(await other.send('POST', '/session/second-step', { passkey: key.use(again, { verified: false }) }))).toBe(200);
});

test('it proves oneself once more in a session', async () => {
  house.clock.pass(6 * 60_000);
  expect(outcome(await browser.send('POST', '/me/passkeys/options'))).toBe('fresh_proof_needed');
  const passkey = key.use(await ask(browser, '/me/proof/passkey-options'));
  expect(outcome(await browser.send('POST', '/me/proof', { passkey }))).toBe(204);
  expect(outcome(await browser.send('POST', '/me/passkeys/options'))).toBe(200);
});

test('making one is bound to site, challenge and session, and the same is not added twice', async () => {
  expect(outcome(await add(new SoftPasskey(), { origin: 'https://evil.example' }))).toBe('factor_refused');
  const options = await ask(browser, '/me/passkeys/options');
  const second = new Browser(house);
  await enter(second, key);
  const made = { name: 'Telefon', passkey: new SoftPasskey().make(options) };
  expect(outcome(await second.send('POST', '/me/passkeys', made))).toBe('factor_refused');
  expect(outcome(await browser.send('POST', '/me/passkeys', made))).toBe(200);
  expect(outcome(await browser.send('POST', '/me/passkeys', made))).toBe('factor_refused');
  expect(outcome(await add(key))).toBe('conflict');
});

test('a removed one opens nothing, nobody removes those of others, and a disabled person stays outside', async () => {
  const { passkeys }: { passkeys: { id: string }[] } = (await browser.send('GET', '/me/factors')).json();
  const [{ id } = { id: '' }] = passkeys;
  const bob = new Browser(house);
  await house.accounts.createPerson({ email: `bob-${count}@stadt.example`, displayName: 'Bob', password: goodPassword, role: 'person' });
  await bob.signIn(`bob-${count}@stadt.example`);
  expect(outcome(await bob.send('DELETE', `/me/passkeys/${id}`))).toBe('not_found');
  await house.db.updateTable('accounts.person').set({ disabled_at_ms: 1 }).where('email', '=', email).execute();
  expect(outcome(await enter(new Browser(house), key))).toBe('account_disabled');
  await house.db.updateTable('accounts.person').set({ disabled_at_ms: null }).where('email', '=', email).execute();
  expect(outcome(await browser.send('DELETE', `/me/passkeys/${id}`))).toBe(204);
  expect(outcome(await enter(new Browser(house), key))).toBe('factor_refused');
  expect(outcome(await new Browser(house).signIn(email))).toBe(200);
});
