import type { PersonId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const weekMs = 7 * 86_400_000;
const newcomer = { displayName: 'Carol Conrad', password: 'vier Linden am Bach' };
let counter = 0;

async function someone(role: 'administrator' | 'person'): Promise<{ id: string; email: string; browser: Browser }> {
  const email = `someone${++counter}@example.org`;
  const { id } = await house.accounts.createPerson({ email, displayName: `Someone ${counter}`, password: goodPassword, role });
  const browser = new Browser(house, `192.0.2.${counter}`);
  expect(outcome(await browser.signIn(email))).toBe(200);
  return { id, email, browser };
}

async function invite(by: Browser, body: object = {}): Promise<{ id: string; url: string; token: string; expiresAtMs: number }> {
  const answer = await by.send('POST', '/invitations', body);
  expect(answer.statusCode).toBe(201);
  const created: { id: string; url: string; expiresAtMs: number } = answer.json();
  return { ...created, token: new URL(created.url).hash.slice(1) };
}

test('the first administrator comes by a one-time token; then there is no second first one', async () => {
  const empty = await openHouse();
  expect(await empty.accounts.setupNeeded()).toBe(true);
  const early = await empty.accounts.firstAdministratorToken();
  const token = await empty.accounts.firstAdministratorToken();
  const applicant = { email: 'Alice@Example.org', displayName: 'Alice Adler', password: goodPassword };
  const browser = new Browser(empty);
  expect(outcome(await browser.send('POST', '/setup', { ...applicant, token: 'x'.repeat(43) }))).toBe('link_invalid');
  expect(outcome(await browser.send('POST', '/setup', { ...applicant, token, password: 'Passwort1234' }))).toBe('password_too_weak');
  expect(outcome(await browser.send('POST', '/setup', { ...applicant, token, email: 'nonsense' }))).toBe('bad_request');
  const answers = await Promise.all(
    [new Browser(empty), browser].map((each, index) =>
      each.send('POST', '/setup', { ...applicant, token, email: `alice${index}@example.org` }),
    ),
  );
  expect(answers.map(outcome).map(String).sort()).toEqual(['200', 'already_set_up']);
  expect(answers.find(({ statusCode }) => statusCode === 200)?.json()).toMatchObject({ role: 'administrator' });
  expect(outcome(await browser.send('POST', '/setup', { ...applicant, token: early }))).toBe('already_set_up');
  expect(await empty.accounts.setupNeeded()).toBe(false);
  expect(await empty.accounts.firstAdministratorToken()).toBeUndefined();
  expect(await empty.db.selectFrom('accounts.set_up_token').selectAll().execute()).toEqual([]);
  await empty.close();
});

test('the token of the first administrator is good for a day', async () => {
  const empty = await openHouse();
  const token = await empty.accounts.firstAdministratorToken();
  empty.clock.pass(86_400_000);
  const body = { email: 'alice@example.org', displayName: 'Alice', password: goodPassword, token };
  expect(outcome(await new Browser(empty).send('POST', '/setup', body))).toBe('link_invalid');
  await empty.close();
});

test('an invited person sees who invites, makes an account and is signed in', async () => {
  const alice = await someone('administrator');
  const { url, token } = await invite(alice.browser);
  expect(url).toBe(`https://saal.example.org/invitation#${token}`);
  const carol = new Browser(house);
  expect((await carol.send('POST', '/invitations/check', { token })).json()).toEqual({ invitedBy: `Someone ${counter}` });
  const answer = await carol.send('POST', '/invitations/accept', { ...newcomer, token, email: 'Carol@example.org', language: 'en' });
  expect(answer.json()).toMatchObject({ email: 'carol@example.org', displayName: 'Carol Conrad', role: 'person', language: 'en' });
  expect(outcome(await carol.send('GET', '/me'))).toBe(200);
  expect(outcome(await carol.send('POST', '/invitations/check', { token }))).toBe('link_invalid');
  expect(outcome(await carol.send('POST', '/invitations/accept', { ...newcomer, token, email: 'dave@example.org' }))).toBe('link_invalid');
});

test('an invitation for an e-mail is for that e-mail only, and can be for an administrator', async () => {
  const { browser } = await someone('administrator');
  const { token } = await invite(browser, { email: 'Erin@example.org', role: 'administrator' });
  const erin = new Browser(house);
  expect((await erin.send('POST', '/invitations/check', { token })).json()).toMatchObject({ email: 'erin@example.org' });
  const other = await erin.send('POST', '/invitations/accept', { ...newcomer, token, email: 'frank@example.org' });
  expect(outcome(other)).toBe('bad_request');
  expect(other.json()).toMatchObject({ error: { details: { path: 'email' } } });
  expect((await erin.send('POST', '/invitations/accept', { ...newcomer, token, email: 'erin@example.org' })).json()).toMatchObject({
    role: 'administrator',
  });
});

test('two who open one invitation at once do not both get an account', async () => {
  const { browser } = await someone('administrator');
  const { token } = await invite(browser);
  const answers = await Promise.all(
    [1, 2, 3].map((index) =>
      new Browser(house).send('POST', '/invitations/accept', { ...newcomer, token, email: `racer${index}@example.org` }),
    ),
  );
  expect(answers.map(outcome).map(String).sort()).toEqual(['200', 'link_invalid', 'link_invalid']);
});

test('an e-mail has one account; the invitation stays usable', async () => {
  const { browser, email } = await someone('administrator');
  const { token } = await invite(browser);
  const visitor = new Browser(house);
  expect(outcome(await visitor.send('POST', '/invitations/accept', { ...newcomer, token, email: email.toUpperCase() }))).toBe(
    'email_taken',
  );
  expect(outcome(await visitor.send('POST', '/invitations/accept', { ...newcomer, token, email: 'grace@example.org' }))).toBe(200);
});

test('invitations expire after a week and can be withdrawn before', async () => {
  const { browser } = await someone('administrator');
  const withdrawn = await invite(browser, { email: 'heidi@example.org' });
  const listed: { invitations: { id: string }[] } = (await browser.send('GET', '/invitations')).json();
  expect(listed.invitations.map(({ id }) => id)).toContain(withdrawn.id);
  expect(JSON.stringify(listed)).not.toContain(withdrawn.token);
  expect(outcome(await browser.send('DELETE', `/invitations/${withdrawn.id}`))).toBe(204);
  expect(outcome(await browser.send('DELETE', `/invitations/${withdrawn.id}`))).toBe('not_found');
  expect(outcome(await browser.send('POST', '/invitations/check', { token: withdrawn.token }))).toBe('link_invalid');
  const expired = await invite(browser);
  expect(expired.expiresAtMs).toBe(house.clock.now() + weekMs);
  house.clock.pass(weekMs);
  expect(outcome(await browser.send('POST', '/invitations/check', { token: expired.token }))).toBe('link_invalid');
  expect(outcome(await browser.send('POST', '/invitations/accept', { ...newcomer, token: expired.token, email: 'ivan@example.org' }))).toBe(
    'link_invalid',
  );
  expect((await browser.send('GET', '/invitations')).body).not.toContain(expired.id);
});

test('only administrators see people, change them and invite; refusals are in the audit', async () => {
  const { browser, id } = await someone('person');
  const stranger = new Browser(house);
  const asked = [
    ['GET', '/people', undefined],
    ['PATCH', `/people/${id}`, { role: 'administrator' }],
    ['POST', '/invitations', { role: 'administrator' }],
    ['GET', '/invitations', undefined],
    ['DELETE', '/invitations/anything', undefined],
  ] as const;
  for (const [method, path, body] of asked) {
    expect(outcome(await browser.send(method, path, body))).toBe('not_allowed');
    expect(outcome(await stranger.send(method, path, body))).toBe('not_signed_in');
  }
  const refused = await house.db
    .selectFrom('audit.entry')
    .select('id')
    .where('action', '=', 'not-allowed')
    .where('actor_id', '=', (await personOf(browser)).id)
    .execute();
  expect(refused).toHaveLength(asked.length);
  expect((await browser.send('GET', '/me')).json()).toMatchObject({ role: 'person' });
});

async function personOf(browser: Browser): Promise<{ id: PersonId }> {
  const viewer = await house.accounts.viewerOf(browser.cookieHeader());
  if (viewer?.kind !== 'person') throw new Error('not signed in');
  return viewer.person;
}

test('people are listed by name and found by a part of name or e-mail, taken literally', async () => {
  const { browser } = await someone('administrator');
  await house.accounts.createPerson({
    email: 'percent@example.org',
    displayName: '100% Zoe_\\ "quoted" \'; drop table',
    password: goodPassword,
    role: 'person',
  });
  const names = async (search: string): Promise<string[]> => {
    const answer: { people: { displayName: string }[] } = (
      await browser.send('GET', `/people?search=${encodeURIComponent(search)}`)
    ).json();
    return answer.people.map(({ displayName }) => displayName);
  };
  expect(await names('0% zoe_\\')).toHaveLength(1);
  expect(await names("'; drop")).toHaveLength(1);
  expect(await names('percent@')).toHaveLength(1);
  expect(await names('z_e')).toEqual([]);
  const all = await names('');
  expect(all).toEqual([...all].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
});

test('a disabled person is out everywhere at once, cannot come back, and can be enabled again', async () => {
  const alice = await someone('administrator');
  const bob = await someone('person');
  const ended: unknown[] = [];
  const stop = house.accounts.onSessionEnded((event) => ended.push(event));
  expect((await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: true })).json()).toMatchObject({ id: bob.id, disabled: true });
  stop();
  expect(ended).toEqual([{ personId: bob.id }]);
  expect(outcome(await bob.browser.send('GET', '/me'))).toBe('not_signed_in');
  expect(await house.accounts.viewerOf(bob.browser.cookieHeader())).toBeUndefined();
  expect(outcome(await bob.browser.signIn(bob.email))).toBe('account_disabled');
  await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: false });
  expect(outcome(await bob.browser.send('GET', '/me'))).toBe('not_signed_in');
  expect(outcome(await bob.browser.signIn(bob.email))).toBe(200);
});

test('a role given or taken counts at once', async () => {
  const alice = await someone('administrator');
  const bob = await someone('person');
  await alice.browser.send('PATCH', `/people/${bob.id}`, { role: 'administrator' });
  expect(outcome(await bob.browser.send('GET', '/people'))).toBe(200);
  await alice.browser.send('PATCH', `/people/${bob.id}`, { role: 'person' });
  expect(outcome(await bob.browser.send('GET', '/people'))).toBe('not_allowed');
});

test('who stops being an administrator leaves no open invitation behind', async () => {
  const alice = await someone('administrator');
  const bob = await someone('administrator');
  const { token } = await invite(bob.browser, { role: 'administrator' });
  await alice.browser.send('PATCH', `/people/${bob.id}`, { role: 'person' });
  expect(outcome(await new Browser(house).send('POST', '/invitations/check', { token }))).toBe('link_invalid');
});

test('the last administrator can be neither demoted nor disabled, even by two at once', async () => {
  const own = await openHouse();
  const browsers = [new Browser(own), new Browser(own)];
  const ids: string[] = [];
  for (const [index, browser] of browsers.entries()) {
    const email = `admin${index}@example.org`;
    ids.push((await own.accounts.createPerson({ email, displayName: 'Admin', password: goodPassword, role: 'administrator' })).id);
    await browser.signIn(email);
  }
  const answers = await Promise.all(
    browsers.map((browser, index) =>
      browser.send('PATCH', `/people/${ids[1 - index] ?? ''}`, index === 0 ? { disabled: true } : { role: 'person' }),
    ),
  );
  // Whoever was first took the other's right; the second is refused by that or by the rule.
  expect(answers.map(outcome).filter((answer) => answer === 200)).toHaveLength(1);
  const left = browsers[answers.findIndex(({ statusCode }) => statusCode === 200)];
  const leftId = ids[answers.findIndex(({ statusCode }) => statusCode === 200)] ?? '';
  expect(outcome(await (left ?? new Browser(own)).send('PATCH', `/people/${leftId}`, { disabled: true }))).toBe('conflict');
  expect(outcome(await (left ?? new Browser(own)).send('PATCH', `/people/${leftId}`, { role: 'person' }))).toBe('conflict');
  await own.close();
});

test('changes of somebody unknown are refused', async () => {
  const { browser } = await someone('administrator');
  expect(outcome(await browser.send('PATCH', '/people/nobody-at-all', { disabled: true }))).toBe('not_found');
  expect(outcome(await browser.send('PATCH', '/people/..%2f..', { disabled: true }))).toBe('bad_request');
});

test('other features learn of a person by id, also of a disabled one', async () => {
  const alice = await someone('administrator');
  const bob = await someone('person');
  const { id } = await personOf(bob.browser);
  await alice.browser.send('PATCH', `/people/${id}`, { disabled: true });
  expect(await house.accounts.person(id)).toEqual({
    id,
    email: bob.email,
    displayName: `Someone ${counter}`,
    role: 'person',
    rights: [],
    language: 'de',
  });
});

test('the audit tells who did what to whom', async () => {
  const alice = await someone('administrator');
  const bob = await someone('person');
  await alice.browser.send('PATCH', `/people/${bob.id}`, { role: 'administrator' });
  await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: true });
  await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: false, role: 'person' });
  const { id } = await invite(alice.browser);
  const rows = await house.db
    .selectFrom('audit.entry')
    .selectAll()
    .where('actor_id', '=', (await personOf(alice.browser)).id)
    .orderBy('id')
    .execute();
  expect(rows.map(({ action, subject_id, details }) => [action, subject_id, details.role])).toEqual([
    ['signed-in', rows[0]?.subject_id, undefined],
    ['role-changed', bob.id, 'administrator'],
    ['disabled', bob.id, undefined],
    ['enabled', bob.id, undefined],
    ['role-changed', bob.id, 'person'],
    ['invited', id, 'person'],
  ]);
  expect(rows[0]?.at.toISOString()).toBe(new Date(house.clock.now()).toISOString());
});
