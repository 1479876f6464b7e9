import { generateKeyPair, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionEnded } from '../sessions.ts';
import { SignInFile } from '../provider.ts';
import { startForgingProvider, type ForgingProvider } from '../testing/forging-provider.ts';
import { Browser, openHouse, outcome, type House } from '../testing/house.ts';

let forger: ForgingProvider;
let house: House;

beforeAll(async () => {
  forger = await startForgingProvider();
  const label = { de: 'Stadt', en: 'City' };
  const provider = { id: 'forger', kind: 'oidc', label, issuer: forger.issuer, clientId: 'saal', clientSecret: 'x', trustEmail: true };
  house = await openHouse({ signIn: SignInFile.parse({ providers: [provider] }) });
});
afterAll(async () => {
  await house?.close();
  await forger?.close();
});

const me = async (browser: Browser) => outcome(await browser.send('GET', '/me'));
const nowS = () => Math.floor(Date.now() / 1000);
const good = (nonce: string): JWTPayload => ({
  ...{ iss: forger.issuer, aud: 'saal', sub: 'mallory', nonce, iat: nowS(), exp: nowS() + 300, sid: 'session-1' },
  ...{ email: 'mallory@example.org', name: 'Mallory' },
});

/** @param forge makes the ID token from the good claims */
async function withToken(forge: (claims: JWTPayload) => Promise<string> | string): Promise<{ browser: Browser; end: string }> {
  const browser = new Browser(house);
  const { searchParams } = new URL((await browser.send('POST', '/sign-in/forger', {})).json<{ url: string }>().url);
  forger.idToken = await forge(good(searchParams.get('nonce') ?? ''));
  const answer = new URLSearchParams({ code: 'c', state: searchParams.get('state') ?? '', iss: forger.issuer });
  const back = await browser.send('GET', `/sign-in/forger/callback?${answer.toString()}`);
  return { browser, end: String(back.headers.location) };
}

describe('an ID token (A04)', () => {
  test('signed and meant as it should be is taken', async () => {
    const { browser, end } = await withToken((claims) => forger.sign(claims));
    expect(end).toBe('/');
    expect(await me(browser)).toBe(200);
  });

  test.each<[string, (claims: JWTPayload) => Promise<string> | string]>([
    ['without a signature', (claims) => new UnsecuredJWT(claims).encode()],
    [
      'signed with the public key as a secret',
      (claims) => forger.sign(claims, { alg: 'HS256', key: new TextEncoder().encode(forger.publicPem) }),
    ],
    ['signed with the client secret', (claims) => forger.sign(claims, { alg: 'HS256', key: new TextEncoder().encode('x'.repeat(32)) })],
    ['signed with a key of somebody else', async (claims) => forger.sign(claims, { key: (await generateKeyPair('RS256')).privateKey })],
    [
      'signed with a key nobody knows',
      async (claims) => forger.sign(claims, { kid: 'other', key: (await generateKeyPair('RS256')).privateKey }),
    ],
    [
      'signed in another way than agreed',
      async (claims) => forger.sign(claims, { alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey }),
    ],
    ['changed after signing', async (claims) => swapped(await forger.sign(claims), { ...claims, sub: 'alice' })],
    ['for another program', (claims) => forger.sign({ ...claims, aud: 'other' })],
    ['for several programs, handed on by another', (claims) => forger.sign({ ...claims, aud: ['saal', 'other'], azp: 'other' })],
    ['of another provider', (claims) => forger.sign({ ...claims, iss: 'https://other.example.org' })],
    ['that has expired', (claims) => forger.sign({ ...claims, iat: nowS() - 600, exp: nowS() - 120 })],
    ['that never expires', ({ exp: _exp, ...claims }) => forger.sign(claims)],
    ['with another nonce', (claims) => forger.sign({ ...claims, nonce: 'other' })],
    ['without a nonce', ({ nonce: _nonce, ...claims }) => forger.sign(claims)],
    ['that names nobody', ({ sub: _sub, ...claims }) => forger.sign(claims)],
  ])('%s is refused', async (_what, forge) => {
    const { browser, end } = await withToken(forge);
    expect(end).toBe('/sign-in?problem=sign_in_failed');
    expect(await me(browser)).toBe('not_signed_in');
  });
});

/** The same signature around other claims. */
function swapped(token: string, claims: JWTPayload): string {
  const [head = '', , signature = ''] = token.split('.');
  return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
}

describe('a logout told by the provider (A06)', () => {
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  let serial = 0;
  const notice = (): JWTPayload => ({
    ...{ iss: forger.issuer, aud: 'saal', sub: 'mallory', sid: 'session-1', iat: nowS(), exp: nowS() + 120 },
    ...{ jti: `token-${++serial}`, events: event },
  });
  const tell = (token: string) =>
    house.app.inject({
      method: 'POST',
      url: '/api/sign-in/forger/logout',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ logout_token: token }).toString(),
    });

  test('ends that session on every server, tells who listens, and leaves others', async () => {
    const { browser } = await withToken((claims) => forger.sign(claims));
    const { browser: other } = await withToken((claims) => forger.sign({ ...claims, sid: 'session-2' }));
    const second = house.secondServer();
    expect(await second.accounts.viewerOf(browser.cookieHeader())).toBeDefined();
    const ended: SessionEnded[] = [];
    const stop = house.accounts.onSessionEnded((one) => ended.push(one));
    expect((await tell(await forger.sign(notice(), { typ: 'logout+jwt' }))).statusCode).toBe(200);
    stop();
    expect(ended.length).toBeGreaterThan(0);
    expect(await me(browser)).toBe('not_signed_in');
    expect(await me(other)).toBe(200);
    house.clock.pass(2_001); // what the other server remembers
    expect(await second.accounts.viewerOf(browser.cookieHeader())).toBeUndefined();
  });

  test('that names only the person ends all of theirs', async () => {
    const { browser } = await withToken((claims) => forger.sign(claims));
    const { browser: other } = await withToken((claims) => forger.sign({ ...claims, sid: 'session-2' }));
    const { sid: _sid, ...rest } = notice();
    expect((await tell(await forger.sign(rest))).statusCode).toBe(200);
    expect([await me(browser), await me(other)]).toEqual(['not_signed_in', 'not_signed_in']);
  });

  test('counts once', async () => {
    const token = await forger.sign(notice());
    expect((await tell(token)).statusCode).toBe(200);
    const { browser } = await withToken((claims) => forger.sign(claims));
    expect((await tell(token)).statusCode).toBe(400);
    expect(await me(browser)).toBe(200);
  });

  test.each<[string, () => Promise<string> | string]>([
    ['without a signature', () => new UnsecuredJWT(notice()).encode()],
    ['with a key of somebody else', async () => forger.sign(notice(), { key: (await generateKeyPair('RS256')).privateKey })],
    [
      'signed with the public key as a secret',
      () => forger.sign(notice(), { alg: 'HS256', key: new TextEncoder().encode(forger.publicPem) }),
    ],
    ['that is an ID token', () => forger.sign({ ...notice(), nonce: 'n' })],
    ['without the event', () => forger.sign({ ...notice(), events: {} })],
    ['that names nobody', () => forger.sign({ ...notice(), sub: undefined, sid: undefined })],
    ['without an id', () => forger.sign({ ...notice(), jti: undefined })],
    ['for another program', () => forger.sign({ ...notice(), aud: 'other' })],
    ['of another provider', () => forger.sign({ ...notice(), iss: 'https://other.example.org' })],
    ['that has expired', () => forger.sign({ ...notice(), iat: nowS() - 200, exp: nowS() - 100 })],
    ['that is old', () => forger.sign({ ...notice(), iat: nowS() - 3600 })],
    ['that is no token', () => 'x.y.z'],
  ])('%s is refused and ends nothing', async (_what, forge) => {
    const { browser } = await withToken((claims) => forger.sign(claims));
    expect((await tell(await forge())).statusCode).toBe(400);
    expect(await me(browser)).toBe(200);
  });
});
