/** A10, C08, C10, C11: secrets stay where they belong, and hostile bodies meet a plain refusal. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const json = { 'content-type': 'application/json' };

test('no secret is in a log, an address, an answer it does not belong to, or the database', async () => {
  const token = (await house.accounts.firstAdministratorToken()) ?? '';
  const password = 'canary Flur Schirm Regen';
  const next = 'canary Linden am Bach vier';
  const alice = new Browser(house);
  const answers = [
    await alice.send('POST', '/setup', { token: 'canary-wrong-token', email: 'alice@example.org', displayName: 'Alice', password }),
    await alice.send('POST', '/setup', { token, email: 'alice@example.org', displayName: 'Alice', password }),
    await alice.send('POST', '/session', { email: 'canary-typed@example.org', password: 'canary-wrong' }),
    await alice.send('POST', '/session', { email: 'alice@example.org', password }),
    await alice.send('POST', '/me/password', { current: password, next }),
    await alice.send('POST', '/session', { email: 'alice@example.org', password: { canary: 1 } }),
    await alice.send('POST', '/guest'),
    await alice.send('GET', '/me'),
  ];
  const created = await alice.send('POST', '/invitations', {});
  const { url }: { url: string } = created.json();
  const invitation = new URL(url).hash.slice(1);
  expect(url.replace(invitation, '')).toBe('https://saal.example.org/invitation#');
  answers.push(
    await alice.send('GET', '/invitations'),
    await alice.send('POST', '/invitations/check', { token: invitation }),
    await new Browser(house).send('POST', '/invitations/accept', {
      token: invitation,
      email: 'bob@example.org',
      displayName: 'Bob',
      password,
    }),
  );
  const bob: { people: { id: string }[] } = (await alice.send('GET', '/people?search=bob')).json();
  const made: { url: string } = (await alice.send('POST', `/people/${bob.people[0]?.id}/password-reset`)).json();
  const reset = new URL(made.url).hash.slice(1);
  expect(made.url.replace(reset, '')).toBe('https://saal.example.org/reset#');
  answers.push(await new Browser(house).send('POST', '/password-reset/check', { token: reset }));
  const secrets = [token, invitation, reset, password, next, 'canary', ...[...alice.cookies.values()].map(({ value }) => value)];
  expect(secrets.every((secret) => secret.length >= 6)).toBe(true);
  expect(house.log()).toContain('incoming request');
  expect(house.log()).toContain('/api/session');
  const bodies = answers.map(({ body }) => body).join('\n');
  const stored = JSON.stringify(
    await Promise.all(
      (
        [
          'audit.entry',
          'accounts.session',
          'accounts.invitation',
          'accounts.attempt',
          'accounts.password',
          'accounts.known_browser',
          'accounts.set_up_token',
          'accounts.password_reset',
        ] as const
      ).map((table) => house.db.selectFrom(table).selectAll().execute()),
    ),
  );
  for (const secret of secrets) {
    expect(house.log()).not.toContain(secret);
    expect(bodies).not.toContain(secret);
    expect(stored).not.toContain(secret);
  }
});

test('prototype keys, double keys and deep nesting are refused and change nothing', async () => {
  const browser = new Browser(house);
  const credentials = '"email":"alice@example.org","password":"x"';
  const bodies = [
    `{${credentials},"__proto__":{"polluted":true}}`,
    `{${credentials},"constructor":{"prototype":{"polluted":true}}}`,
    `{"email":{"__proto__":{"polluted":true}},"password":"x"}`,
    `{${credentials},"extra":1}`,
    `{"email":${'['.repeat(7_000)}${']'.repeat(7_000)},"password":"x"}`,
    `{"email":${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)},"password":"x"}`,
    `{"email":1e999,"password":9007199254740993}`,
    '[]',
    'null',
    '"text"',
    '{',
    '',
  ];
  for (const path of ['/session', '/setup', '/invitations/check', '/invitations/accept', '/password-reset/check', '/password-reset']) {
    for (const body of bodies) expect(outcome(await browser.send('POST', path, body, json))).toBe('bad_request');
  }
  expect(Object.prototype).not.toHaveProperty('polluted');
  expect(outcome(await browser.send('POST', '/session', `{"email":"a","email":"b","password":"x"}`, json))).toBe('wrong_credentials');
});

test('bodies that are too large, of another kind or without one are refused', async () => {
  const browser = new Browser(house);
  expect(outcome(await browser.send('POST', '/session', JSON.stringify({ email: 'a', password: 'x'.repeat(20_000) }), json))).toBe(
    'message_too_large',
  );
  expect(outcome(await browser.send('POST', '/session', JSON.stringify({ email: 'a', password: 'x'.repeat(257) }), json))).toBe(
    'bad_request',
  );
  expect(
    outcome(await browser.send('POST', '/session', 'email=a&password=x', { 'content-type': 'application/x-www-form-urlencoded' })),
  ).toBe('bad_request');
  expect(outcome(await browser.send('POST', '/session', '<a/>', { 'content-type': 'text/xml' }))).toBe('bad_request');
  expect(outcome(await browser.send('POST', '/session'))).toBe('bad_request');
});

test('names are plain text: markup stays letters, control and direction characters go', async () => {
  await house.accounts.createPerson({ email: 'carol@example.org', displayName: 'Carol', password: goodPassword, role: 'person' });
  const browser = new Browser(house);
  await browser.signIn('carol@example.org');
  const names: [string, string][] = [
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['=HYPERLINK("http://example.org")', '=HYPERLINK("http://example.org")'],
    ['Carol\u202egro.live\u202c', 'Carol gro.live'],
    ['\u0000Carol\r\nSet-Cookie: x=1\u001b[31m', 'Carol Set-Cookie: x=1 [31m'],
    ['\u2066\ufeff Carol \u200b', 'Carol'],
    ['Cafe\u0301', 'Caf\u00e9'],
  ];
  for (const [given, kept] of names) {
    const answer = await browser.send('PATCH', '/me', { displayName: given });
    expect(answer.json()).toMatchObject({ displayName: kept });
    expect(answer.headers['content-type']).toContain('application/json');
  }
  expect(outcome(await browser.send('PATCH', '/me', { displayName: ' \u200b\r\n ' }))).toBe('bad_request');
});

test('a hostile User-Agent becomes one harmless line', async () => {
  const browser = new Browser(house);
  await browser.send(
    'POST',
    '/session',
    { email: 'carol@example.org', password: goodPassword },
    { 'user-agent': '<script>alert(1)</script>\u001b[31m {"level":60}' },
  );
  const { sessions }: { sessions: { agent: string; current: boolean }[] } = (await browser.send('GET', '/me/sessions')).json();
  expect(sessions.find(({ current }) => current)?.agent).toBe('?');
  expect(
    house
      .log()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{"level":')),
  ).toEqual([]);
});

test('hostile addresses of routes are refused plainly', async () => {
  const browser = new Browser(house);
  await browser.signIn('carol@example.org');
  for (const path of ['/me/sessions/%00', '/me/sessions/__proto__', "/me/sessions/'%20or%201=1--", `/me/sessions/${'a'.repeat(99)}`]) {
    expect(['not_found', 'bad_request']).toContain(outcome(await browser.send('DELETE', path)));
  }
  expect(outcome(await browser.send('GET', '/people/x/picture/y'))).toBe('bad_request');
  expect(outcome(await browser.signIn('carol@example.org\u0000'))).toBe('wrong_credentials');
  const administrator = new Browser(house);
  await house.accounts.createPerson({ email: 'dora@example.org', displayName: 'Dora', password: goodPassword, role: 'administrator' });
  await administrator.signIn('dora@example.org');
  expect((await administrator.send('GET', '/people?search=%00')).json()).toEqual({ people: [], more: false, total: 0 });
  for (const query of ['search=a&search=b', `search=${'a'.repeat(81)}`]) {
    expect(outcome(await administrator.send('GET', `/people?${query}`))).toBe('bad_request');
  }
});
