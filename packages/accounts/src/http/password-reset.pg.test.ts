import type { PersonId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const dayMs = 86_400_000;
const next = 'vier Linden am Bach';
let counter = 0;
let strangers = 0;

type Someone = { id: PersonId; email: string; name: string; browser: Browser };

async function someone(role: 'administrator' | 'person' = 'person'): Promise<Someone> {
  const email = `someone${++counter}@example.org`;
  const name = `Someone ${counter}`;
  const { id } = await house.accounts.createPerson({ email, displayName: name, password: goodPassword, role });
  const browser = new Browser(house, `192.0.2.${counter}`);
  expect(outcome(await browser.signIn(email))).toBe(200);
  return { id, email, name, browser };
}

async function linkFor({ id }: Someone, by: Someone): Promise<string> {
  const answer = await by.browser.send('POST', `/people/${id}/password-reset`);
  expect(answer.statusCode).toBe(201);
  const { url, expiresAtMs }: { url: string; expiresAtMs: number } = answer.json();
  expect(expiresAtMs).toBe(house.clock.now() + dayMs);
  const token = new URL(url).hash.slice(1);
  expect(url).toBe(`https://saal.example.org/reset#${token}`);
  return token;
}

/** From another address each time, but one network: the limits of one test are not those of the next. */
const stranger = (): Browser => new Browser(house, `198.51.100.${++strangers % 250}`);
const check = async (token: string): Promise<string | number> => outcome(await stranger().send('POST', '/password-reset/check', { token }));
const reset = async (token: string, password = next): Promise<string | number> =>
  outcome(await stranger().send('POST', '/password-reset', { token, password }));

test('by the link somebody sets a new password once: it is good, the former one and all sessions are not', async () => {
  const alice = await someone('administrator');
  const bob = await someone();
  const ended: unknown[] = [];
  const stop = house.accounts.onSessionEnded((session) => ended.push(session));
  const token = await linkFor(bob, alice);
  expect((await stranger().send('POST', '/password-reset/check', { token })).json()).toEqual({ email: bob.email, displayName: bob.name });
  expect(outcome(await bob.browser.send('GET', '/me'))).toBe(200); // the link alone changes nothing
  expect(await reset(token)).toBe(204);
  stop();
  expect(ended).toEqual([{ personId: bob.id }]);
  expect(outcome(await bob.browser.send('GET', '/me'))).toBe('not_signed_in');
  expect(outcome(await bob.browser.signIn(bob.email))).toBe('wrong_credentials');
  expect(outcome(await bob.browser.signIn(bob.email, next))).toBe(200);
  expect(outcome(await alice.browser.send('GET', '/me'))).toBe(200);
  expect([await check(token), await reset(token)]).toEqual(['link_invalid', 'link_invalid']);
});

test('setting a password signs nobody in', async () => {
  const token = await linkFor(await someone(), await someone('administrator'));
  const answer = await stranger().send('POST', '/password-reset', { token, password: next });
  expect([answer.statusCode, answer.body, answer.headers['set-cookie']]).toEqual([204, '', undefined]);
});

test('a weak password is refused with the reason, and the link stays good', async () => {
  const bob = await someone();
  const token = await linkFor(bob, await someone('administrator'));
  expect(await reset(token, 'Passwort1234')).toBe('password_too_weak');
  expect(await reset(token, `${bob.name} und so weiter`)).toBe('password_too_weak');
  expect(await reset(token, 'kurz')).toBe('bad_request');
  expect(await reset(token)).toBe(204);
});

test('unknown, used, replaced and expired links are answered alike, byte for byte', async () => {
  const alice = await someone('administrator');
  const [used, replaced, expired] = [await someone(), await someone(), await someone()];
  const usedToken = await linkFor(used, alice);
  expect(await reset(usedToken)).toBe(204);
  const replacedToken = await linkFor(replaced, alice);
  const newToken = await linkFor(replaced, alice);
  const expiredToken = await linkFor(expired, alice);
  const answers = async (tokens: string[]): Promise<string[]> => {
    const bodies: string[] = [];
    for (const token of tokens)
      for (const [path, body] of [
        ['/password-reset/check', { token }],
        ['/password-reset', { token, password: next }],
      ] as const) {
        const { statusCode, body: text } = await stranger().send('POST', path, body);
        bodies.push(`${statusCode} ${text}`);
      }
    return bodies;
  };
  const refused = await answers(['x'.repeat(43), '', usedToken, replacedToken]);
  expect(await check(newToken)).toBe(200);
  house.clock.pass(dayMs);
  refused.push(...(await answers([expiredToken, newToken])));
  expect(new Set(refused).size).toBe(1);
  expect(refused[0]).toMatch(/^410 .*link_invalid/);
});

test('two who use one link at once do not both set a password', async () => {
  const bob = await someone();
  const token = await linkFor(bob, await someone('administrator'));
  const passwords = ['drei Linden am Bach', 'acht Linden am Bach'];
  const outcomes = await Promise.all(passwords.map((password) => reset(token, password)));
  expect(outcomes.map(String).sort()).toEqual(['204', 'link_invalid']);
  const good = passwords[outcomes.indexOf(204)] ?? '';
  expect(outcome(await bob.browser.signIn(bob.email, good))).toBe(200);
});

test('only administrators make links, for others only, and for nobody who is disabled or unknown', async () => {
  const alice = await someone('administrator');
  const bob = await someone();
  expect(outcome(await bob.browser.send('POST', `/people/${alice.id}/password-reset`))).toBe('not_allowed');
  expect(outcome(await stranger().send('POST', `/people/${bob.id}/password-reset`))).toBe('not_signed_in');
  expect(outcome(await alice.browser.send('POST', `/people/${alice.id}/password-reset`))).toBe('not_allowed');
  expect(outcome(await alice.browser.send('POST', '/people/AAAAAAAAAAAAAAAAAAAAAA/password-reset'))).toBe('not_found');
  expect(outcome(await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: true }))).toBe(200);
  expect(outcome(await alice.browser.send('POST', `/people/${bob.id}/password-reset`))).toBe('account_disabled');
});

test('who is disabled stays out: the link made before is void, also when the account is enabled again', async () => {
  const alice = await someone('administrator');
  const bob = await someone();
  const token = await linkFor(bob, alice);
  await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: true });
  expect([await check(token), await reset(token)]).toEqual(['link_invalid', 'link_invalid']);
  await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: false });
  expect(await check(token)).toBe('link_invalid');
  expect(outcome(await bob.browser.signIn(bob.email))).toBe(200);
});

test('who stops being an administrator keeps no way into the accounts of others', async () => {
  const alice = await someone('administrator');
  const mallory = await someone('administrator');
  const bob = await someone();
  const token = await linkFor(bob, mallory);
  await alice.browser.send('PATCH', `/people/${mallory.id}`, { role: 'person' });
  expect([await check(token), await reset(token)]).toEqual(['link_invalid', 'link_invalid']);
});

test('who changes the password in the meantime needs no link any more', async () => {
  const bob = await someone();
  const token = await linkFor(bob, await someone('administrator'));
  expect(outcome(await bob.browser.send('POST', '/me/password', { current: goodPassword, next }))).toBe(204);
  expect(await reset(token, 'acht Linden am Bach')).toBe('link_invalid');
});

test('A12: links cannot be tried without end, and an invitation opens no password', async () => {
  const alice = await someone('administrator');
  const { url }: { url: string } = (await alice.browser.send('POST', '/invitations', {})).json();
  const eve = new Browser(house, '203.0.113.9');
  const codes: unknown[] = [];
  const token = new URL(url).hash.slice(1);
  for (let guess = 0; guess < 35; guess++) {
    codes.push(outcome(await eve.send('POST', '/password-reset/check', { token })));
    codes.push(outcome(await eve.send('POST', '/password-reset', { token, password: next })));
  }
  expect(codes.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 'link_invalid'));
  expect(codes.slice(60)).toEqual(Array.from({ length: 10 }, () => 'rate_limited'));
});

test('the audit tells who made a link for whom and that it was used, without the secret', async () => {
  const alice = await someone('administrator');
  const bob = await someone();
  const token = await linkFor(bob, alice);
  await reset('x'.repeat(43));
  await reset(token);
  const trail = await house.db
    .selectFrom('audit.entry')
    .select(['action', 'actor_id', 'subject_id', 'network', 'details'])
    .orderBy('id', 'desc')
    .limit(3)
    .execute();
  expect(trail.reverse()).toEqual([
    { action: 'password-reset-made', actor_id: alice.id, subject_id: bob.id, network: '192.0.2.0', details: {} },
    { action: 'link-refused', actor_id: null, subject_id: null, network: '198.51.100.0', details: {} },
    { action: 'password-reset', actor_id: bob.id, subject_id: bob.id, network: '198.51.100.0', details: { sessions: 1 } },
  ]);
  expect(house.log()).not.toContain(token);
  expect(house.log()).not.toContain(next);
});
