import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SignInFile } from '../provider.ts';
import { startForgingProvider, type ForgingProvider } from '../testing/forging-provider.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';
import { startIdentityProvider, visitIdentityProvider, type TestIdentityProvider } from '../testing/identity-provider.ts';

const home = 'https://saal.example.org';
const label = { de: 'Stadt', en: 'City' };
let city: TestIdentityProvider;
let forger: ForgingProvider;
let house: House;
const groupsTold: { provider: string; groups: readonly string[] }[] = [];

beforeAll(async () => {
  city = await startIdentityProvider({
    redirectUri: `${home}/api/sign-in/city/callback`,
    backUri: `${home}/api/sign-in/city/signed-out`,
    people: {
      alice: { email: 'Alice@Example.org', email_verified: true, name: 'Alice Huber', groups: ['Rathaus', 'IT'] },
      bob: { email: 'bob@example.org', email_verified: false, name: 'Bob' },
      carol: { email: 'carol@example.org', email_verified: true, name: 'Carol' },
      anna: { email: 'anna@example.org', email_verified: true, name: 'Anna' },
      dora: { email: 'dora@example.org', email_verified: true, name: 'Dora' },
    },
  });
  forger = await startForgingProvider();
  const { issuer, clientId, clientSecret } = city;
  const signIn = SignInFile.parse({
    providers: [
      { id: 'city', kind: 'oidc', label, issuer, clientId, clientSecret, newcomers: ['match', 'create'] },
      { id: 'forger', kind: 'oidc', label, issuer: forger.issuer, clientId: 'saal', clientSecret: 'x', trustEmail: true },
      { id: 'quiet', kind: 'oidc', label, issuer, clientId, clientSecret, signOutThere: false },
      { id: 'away', kind: 'oidc', label, issuer: 'http://127.0.0.1:9', clientId: 'saal' },
    ],
  });
  house = await openHouse({
    signIn,
    onGroups: async (_personId, provider, groups) => void groupsTold.push({ provider, groups }),
  });
  for (const name of ['carol', 'dora'])
    await house.accounts.createPerson({ email: `${name}@example.org`, displayName: name, password: goodPassword, role: 'person' });
  await house.accounts.createPerson({ email: 'anna@example.org', displayName: 'Anna', password: goodPassword, role: 'administrator' });
});
afterAll(async () => {
  await house?.close();
  await city?.close();
  await forger?.close();
});

async function begin(browser: Browser, id: string, next?: string): Promise<URL> {
  const response = await browser.send('POST', `/sign-in/${id}`, next === undefined ? {} : { next });
  expect(outcome(response)).toBe(200);
  return new URL(response.json<{ url: string }>().url);
}

/** @returns where the browser is sent in the end */
async function comeBack(browser: Browser, id: string, answer: string): Promise<string> {
  const response = await browser.send('GET', `/sign-in/${id}/callback${answer}`);
  expect(response.statusCode).toBe(303);
  return String(response.headers.location);
}

async function signIn(browser: Browser, login: string | undefined, next?: string): Promise<string> {
  const back = await visitIdentityProvider((await begin(browser, 'city', next)).href, login);
  expect(back.origin + back.pathname).toBe(`${home}/api/sign-in/city/callback`);
  return comeBack(browser, 'city', back.search);
}

const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));

describe('with a provider that is what it says', () => {
  test('somebody new signs in, gets an account, comes back to where they were going, and is the same person next time', async () => {
    const alice = new Browser(house);
    expect(await signIn(alice, 'alice', '/m/abc-defg-hij')).toBe('/m/abc-defg-hij');
    const first = (await alice.send('GET', '/me')).json<{ id: string }>();
    expect(first).toMatchObject({ email: 'alice@example.org', displayName: 'Alice Huber', role: 'person' });
    expect(groupsTold.at(-1)).toEqual({ provider: 'city', groups: ['Rathaus', 'IT'] });
    const elsewhere = new Browser(house, '192.0.2.20');
    expect(await signIn(elsewhere, 'alice')).toBe('/');
    expect((await elsewhere.send('GET', '/me')).json()).toMatchObject({ id: first.id });
    const lines = await house.db.selectFrom('audit.entry').select('details').where('action', '=', 'signed-in').execute();
    expect(lines).toContainEqual({ details: { method: 'oidc:city' } });
  });

  test('A06: the request to the provider has PKCE with S256, state and nonce, and no two are alike', async () => {
    const [one, two] = [await begin(new Browser(house), 'city'), await begin(new Browser(house), 'city')];
    expect(one.searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
    }
  });

  test('A10: nothing of the journey is stored in clear, and neither code nor state is logged', async () => {
    const browser = new Browser(house);
    const address = await begin(browser, 'city');
    const back = await visitIdentityProvider(address.href, 'alice');
    const secret = browser.cookies.get('saal_sign_in')?.value ?? 'none';
    const rows = JSON.stringify(await house.db.selectFrom('accounts.sign_in_journey').selectAll().execute());
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(address.searchParams.get('state'));
    await comeBack(browser, 'city', back.search);
    expect(house.log()).not.toContain(back.searchParams.get('code'));
    expect(house.log()).not.toContain(secret);
  });

  test('an account with the same verified e-mail is linked, once, and its owner can unlink it', async () => {
    const carol = new Browser(house);
    const { id } = (await carol.signIn('carol@example.org')).json<{ id: string }>();
    expect(await signIn(carol, 'carol')).toBe('/');
    expect((await carol.send('GET', '/me')).json()).toMatchObject({ id });
    const { identities } = (await carol.send('GET', '/me/identities')).json<{ identities: { id: string }[] }>();
    expect(identities).toMatchObject([{ provider: 'city' }]);
    const path = `/me/identities/${identities[0]?.id ?? ''}`;
    const stranger = new Browser(house);
    await stranger.signIn('dora@example.org');
    expect(outcome(await stranger.send('DELETE', path))).toBe('not_found');
    expect(outcome(await carol.send('DELETE', path))).toBe(204);
    expect((await carol.send('GET', '/me/identities')).json()).toEqual({ identities: [] });
  });

  test('who has no password cannot unlink the last way in', async () => {
    const alice = new Browser(house);
    await signIn(alice, 'alice');
    const { identities } = (await alice.send('GET', '/me/identities')).json<{ identities: { id: string }[] }>();
    expect(outcome(await alice.send('DELETE', `/me/identities/${identities[0]?.id ?? ''}`))).toBe('conflict');
  });

  test('who has no password here gets no link to a new one', async () => {
    const alice = new Browser(house);
    await signIn(alice, 'alice');
    const { id } = (await alice.send('GET', '/me')).json<{ id: string }>();
    const anna = new Browser(house);
    await anna.signIn('anna@example.org');
    expect(outcome(await anna.send('POST', `/people/${id}/password-reset`, {}))).toBe('not_allowed');
  });

  test('an e-mail that is not verified makes no account, and the account of an administrator is not taken by one that is', async () => {
    const browser = new Browser(house);
    expect(await signIn(browser, 'bob')).toBe('/sign-in?problem=sign_in_no_account');
    expect(await signIn(browser, 'anna')).toBe('/sign-in?problem=sign_in_no_account');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('whose account is disabled stays out', async () => {
    const dora = new Browser(house);
    expect(await signIn(dora, 'dora')).toBe('/');
    await house.db.updateTable('accounts.person').set({ disabled_at_ms: 1 }).where('email', '=', 'dora@example.org').execute();
    const again = new Browser(house);
    expect(await signIn(again, 'dora')).toBe('/sign-in?problem=account_disabled');
    expect(await me(again)).toBe('not_signed_in');
  });

  test('signing out leads on to the provider, which knows the way back and whose session it is', async () => {
    const alice = new Browser(house);
    await signIn(alice, 'alice');
    const url = new URL((await alice.send('DELETE', '/session')).json<{ url: string }>().url);
    expect(url.origin).toBe(city.issuer);
    const { id_token_hint: hint = '', ...others } = Object.fromEntries(url.searchParams);
    expect(others).toEqual({ client_id: city.clientId, post_logout_redirect_uri: `${home}/api/sign-in/city/signed-out` });
    expect(decodeJwt(hint)).toMatchObject({ iss: city.issuer, aud: city.clientId, sub: 'alice' });
    expect(await me(alice)).toBe('not_signed_in');
    expect((await fetch(url)).status).toBe(200); // it refuses a way back that was not agreed
    const back = await alice.send('GET', '/sign-in/city/signed-out?state=x');
    expect([back.statusCode, back.headers.location]).toEqual([303, '/sign-in?left=true']);
  });

  test('A10: the ID token kept for that is readable neither in the database nor in the log, and opens for no other session', async () => {
    const alice = new Browser(house);
    await signIn(alice, 'alice');
    const other = new Browser(house);
    await signIn(other, 'alice');
    const origins = () => house.db.selectFrom('accounts.session_origin').selectAll().where('subject', '=', 'alice').execute();
    const rows = await origins();
    expect(rows[0]?.sealed_end_hint).toMatch(/^[\w-]{100,}$/);
    expect(JSON.stringify(rows)).not.toContain('eyJ');
    const url = new URL((await other.send('DELETE', '/session')).json<{ url: string }>().url);
    const payload = url.searchParams.get('id_token_hint')?.split('.')[1] ?? 'none';
    expect(house.log()).not.toContain(payload);
    const left = (await origins()).map(({ session_id: id }) => id);
    const sealedForOther = rows.find(({ session_id: id }) => !left.includes(id))?.sealed_end_hint;
    expect(sealedForOther).toBeDefined();
    await house.db
      .updateTable('accounts.session_origin')
      .set({ sealed_end_hint: sealedForOther })
      .where('session_id', 'in', left)
      .execute();
    const leaving = await alice.send('DELETE', '/session');
    expect([leaving.statusCode, leaving.body.includes('id_token_hint')]).toEqual([200, false]);
    expect(await me(alice)).toBe('not_signed_in');
  });

  test('who came by a password, or by a provider that is away, knows no such way, or is to keep its session, signs out here', async () => {
    const carol = new Browser(house);
    await carol.signIn('carol@example.org');
    expect(outcome(await carol.send('DELETE', '/session'))).toBe(204);
    for (const provider of ['away', 'quiet', 'forger', 'no-longer-there']) {
      const browser = new Browser(house);
      await signIn(browser, 'alice');
      await house.db.updateTable('accounts.session_origin').set({ provider }).where('provider', '=', 'city').execute();
      expect(outcome(await browser.send('DELETE', '/session'))).toBe(204);
      expect(await me(browser)).toBe('not_signed_in');
    }
  });

  test('who refuses there is not signed in here', async () => {
    const browser = new Browser(house);
    expect(await signIn(browser, undefined)).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });
});

describe('a journey that was tampered with (A06)', () => {
  test('another browser cannot finish it, so nobody is signed in as somebody else by a link', async () => {
    const attacker = new Browser(house);
    const back = await visitIdentityProvider((await begin(attacker, 'city')).href, 'alice');
    const victim = new Browser(house);
    expect(await comeBack(victim, 'city', back.search)).toBe('/sign-in?problem=sign_in_expired');
    await begin(victim, 'city'); // with a journey of its own it has another state
    expect(await comeBack(victim, 'city', back.search)).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(victim)).toBe('not_signed_in');
  });

  test('an answer is good once', async () => {
    const browser = new Browser(house);
    const back = await visitIdentityProvider((await begin(browser, 'city')).href, 'alice');
    const cookie = { ...browser.cookies.get('saal_sign_in') };
    expect(await comeBack(browser, 'city', back.search)).toBe('/');
    const thief = new Browser(house);
    thief.cookies.set('saal_sign_in', { value: cookie.value ?? '', path: '/' });
    expect(await comeBack(thief, 'city', back.search)).toBe('/sign-in?problem=sign_in_expired');
  });

  test.each([
    ['no state', (answer: URLSearchParams) => answer.delete('state')],
    ['another state', (answer: URLSearchParams) => answer.set('state', 'x'.repeat(43))],
    ['two states', (answer: URLSearchParams) => answer.append('state', answer.get('state') ?? '')],
    ['another code', (answer: URLSearchParams) => answer.set('code', 'x'.repeat(43))],
    ['the name of another provider', (answer: URLSearchParams) => answer.set('iss', 'https://evil.example')],
    ['no name of the provider, which promised it', (answer: URLSearchParams) => answer.delete('iss')],
  ])('with %s it is refused', async (_what, tamper) => {
    const browser = new Browser(house);
    const { searchParams } = await visitIdentityProvider((await begin(browser, 'city')).href, 'alice');
    tamper(searchParams);
    expect(await comeBack(browser, 'city', `?${searchParams.toString()}`)).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('an answer of one provider is not taken at the address of another (mix-up)', async () => {
    const browser = new Browser(house);
    const back = await visitIdentityProvider((await begin(browser, 'city')).href, 'alice');
    expect(await comeBack(browser, 'forger', back.search)).toBe('/sign-in?problem=sign_in_expired');
    expect(await me(browser)).toBe('not_signed_in');
  });

  test('after ten minutes it is over', async () => {
    const browser = new Browser(house);
    const back = await visitIdentityProvider((await begin(browser, 'city')).href, 'alice');
    house.clock.pass(10 * 60_000);
    expect(await comeBack(browser, 'city', back.search)).toBe('/sign-in?problem=sign_in_expired');
  });

  test('it leads to no other site', async () => {
    expect(await signIn(new Browser(house), 'alice', '//evil.example/x')).toBe('/');
  });

  test('a provider that is not there is told, and one unknown is not found', async () => {
    const browser = new Browser(house);
    expect(outcome(await browser.send('POST', '/sign-in/away', {}))).toBe('sign_in_unavailable');
    expect(outcome(await browser.send('POST', '/sign-in/nobody', {}))).toBe('not_found');
  });
});
