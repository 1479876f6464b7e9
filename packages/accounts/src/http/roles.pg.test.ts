import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HouseRole } from '@saal/protocol';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

async function someone(...roles: HouseRole[]): Promise<{ id: string; email: string; browser: Browser }> {
  const n = ++count;
  const email = `p${n}@example.org`;
  const { id } = await house.accounts.createPerson({ email, displayName: `Person ${n}`, password: goodPassword, role: 'person', roles });
  const browser = new Browser(house, `198.51.100.${n}`);
  await browser.signIn(email);
  return { id, email, browser };
}

test('people are told their rights, and pages of the version before whether they administrate', async () => {
  const desk = await someone('service-desk');
  expect((await desk.browser.send('GET', '/me')).json()).toMatchObject({
    role: 'person',
    rights: ['people.read', 'people.disable', 'people.invite', 'password-reset.make'],
  });
  expect((await (await someone()).browser.send('GET', '/me')).json()).toMatchObject({ role: 'person', rights: [] });
});

test('the service desk helps people in, and gets no rights by it', async () => {
  const [desk, alice, bob] = [await someone('service-desk'), await someone('administrator'), await someone()];
  expect(outcome(await desk.browser.send('GET', '/people'))).toBe(200);
  expect(outcome(await desk.browser.send('POST', '/invitations', {}))).toBe(201);
  expect(outcome(await desk.browser.send('POST', '/invitations', { role: 'administrator' }))).toBe('not_allowed');
  expect(outcome(await desk.browser.send('POST', `/people/${bob.id}/password-reset`))).toBe(201);
  expect(outcome(await desk.browser.send('POST', `/people/${alice.id}/password-reset`))).toBe('not_allowed');
  expect(outcome(await desk.browser.send('PATCH', `/people/${alice.id}`, { disabled: true }))).toBe('not_allowed');
  expect(outcome(await desk.browser.send('PATCH', `/people/${desk.id}`, { roles: ['administrator'] }))).toBe('not_allowed');
  expect(outcome(await desk.browser.send('PATCH', `/people/${bob.id}`, { roles: ['service-desk'] }))).toBe('not_allowed');
  expect(outcome(await desk.browser.send('PATCH', `/people/${bob.id}`, { disabled: true }))).toBe(200);
  const refused = await house.db.selectFrom('audit.entry').selectAll().where('action', '=', 'not-allowed').execute();
  expect(refused.filter(({ actor_id }) => actor_id === desk.id).length).toBeGreaterThanOrEqual(3);
});

test('an auditor and a room manager change nobody', async () => {
  const [auditor, rooms, bob] = [await someone('auditor'), await someone('room-manager'), await someone()];
  expect(outcome(await auditor.browser.send('GET', '/people'))).toBe(200);
  expect(outcome(await rooms.browser.send('GET', '/people'))).toBe('not_allowed');
  for (const { browser } of [auditor, rooms]) {
    expect(outcome(await browser.send('PATCH', `/people/${bob.id}`, { disabled: true }))).toBe('not_allowed');
    expect(outcome(await browser.send('POST', '/invitations', {}))).toBe('not_allowed');
    expect(outcome(await browser.send('POST', `/people/${bob.id}/password-reset`))).toBe('not_allowed');
  }
});

test('a link to a password made before does not open the account of a new administrator', async () => {
  const [alice, desk, bob] = [await someone('administrator'), await someone('service-desk'), await someone()];
  const made: { url: string } = (await desk.browser.send('POST', `/people/${bob.id}/password-reset`)).json();
  const token = new URL(made.url).hash.slice(1);
  expect(outcome(await new Browser(house).send('POST', '/password-reset/check', { token }))).toBe(200);
  expect((await alice.browser.send('PATCH', `/people/${bob.id}`, { roles: ['administrator', 'auditor'] })).json()).toMatchObject({
    role: 'administrator',
    roles: ['administrator', 'auditor'],
  });
  expect(outcome(await new Browser(house).send('POST', '/password-reset/check', { token }))).toBe('link_invalid');
});

test('who loses a role loses what they made by it, at once on this server', async () => {
  const [alice, desk] = [await someone('administrator'), await someone('service-desk')];
  const made: { url: string } = (await desk.browser.send('POST', '/invitations', {})).json();
  const token = new URL(made.url).hash.slice(1);
  await alice.browser.send('PATCH', `/people/${desk.id}`, { roles: [] });
  expect(outcome(await desk.browser.send('GET', '/people'))).toBe('not_allowed');
  expect(outcome(await new Browser(house).send('POST', '/invitations/check', { token }))).toBe('link_invalid');
});
