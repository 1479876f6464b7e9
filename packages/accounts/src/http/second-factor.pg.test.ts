import { Secret, TOTP } from 'otpauth';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { SoftPasskey } from '../testing/passkey.ts';

const minuteMs = 60_000;
const caller = { address: '192.0.2.7', userAgent: 'matrix-nio' };
let house: House;
let demanding: House;
let email: string;
let browser: Browser;
let count = 0;

beforeAll(async () => {
  house = await openHouse();
  demanding = await openHouse({ policies: { secondFactor: 'administrators' } });
  await house.accounts.createPerson({ email: 'chef@stadt.example', displayName: 'Chef', password: goodPassword, role: 'administrator' });
});
afterAll(async () => {
  await house?.close();
  await demanding?.close();
});
beforeEach(async () => {
  email = `person-${++count}@stadt.example`;
  await house.accounts.createPerson({ email, displayName: 'Alice', password: goodPassword, role: 'person' });
  browser = new Browser(house);
  await browser.signIn(email);
});
afterEach(() => house.clock.pass(30 * minuteMs)); // buckets drain

const codeOf = (secret: string, of: House = house, laterMs = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: of.clock.now() + laterMs });

async function setUp(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const draft: { secret: string; uri: string } = (await browser.send('POST', '/me/factors/authenticator')).json();
  const confirmed = await browser.send('POST', '/me/factors/authenticator/confirm', { code: codeOf(draft.secret) });
  expect(outcome(confirmed)).toBe(200);
  const { recoveryCodes }: { recoveryCodes: string[] } = confirmed.json();
  house.clock.pass(minuteMs);
  return { secret: draft.secret, recoveryCodes };
}

async function waiting(from = new Browser(house)): Promise<Browser> {
  expect(outcome(await from.signIn(email))).toBe('second_factor_needed');
  return from;
}

test('with an authenticator app, the password alone opens nothing; with a code of it, it does', async () => {
  const { secret } = await setUp();
  const other = new Browser(house);
  const refused = await other.signIn(email);
  expect(refused.json()).toMatchObject({
    error: { code: 'second_factor_needed', details: { setUp: false, methods: ['authenticator', 'recovery-code'] } },
  });
  expect(other.cookies.has('saal_session')).toBe(false);
  expect(refused.cookies.find(({ name }) => name === 'saal_pending')).toMatchObject({ httpOnly: true, path: '/api/session' });
  expect(outcome(await other.send('GET', '/me'))).toBe('not_signed_in');
  expect((await other.send('GET', '/session/second-step')).json()).toEqual({ setUp: false, methods: ['authenticator', 'recovery-code'] });
  const entered = await other.send('POST', '/session/second-step', { code: codeOf(secret) });
  expect(entered.json()).toMatchObject({ email });
  expect(outcome(await other.send('GET', '/me'))).toBe(200);
  expect(other.cookies.has('saal_pending')).toBe(false);
});

test('each code works once, one step to either side is good, two are not, and a wrong one is refused', async () => {
  const { secret } = await setUp();
  const code = codeOf(secret);
  expect(outcome(await (await waiting()).send('POST', '/session/second-step', { code }))).toBe(200);
  const again = await waiting();
  expect(outcome(await again.send('POST', '/session/second-step', { code }))).toBe('factor_refused');
  expect(outcome(await again.send('POST', '/session/second-step', { code: codeOf(secret, house, 90_000) }))).toBe('factor_refused');
  expect(outcome(await again.send('POST', '/session/second-step', { code: 'abcdef' }))).toBe('factor_refused');
  expect(outcome(await again.send('POST', '/session/second-step', { code: codeOf(secret, house, 30_000) }))).toBe(200);
});

test('of two answers with the same code at once, one enters', async () => {
  const { secret } = await setUp();
  const both = [await waiting(), await waiting()];
  const code = codeOf(secret);
  const answers = await Promise.all(both.map((one) => one.send('POST', '/session/second-step', { code })));
  expect(answers.map(outcome).sort()).toEqual([200, 'factor_refused'].sort());
});

test('the wait belongs to one browser, ends after ten minutes, and is used up', async () => {
  const { secret } = await setUp();
  const stranger = new Browser(house);
  expect(outcome(await stranger.send('POST', '/session/second-step', { code: codeOf(secret) }))).toBe('sign_in_expired');
  const late = await waiting();
  house.clock.pass(10 * minuteMs);
  expect(outcome(await late.send('POST', '/session/second-step', { code: codeOf(secret) }))).toBe('sign_in_expired');
  const inTime = await waiting();
  const { value = '' } = inTime.cookies.get('saal_pending') ?? {};
  expect(outcome(await inTime.send('POST', '/session/second-step', { code: codeOf(secret) }))).toBe(200);
  const headers = { cookie: `saal_pending=${value}` };
  expect(outcome(await stranger.send('GET', '/session/second-step', undefined, headers))).toBe('sign_in_expired');
});

test('guessing codes is slowed, here and from elsewhere, and no longer than minutes', async () => {
  const { secret } = await setUp();
  const guesser = await waiting();
  const answers: (string | number)[] = [];
  for (let n = 0; n < 6; n++) answers.push(outcome(await guesser.send('POST', '/session/second-step', { code: '000000' })));
  expect(answers).toEqual([...Array.from({ length: 5 }, () => 'factor_refused'), 'rate_limited']);
  const elsewhere = await waiting(new Browser(house, '198.51.100.7'));
  expect(outcome(await elsewhere.send('POST', '/session/second-step', { code: codeOf(secret) }))).toBe(200);
  house.clock.pass(5 * minuteMs);
  expect(outcome(await guesser.send('POST', '/session/second-step', { code: codeOf(secret) }))).toBe(200);
});

test('a recovery code opens once, however it is typed, and new ones void the old', async () => {
  const { recoveryCodes } = await setUp();
  expect(recoveryCodes).toHaveLength(10);
  const [first = '', second = ''] = recoveryCodes;
  expect(first).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  const typed = first.toUpperCase().replaceAll('-', ' ');
  expect(outcome(await (await waiting()).send('POST', '/session/second-step', { recoveryCode: typed }))).toBe(200);
  expect(outcome(await (await waiting()).send('POST', '/session/second-step', { recoveryCode: first }))).toBe('factor_refused');
  expect((await browser.send('GET', '/me/factors')).json()).toMatchObject({ recoveryCodesLeft: 9 });
  expect(outcome(await browser.send('POST', '/me/factors/recovery-codes'))).toBe(200);
  expect(outcome(await (await waiting()).send('POST', '/session/second-step', { recoveryCode: second }))).toBe('factor_refused');
});

test('changes of factors and new app passwords ask for proof again after five minutes', async () => {
  const { secret } = await setUp();
  house.clock.pass(5 * minuteMs);
  const remove = () => browser.send('DELETE', '/me/factors/authenticator');
  const makeAppPassword = () => browser.send('POST', '/me/app-passwords', { name: 'Telefon' });
  const asks = [
    () => browser.send('POST', '/me/factors/authenticator'),
    () => browser.send('POST', '/me/factors/recovery-codes'),
    () => browser.send('POST', '/me/passkeys/options'),
    remove,
    makeAppPassword,
  ];
  for (const ask of asks) expect(outcome(await ask())).toBe('fresh_proof_needed');
  expect(outcome(await browser.send('POST', '/me/proof', { password: 'falsch' }))).toBe('wrong_credentials');
  expect(outcome(await makeAppPassword())).toBe('fresh_proof_needed');
  expect(outcome(await browser.send('POST', '/me/proof', { password: goodPassword }))).toBe(204);
  expect(outcome(await makeAppPassword())).toBe(200);
  house.clock.pass(5 * minuteMs);
  expect(outcome(await browser.send('POST', '/me/proof', { code: codeOf(secret) }))).toBe(204);
  expect(outcome(await remove())).toBe(204);
  expect((await browser.send('GET', '/me/factors')).json()).toEqual({ passkeys: [], recoveryCodesLeft: 0, required: false });
  expect(outcome(await new Browser(house).signIn(email))).toBe(200);
});

test('programs need an app password then; the own one is refused, but confirms who is in already', async () => {
  const made: { password: string } = (await browser.send('POST', '/me/app-passwords', { name: 'Telefon' })).json();
  const own = { email, password: goodPassword };
  expect(await house.accounts.prove(own, caller)).toMatchObject({ email });
  await setUp();
  await expect(house.accounts.prove(own, caller)).rejects.toMatchObject({ code: 'app_password_needed' });
  await expect(house.accounts.prove({ email, password: 'falsch' }, caller)).rejects.toMatchObject({ code: 'wrong_credentials' });
  expect(await house.accounts.prove({ email, password: made.password }, caller)).toMatchObject({ email });
  expect(await house.accounts.prove(own, caller, { signedIn: true })).toMatchObject({ email });
});

test('secrets lie neither in the database nor in logs as they are', async () => {
  const { secret, recoveryCodes } = await setUp();
  const [code = ''] = recoveryCodes;
  const other = await waiting();
  const { value = '' } = other.cookies.get('saal_pending') ?? {};
  const rows = JSON.stringify([
    await house.db.selectFrom('accounts.authenticator').selectAll().execute(),
    await house.db.selectFrom('accounts.recovery_code').selectAll().execute(),
    await house.db.selectFrom('accounts.pending_sign_in').selectAll().execute(),
  ]);
  for (const one of [secret, code, code.replaceAll('-', ''), value]) {
    expect(one).not.toBe('');
    expect(rows).not.toContain(one);
    expect(house.log()).not.toContain(one);
  }
});

test('administrators reset the factors of others, who are told, and never their own', async () => {
  await setUp();
  const chef = new Browser(house);
  await chef.signIn('chef@stadt.example');
  const { id }: { id: string } = (await browser.send('GET', '/me')).json();
  const { id: ownId }: { id: string } = (await chef.send('GET', '/me')).json();
  expect(outcome(await browser.send('DELETE', `/people/${id}/factors`))).toBe('not_allowed');
  expect(outcome(await chef.send('DELETE', `/people/${ownId}/factors`))).toBe('not_allowed');
  expect(outcome(await chef.send('DELETE', '/people/00000000-0000-4000-8000-000000000000/factors'))).not.toBe(204);
  expect(outcome(await chef.send('DELETE', `/people/${id}/factors`))).toBe(204);
  expect(outcome(await browser.signIn(email))).toBe(200);
  expect((await browser.send('GET', '/me/factors')).json()).toMatchObject({ passkeys: [], resetAtMs: house.clock.now() });
  await browser.send('DELETE', '/me/factors/reset-notice');
  expect((await browser.send('GET', '/me/factors')).json()).not.toHaveProperty('resetAtMs');
  const audit = await house.db.selectFrom('audit.entry').selectAll().where('action', '=', 'factors-reset').execute();
  expect(audit).toMatchObject([{ actor_id: ownId, subject_id: id, details: { count: 1 } }]);
});

test('who must have a factor and has none sets it up before anything else, and keeps the last', async () => {
  const admin = { email: 'chef@stadt.example', displayName: 'Chef', password: goodPassword, role: 'administrator' } as const;
  await demanding.accounts.createPerson(admin);
  await demanding.accounts.createPerson({ ...admin, email: 'bob@stadt.example', role: 'person' });
  expect(outcome(await new Browser(demanding).signIn('bob@stadt.example'))).toBe(200);
  const chef = new Browser(demanding);
  expect((await chef.signIn(admin.email)).json()).toMatchObject({
    error: { code: 'second_factor_needed', details: { setUp: true, methods: [] } },
  });
  expect(outcome(await chef.send('GET', '/me'))).toBe('not_signed_in');
  const { secret }: { secret: string } = (await chef.send('POST', '/session/second-step/authenticator')).json();
  const wrong = await chef.send('POST', '/session/second-step/authenticator/confirm', { code: '000000' });
  expect(outcome(wrong)).toBe('factor_refused');
  const right = await chef.send('POST', '/session/second-step/authenticator/confirm', { code: codeOf(secret, demanding) });
  expect(right.json()).toMatchObject({ me: { email: admin.email }, recoveryCodes: { length: 10 } });
  expect(outcome(await chef.send('GET', '/me'))).toBe(200);
  expect(outcome(await chef.send('DELETE', '/me/factors/authenticator'))).toBe('conflict');
  const thief = new Browser(demanding);
  await thief.signIn(admin.email);
  expect(outcome(await thief.send('POST', '/session/second-step/authenticator'))).toBe('sign_in_expired');
});

test('of the last two factors removed at the same moment, on two servers, one stays', async () => {
  const strict = await openHouse({ policies: { secondFactor: 'everybody' } });
  await strict.accounts.createPerson({ email: 'eva@stadt.example', displayName: 'Eva', password: goodPassword, role: 'person' });
  const eva = new Browser(strict);
  await eva.signIn('eva@stadt.example');
  const first: { secret: string } = (await eva.send('POST', '/session/second-step/authenticator')).json();
  await eva.send('POST', '/session/second-step/authenticator/confirm', { code: codeOf(first.secret, strict) });
  const elsewhere = new Browser(strict.secondServer());
  for (const [name, cookie] of eva.cookies) elsewhere.cookies.set(name, cookie);
  for (let round = 0; round < 8; round++) {
    const added = await eva.send('POST', '/me/passkeys', {
      name: 'Laptop',
      passkey: new SoftPasskey().make((await eva.send('POST', '/me/passkeys/options')).json()),
    });
    expect(outcome(added)).toBe(200);
    const before: { passkeys: { id: string }[]; authenticator?: object } = (await eva.send('GET', '/me/factors')).json();
    expect(before.passkeys.length + (before.authenticator ? 1 : 0)).toBe(2);
    const [one = '', other = 'authenticator'] = before.passkeys.map(({ id }) => `passkeys/${id}`);
    const path = (what: string) => (what === 'authenticator' ? '/me/factors/authenticator' : `/me/${what}`);
    const answers = await Promise.all([eva.send('DELETE', path(one)), elsewhere.send('DELETE', path(other))]);
    expect(answers.map(outcome).sort()).toEqual([204, 'conflict']);
  }
  await strict.close();
});
