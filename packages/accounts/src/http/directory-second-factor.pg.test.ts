import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { ldifOf, startSlapd, type Slapd } from '../testing/slapd.ts';

const password = 'Kastanien am Marktplatz';
let slapd: Slapd;
let house: House;

beforeAll(async () => {
  slapd = await startSlapd([ldifOf({ uid: 'alice', name: 'Alice', mail: 'alice@stadt.example', password })]);
  house = await openHouse({ directory: slapd.settings(), policies: { secondFactor: 'everybody' } });
  await house.accounts.createPerson({
    email: 'chefin@stadt.example',
    displayName: 'Chefin',
    password: goodPassword,
    role: 'administrator',
  });
}, 60_000);
afterAll(async () => {
  await house?.close();
  slapd?.close();
});

async function setUp(browser: Browser): Promise<void> {
  const { secret } = (await browser.send('POST', '/session/second-step/authenticator')).json<{ secret: string }>();
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() });
  expect(outcome(await browser.send('POST', '/session/second-step/authenticator/confirm', { code }))).toBe(200);
}

test('where everybody must have a second factor, the password of the directory alone opens nothing either', async () => {
  const admin = new Browser(house);
  await admin.signIn('chefin@stadt.example');
  await setUp(admin);
  const run = (await admin.send('POST', '/directory/runs')).json<{ id: string }>();
  await admin.send('POST', `/directory/runs/${run.id}/confirm`);
  const alice = new Browser(house, '198.51.100.1');
  expect((await alice.signIn('alice@stadt.example', password)).json()).toMatchObject({
    error: { code: 'second_factor_needed', details: { setUp: true } },
  });
  expect(outcome(await alice.send('GET', '/me'))).toBe('not_signed_in');
  await setUp(alice);
  expect((await alice.send('GET', '/me/factors')).json()).toMatchObject({ required: true });
  const again = new Browser(house, '198.51.100.2');
  expect((await again.signIn('alice', password)).json()).toMatchObject({
    error: { code: 'second_factor_needed', details: { setUp: false, methods: ['authenticator', 'recovery-code'] } },
  });
  expect(outcome(await again.send('GET', '/me'))).toBe('not_signed_in');
});
