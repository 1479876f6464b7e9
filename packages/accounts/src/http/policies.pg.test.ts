import { PoliciesView, type HousePolicies } from '@saal/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultPolicies } from '../policies.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

const hourMs = 3_600_000;
const phoneBook = {
  ...{ showsEmail: true, showsMobile: true, hasExternals: true },
  isExternal: (email: string) => !email.endsWith('@stadt.example'),
};
const caller = { address: '192.0.2.7', userAgent: 'matrix-nio' };
let house: House;
let admin: Browser;

async function open(policies: Partial<HousePolicies> = {}): Promise<void> {
  house = await openHouse({ phoneBook, policies });
  await person('anna', 'administrator');
  admin = new Browser(house);
  await admin.signIn('anna@stadt.example');
}
beforeEach(() => open());
afterEach(() => house.close());

async function person(name: string, role: 'administrator' | 'person' | 'service-desk' = 'person', domain = 'stadt.example') {
  const roles = role === 'service-desk' ? { role: 'person' as const, roles: [role] } : { role };
  return house.accounts.createPerson({ email: `${name}@${domain}`, displayName: `Konto ${name}`, password: goodPassword, ...roles });
}
async function signedIn(email: string): Promise<Browser> {
  const browser = new Browser(house);
  expect(outcome(await browser.signIn(email))).toBe(200);
  return browser;
}
const change = (changes: object, by = admin) => by.send('PATCH', '/policies', changes);
const audited = async (): Promise<unknown[]> =>
  (
    await sql`select actor_id is not null as by, subject_kind as kind, subject_id as policy, details from audit.entry
      where action = 'policy-changed' order by id`.execute(house.rawDb)
  ).rows;

test('policies are seen and changed with the right for it alone', async () => {
  const view = PoliciesView.parse((await admin.send('GET', '/policies')).json());
  expect(view).toEqual({ policies: defaultPolicies, defaults: defaultPolicies, fixed: [], hasExternals: true });
  await person('desk', 'service-desk');
  const desk = await signedIn('desk@stadt.example');
  expect(outcome(await desk.send('GET', '/policies'))).toBe('not_allowed');
  expect(outcome(await change({ guests: 'nobody' }, desk))).toBe('not_allowed');
  expect(outcome(await change({ guests: 'nobody' }, new Browser(house)))).toBe('not_signed_in');
  for (const bad of [{ guests: 'some' }, { sessionIdleHours: 0 }, { passwordMinLength: 8 }, { anything: true }])
    expect(outcome(await change(bad)), JSON.stringify(bad)).toBe('bad_request');
  expect((await house.accounts.policies()).guests).toBe('everybody');
  expect(await audited()).toEqual([]);
});

test('a change counts at once, on another server after two seconds, and is audited with what was before', async () => {
  const other = house.secondServer();
  await other.accounts.policies();
  expect((await change({ guests: 'house', planning: 'everybody' })).json()).toMatchObject({ policies: { guests: 'house' } });
  expect((await house.accounts.policies()).guests).toBe('house');
  house.clock.pass(2_000);
  expect((await other.accounts.policies()).guests).toBe('house');
  await change({ guests: null });
  expect((await house.accounts.policies()).guests).toBe('everybody');
  const by = { by: true, kind: 'policy', policy: 'guests' };
  expect(await audited()).toEqual([
    { ...by, details: { before: 'everybody', after: 'house' } },
    { ...by, details: { before: 'house', after: 'everybody' } },
  ]);
});

test('what the operator has set is shown as such, cannot be changed, and goes before what was chosen', async () => {
  await change({ guests: 'nobody', planning: 'house' });
  await house.close();
  await open({ guests: 'everybody' });
  expect((await admin.send('GET', '/policies')).json()).toMatchObject({ fixed: ['guests'], policies: { guests: 'everybody' } });
  const refused = await change({ guests: 'nobody', planning: 'house' });
  expect([outcome(refused), refused.json()]).toMatchObject(['policy_fixed', { error: { details: { policies: ['guests'] } } }]);
  // All or nothing.
  expect((await house.accounts.policies()).planning).toBe('everybody');
  await sql`insert into accounts.policy values ('guests', '"nobody"', 0), ('externals', '"by a later version"', 0)`.execute(house.rawDb);
  house.clock.pass(2_000);
  expect(await house.accounts.policies()).toMatchObject({ guests: 'everybody', externals: 'allowed' });
});

test('a deed whose entry cannot be written does not come about', async () => {
  await sql`create function audit.broken() returns trigger language plpgsql as $$ begin raise 'no'; end $$`.execute(house.rawDb);
  await sql`create trigger broken before insert on audit.entry for each row execute function audit.broken()`.execute(house.rawDb);
  expect(outcome(await change({ guests: 'nobody' }))).toBe('internal');
  expect((await house.accounts.policies()).guests).toBe('everybody');
});

test('sessions end when they are not used, or were begun, for as long as the house says; who listens is told', async () => {
  const ended: unknown[] = [];
  house.accounts.onSessionEnded((end) => ended.push(end));
  await person('bob');
  const bob = await signedIn('bob@stadt.example');
  await change({ sessionIdleHours: 2, sessionMostHours: 5 });
  for (let hour = 1; hour < 5; hour++) {
    house.clock.pass(hourMs);
    expect(outcome(await bob.send('GET', '/me')), `after ${hour} h`).toBe(200);
    await admin.send('GET', '/me');
  }
  house.clock.pass(hourMs);
  expect(outcome(await bob.send('GET', '/me'))).toBe('not_signed_in');
  await expect.poll(() => ended.length).toBe(2);
  const carl = await signedIn('bob@stadt.example');
  house.clock.pass(2 * hourMs);
  expect(outcome(await carl.send('GET', '/me'))).toBe('not_signed_in');
});

test('a new password needs as many characters as the house says, and who signs in by role a second factor', async () => {
  await person('desk', 'service-desk');
  await change({ passwordMinLength: 30, secondFactor: 'roles' });
  const weak = await admin.send('POST', '/me/password', { current: goodPassword, next: 'Sonnenblume am Gartenzaun' });
  expect(weak.json()).toMatchObject({ error: { code: 'password_too_weak', details: { reason: 'too-short', minLength: 30 } } });
  await person('bob').catch(() => undefined); // too short here, too
  expect(outcome(await new Browser(house).signIn('desk@stadt.example'))).toBe('second_factor_needed');
  expect((await admin.send('GET', '/sign-in-policy')).json()).toMatchObject({ secondFactor: 'roles' });
});

test('links to new accounts are made by whom the house lets, and to nobody of another house where those are refused', async () => {
  await person('desk', 'service-desk');
  const desk = await signedIn('desk@stadt.example');
  const invite = (by: Browser, email?: string) => by.send('POST', '/invitations', email === undefined ? {} : { email });
  const made: { url: string } = (await invite(desk)).json();
  await change({ accountLinks: 'administrators' });
  expect(outcome(await invite(desk))).toBe('account_links_refused');
  expect(outcome(await invite(admin))).toBe(201);
  await change({ externals: 'refused' });
  expect(outcome(await invite(admin, 'eve@firma.example'))).toBe('externals_refused');
  const token = made.url.split('#')[1] ?? '';
  const applicant = { token, email: 'eve@firma.example', displayName: 'Eve', password: goodPassword };
  expect(outcome(await new Browser(house).send('POST', '/invitations/accept', applicant))).toBe('externals_refused');
  await change({ accountLinks: 'nobody' });
  expect(outcome(await invite(admin))).toBe('account_links_refused');
});

test('accounts of another house are out at once where they are refused: pages, programs and what listens', async () => {
  const eve = await person('eve', 'person', 'firma.example');
  const browser = await signedIn('eve@firma.example');
  const ended: unknown[] = [];
  house.accounts.onSessionEnded((end) => ended.push(end));
  await change({ externals: 'refused' });
  expect(outcome(await browser.send('GET', '/me'))).toBe('not_signed_in');
  expect(ended).toEqual([{ personId: eve.id }]);
  expect(outcome(await new Browser(house).signIn('eve@firma.example'))).toBe('externals_refused');
  const claim = { email: 'eve@firma.example', password: goodPassword };
  await expect(house.accounts.prove(claim, caller)).rejects.toMatchObject({ code: 'externals_refused' });
  // Who does not know the password learns nothing.
  expect(outcome(await new Browser(house).signIn('eve@firma.example', 'a wrong password'))).toBe('wrong_credentials');
  expect(outcome(await admin.send('GET', '/me'))).toBe(200);
  await change({ externals: null });
  await signedIn('eve@firma.example');
});

test('nobody of another house shuts out their own', async () => {
  await person('eve', 'administrator', 'firma.example');
  expect(outcome(await change({ externals: 'refused' }, await signedIn('eve@firma.example')))).toBe('externals_refused');
  expect((await house.accounts.policies()).externals).toBe('allowed');
});
