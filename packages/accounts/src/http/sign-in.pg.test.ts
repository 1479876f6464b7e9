import { houseRights } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

/** Some text; typed so that an expectation can hold it. */
const someText: unknown = expect.any(String);
const guestIdForm: unknown = expect.stringMatching(/^[A-Za-z0-9_-]{22}$/);

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({
    email: 'Alice@Example.org',
    displayName: 'Alice Adler',
    password: goodPassword,
    role: 'administrator',
  });
  await house.accounts.createPerson({ email: 'bob@example.org', displayName: 'Bob Brandt', password: goodPassword, role: 'person' });
});
afterAll(() => house.close());

async function signedIn(email: string): Promise<Browser> {
  const browser = new Browser(house);
  expect(outcome(await browser.signIn(email))).toBe(200);
  return browser;
}

test('nobody is signed in at first', async () => {
  const browser = new Browser(house);
  expect(outcome(await browser.send('GET', '/me'))).toBe('not_signed_in');
  expect(await house.accounts.viewerOf(undefined)).toBeUndefined();
  expect(await house.accounts.viewerOf('saal_session=' + 'a'.repeat(43))).toBeUndefined();
});

test('signing in tells who one is, whatever the case of the e-mail, and the browser stays signed in', async () => {
  const browser = new Browser(house);
  const answer = await browser.signIn(' ALICE@example.ORG ');
  expect(answer.json()).toEqual({
    id: someText,
    email: 'alice@example.org',
    displayName: 'Alice Adler',
    role: 'administrator',
    rights: [...houseRights],
    language: 'de',
    theme: 'system',
  });
  expect((await browser.send('GET', '/me')).json()).toEqual(answer.json());
  expect(await house.accounts.viewerOf(browser.cookieHeader())).toMatchObject({
    kind: 'person',
    person: { displayName: 'Alice Adler' },
    sessionId: someText,
  });
});

test('session cookies are closed to scripts and other sites, and answers to caches', async () => {
  const answer = await new Browser(house).signIn('bob@example.org');
  const cookie = answer.cookies.find(({ name }) => name === 'saal_session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 30 * 86_400 });
  expect(cookie).not.toHaveProperty('secure');
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('over HTTPS cookies are Secure', async () => {
  const secure = await openHouse({ secure: true });
  await secure.accounts.createPerson({ email: 'alice@example.org', displayName: 'Alice', password: goodPassword, role: 'person' });
  const answer = await new Browser(secure).signIn('alice@example.org');
  expect(answer.cookies.map(({ secure: flag }) => flag)).toEqual([true, true]);
  await secure.close();
});

test('of a session only the hash of its secret is stored', async () => {
  const browser = await signedIn('bob@example.org');
  const rows = await house.db.selectFrom('accounts.session').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(browser.cookies.get('saal_session')?.value);
});

test('signing out ends the session at once and tells those who listen', async () => {
  const browser = await signedIn('bob@example.org');
  const cookie = browser.cookieHeader();
  const viewer = await house.accounts.viewerOf(cookie);
  const ended: unknown[] = [];
  const stop = house.accounts.onSessionEnded((event) => ended.push(event));
  expect(outcome(await browser.send('DELETE', '/session'))).toBe(204);
  stop();
  expect(browser.cookies.has('saal_session')).toBe(false);
  expect(await house.accounts.viewerOf(cookie)).toBeUndefined();
  expect(ended).toEqual([viewer?.kind === 'person' && { personId: viewer.person.id, sessionId: viewer.sessionId }]);
  expect(outcome(await browser.send('DELETE', '/session'))).toBe(204);
});

test('signing in again in the same browser ends its former session', async () => {
  const browser = await signedIn('bob@example.org');
  const former = browser.cookieHeader();
  await browser.signIn('alice@example.org');
  expect(await house.accounts.viewerOf(former)).toBeUndefined();
  expect((await browser.send('GET', '/me')).json()).toMatchObject({ displayName: 'Alice Adler' });
});

test('people see their sessions and end one of them from another device', async () => {
  const here = await signedIn('alice@example.org');
  const there = await signedIn('alice@example.org');
  const lost = there.cookieHeader();
  const { sessions }: { sessions: { id: string; current: boolean; agent: string }[] } = (await here.send('GET', '/me/sessions')).json();
  expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  expect(sessions[0]?.agent).toBe('Firefox 140, Linux');
  const viewer = await house.accounts.viewerOf(lost);
  const id = viewer?.kind === 'person' ? viewer.sessionId : '';
  expect(outcome(await here.send('DELETE', `/me/sessions/${id}`))).toBe(204);
  expect(await house.accounts.viewerOf(lost)).toBeUndefined();
  expect(outcome(await here.send('GET', '/me'))).toBe(200);
});

test('the session of somebody else can be neither seen nor ended', async () => {
  const bob = await signedIn('bob@example.org');
  const alice = await signedIn('alice@example.org');
  const viewer = await house.accounts.viewerOf(bob.cookieHeader());
  const id = viewer?.kind === 'person' ? viewer.sessionId : '';
  expect((await alice.send('GET', '/me/sessions')).body).not.toContain(id);
  expect(outcome(await alice.send('DELETE', `/me/sessions/${id}`))).toBe('not_found');
  expect(outcome(await alice.send('DELETE', '/me/sessions/nonsense'))).toBe('not_found');
  expect(outcome(await bob.send('GET', '/me'))).toBe(200);
});

test('a session slides with use, is noted at most once a minute, and is over after 30 days without', async () => {
  const browser = await signedIn('bob@example.org');
  const seen = async (): Promise<number[]> =>
    (await house.db.selectFrom('accounts.session').select('last_seen_at_ms').orderBy('last_seen_at_ms', 'desc').execute()).map(
      (row) => row.last_seen_at_ms,
    );
  const begun = house.clock.now();
  house.clock.pass(59_000);
  await browser.send('GET', '/me');
  expect((await seen())[0]).toBe(begun);
  house.clock.pass(2_000);
  await browser.send('GET', '/me');
  expect((await seen())[0]).toBe(begun + 61_000);
  for (let days = 0; days < 60; days += 20) {
    house.clock.pass(20 * 86_400_000);
    expect(outcome(await browser.send('GET', '/me'))).toBe(200);
  }
  house.clock.pass(30 * 86_400_000);
  expect(outcome(await browser.send('GET', '/me'))).toBe('not_signed_in');
});

test('the fiftieth and first session ends the one unused for longest', async () => {
  await house.accounts.createPerson({ email: 'carol@example.org', displayName: 'Carol', password: goodPassword, role: 'person' });
  const first = await signedIn('carol@example.org');
  const ended: unknown[] = [];
  const stop = house.accounts.onSessionEnded((event) => ended.push(event));
  for (let count = 0; count < 50; count++) {
    house.clock.pass(1_000);
    await signedIn('carol@example.org');
  }
  stop();
  expect(outcome(await first.send('GET', '/me'))).toBe('not_signed_in');
  expect(ended).toHaveLength(1);
});

test('changing the password asks for the present one and ends all other sessions', async () => {
  const here = await signedIn('bob@example.org');
  const there = await signedIn('bob@example.org');
  expect(outcome(await here.send('POST', '/me/password', { current: 'wrong', next: 'vier Linden am Bach' }))).toBe('wrong_credentials');
  expect(outcome(await here.send('POST', '/me/password', { current: goodPassword, next: 'Passwort1234!' }))).toBe('password_too_weak');
  expect(outcome(await here.send('POST', '/me/password', { current: goodPassword, next: 'bob brandt bob' }))).toBe('password_too_weak');
  expect(outcome(await there.send('GET', '/me'))).toBe(200);
  expect(outcome(await here.send('POST', '/me/password', { current: goodPassword, next: 'vier Linden am Bach' }))).toBe(204);
  expect(outcome(await there.send('GET', '/me'))).toBe('not_signed_in');
  expect(outcome(await here.send('GET', '/me'))).toBe(200);
  expect(outcome(await new Browser(house).signIn('bob@example.org'))).toBe('wrong_credentials');
  expect(outcome(await new Browser(house).signIn('bob@example.org', 'vier Linden am Bach'))).toBe(200);
});

test('a stolen session cannot guess the password without end', async () => {
  const browser = await signedIn('alice@example.org');
  const outcomes: (string | number)[] = [];
  for (let guess = 0; guess < 7; guess++)
    outcomes.push(outcome(await browser.send('POST', '/me/password', { current: `guess ${guess}`, next: 'vier Linden am Bach' })));
  expect(outcomes).toEqual([...Array<string>(5).fill('wrong_credentials'), 'rate_limited', 'rate_limited']);
});

test('name, language and theme can be changed, and are cleaned of what would spoil the screen', async () => {
  const browser = await signedIn('alice@example.org');
  const changed = await browser.send('PATCH', '/me', { displayName: '  Alice\u202e\u0000 \r\n Adler-Ott ', language: 'en', theme: 'dark' });
  expect(changed.json()).toMatchObject({ displayName: 'Alice Adler-Ott', language: 'en', theme: 'dark' });
  expect((await browser.send('GET', '/me')).json()).toMatchObject({ displayName: 'Alice Adler-Ott' });
  expect((await browser.send('PATCH', '/me', {})).json()).toMatchObject({ theme: 'dark' });
  for (const bad of [
    { displayName: '\u200b\u202e' },
    { displayName: 'x'.repeat(81) },
    { language: 'fr' },
    { role: 'administrator' },
    { email: 'x@example.org' },
  ]) {
    expect(outcome(await browser.send('PATCH', '/me', bad))).toBe('bad_request');
  }
});

test('a guest gets an identity of which nothing is stored, and keeps it', async () => {
  const browser = new Browser(house);
  expect((await browser.send('POST', '/guest')).json()).toEqual({ ready: true });
  const viewer = await house.accounts.viewerOf(browser.cookieHeader());
  expect(viewer).toEqual({ kind: 'guest', guestId: guestIdForm });
  await browser.send('POST', '/guest');
  expect(await house.accounts.viewerOf(browser.cookieHeader())).toEqual(viewer);
  const other = new Browser(house);
  await other.send('POST', '/guest');
  expect(await house.accounts.viewerOf(other.cookieHeader())).not.toEqual(viewer);
  expect(outcome(await browser.send('GET', '/me'))).toBe('not_signed_in');
});

test('an account holder with a guest cookie is the account holder; signed out, the guest again', async () => {
  const browser = await signedIn('alice@example.org');
  await browser.send('POST', '/guest');
  expect(await house.accounts.viewerOf(browser.cookieHeader())).toMatchObject({ kind: 'person' });
  await browser.send('DELETE', '/session');
  expect(await house.accounts.viewerOf(browser.cookieHeader())).toMatchObject({ kind: 'guest' });
});

test('a session ended on one server is over on another within two seconds', async () => {
  const other = house.secondServer();
  const browser = await signedIn('alice@example.org');
  const cookie = browser.cookieHeader();
  expect(await other.accounts.viewerOf(cookie)).toMatchObject({ kind: 'person' });
  await browser.send('DELETE', '/session');
  house.clock.pass(2_000);
  expect(await other.accounts.viewerOf(cookie)).toBeUndefined();
});

test('a session ended elsewhere a moment ago is in the way of neither signing out nor signing in', async () => {
  const other = house.secondServer();
  for (const answer of [(here: Browser) => here.send('DELETE', '/session'), (here: Browser) => here.signIn('alice@example.org')]) {
    const here = await signedIn('alice@example.org');
    const there = new Browser(other);
    for (const [name, cookie] of here.cookies) there.cookies.set(name, cookie);
    await here.send('GET', '/me'); // remembered for two seconds
    expect(outcome(await there.send('DELETE', '/session'))).toBe(204);
    expect([200, 204]).toContain(outcome(await answer(here)));
  }
});

test('a listener that fails keeps nobody signed in and no other listener unheard', async () => {
  const browser = await signedIn('alice@example.org');
  const heard: unknown[] = [];
  const stops = [
    house.accounts.onSessionEnded(() => {
      throw new Error('listener fault');
    }),
    house.accounts.onSessionEnded((event) => heard.push(event)),
  ];
  expect(outcome(await browser.send('DELETE', '/session'))).toBe(204);
  for (const stop of stops) stop();
  expect(heard).toHaveLength(1);
  expect(house.log()).toContain('listener fault');
});
