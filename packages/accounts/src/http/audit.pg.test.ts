import { sql } from 'kysely';
import { houseRoles, type AuditPage, type HouseRole } from '@saal/protocol';
import { AuditTrail } from '@saal/foundation';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

type Someone = { id: string; name: string; email: string; browser: Browser };

async function someone(...roles: HouseRole[]): Promise<Someone> {
  const n = ++count;
  const [email, name] = [`p${n}@example.org`, `Person ${String(n).padStart(3, '0')}`];
  const { id } = await house.accounts.createPerson({ email, displayName: name, password: goodPassword, role: 'person', roles });
  const browser = new Browser(house, `198.51.100.${n}`);
  await browser.signIn(email);
  return { id, name, email, browser };
}

async function audit({ browser }: Someone, query = ''): Promise<z.output<typeof AuditPage>> {
  return (await browser.send('GET', `/audit${query}`)).json();
}

test('who did what to whom is read by auditors and administrators, and by nobody else', async () => {
  for (const role of houseRoles) {
    const { browser } = await someone(role);
    const expected = role === 'auditor' || role === 'administrator' ? 200 : 'not_allowed';
    expect(outcome(await browser.send('GET', '/audit')), role).toBe(expected);
    expect(outcome(await browser.send('GET', '/audit.csv')), role).toBe(expected);
  }
  const { browser } = await someone();
  expect(outcome(await browser.send('GET', '/audit'))).toBe('not_allowed');
  expect(outcome(await browser.send('GET', '/audit.csv'))).toBe('not_allowed');
  expect(outcome(await new Browser(house).send('GET', '/audit'))).toBe('not_signed_in');
  expect(outcome(await new Browser(house).send('GET', '/audit.csv'))).toBe('not_signed_in');
});

test('there is no way to change or delete an entry, not even for administrators', async () => {
  const { browser } = await someone('administrator');
  for (const path of ['/audit', '/audit/1'])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
      expect(outcome(await browser.send(method, path, {})), `${method} ${path}`).toBe('not_found');
});

test('a deed is told with names, what changed, and the network; the same deed can be found in each way', async () => {
  const [alice, bob, auditor] = [await someone('administrator'), await someone('service-desk'), await someone('auditor')];
  await alice.browser.send('PATCH', `/people/${bob.id}`, { roles: ['auditor'] });
  const { entries } = await audit(auditor);
  expect(entries.find(({ action }) => action === 'role-changed')).toMatchObject({
    actor: { kind: 'person', id: alice.id, name: alice.name },
    subject: { kind: 'person', id: bob.id, name: bob.name },
    network: '198.51.100.0',
    details: { roles: ['auditor'], from: ['service-desk'] },
    atMs: house.clock.now(),
  });
  const asked = [`?person=${alice.email}`, `?person=${encodeURIComponent(bob.name)}`, `?person=${bob.id}`, '?action=role-changed'];
  const now = house.clock.now();
  for (const query of [...asked, `?kind=person&fromMs=${now}&untilMs=${now + 1}`]) {
    const found = await audit(auditor, query);
    expect(
      found.entries.map(({ action, subject }) => [action, subject?.id]),
      query,
    ).toContainEqual(['role-changed', bob.id]);
  }
  for (const query of ['?person=nobody-of-this-name', '?action=disabled', '?kind=invitation', `?fromMs=${now + 1}`, `?untilMs=${now}`])
    expect(
      (await audit(auditor, query)).entries.filter(({ subject }) => subject?.id === bob.id),
      query,
    ).toEqual([]);
  expect((await audit(auditor)).actions).toEqual(expect.arrayContaining(['audit-read', 'person-created', 'role-changed', 'signed-in']));
});

test('what nobody would look for is answered like nothing: controls, patterns, wrong filters', async () => {
  const auditor = await someone('auditor');
  for (const query of ['?person=%00', '?person=%25', `?person=_`]) {
    const found = await audit(auditor, query);
    expect(found.entries, query).toEqual([]);
  }
  for (const query of ['?action=A', '?kind=%27', '?fromMs=x', '?before=0', '?untilMs=1e99', `?person=${'x'.repeat(81)}`])
    expect(outcome(await auditor.browser.send('GET', `/audit${query}`)), query).toBe('bad_request');
});

test('signing in every day is shown when it is asked for', async () => {
  const [auditor, bob] = [await someone('auditor'), await someone()];
  const actionsOf = async (query: string): Promise<string[]> => (await audit(auditor, query)).entries.map(({ action }) => action);
  expect(await actionsOf('')).not.toContain('signed-in');
  expect(await actionsOf('?action=signed-in')).toContain('signed-in');
  expect(await actionsOf(`?person=${bob.email}`)).toContain('signed-in');
});

test('reading and exporting is itself written down, once for all pages, with whom it found and not what was typed', async () => {
  const [auditor, bob] = [await someone('auditor'), await someone()];
  await audit(auditor, `?person=${bob.email}&action=disabled&fromMs=0`);
  await audit(auditor, `?person=${bob.email}&before=1`);
  await auditor.browser.send('GET', '/audit.csv?kind=person');
  const { entries } = await audit(await someone('administrator'), `?person=${auditor.email}`);
  const told = entries.filter(({ action }) => action.startsWith('audit-'));
  expect(told.map(({ action, details }) => [action, details])).toEqual([
    ['audit-exported', { filter: ['kind=person'] }],
    ['audit-read', { filter: [`person=${bob.id}`, 'action=disabled', 'from=1970-01-01T00:00:00.000Z'] }],
  ]);
  expect(JSON.stringify(told)).not.toContain('@');
});

test('pages follow each other without gaps or repeats, and the table holds all of it', async () => {
  const auditor = await someone('auditor');
  const trail = new AuditTrail(house.rawDb, house.clock);
  for (let n = 1; n <= 230; n++) await trail.write({ action: 'test.counted', details: { count: n } });
  const seen: unknown[] = [];
  for (let before: number | undefined; ;) {
    const page = await audit(auditor, `?action=test.counted${before === undefined ? '' : `&before=${before}`}`);
    seen.push(...page.entries.map(({ details }) => details['count']));
    if (page.next === undefined) break;
    before = page.next;
  }
  expect(seen).toEqual(Array.from({ length: 230 }, (_, index) => 230 - index));
  const table = (await auditor.browser.send('GET', '/audit.csv?action=test.counted')).body.split('\r\n');
  expect(table).toHaveLength(1 + 230 + 1);
  expect(table[1]).toContain('count: 230');
});

test('a spreadsheet runs nothing of the table', async () => {
  const auditor = await someone('auditor');
  const { id } = await house.accounts.createPerson({
    ...{ email: 'eve@example.org', displayName: '=HYPERLINK("http://evil.example";"x")', password: goodPassword, role: 'person' },
  });
  const response = await auditor.browser.send('GET', `/audit.csv?person=${id}`);
  expect(response.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' });
  expect(response.body).toContain(`"'=HYPERLINK`);
  expect(response.body).not.toMatch(/(^|;)"?[=+@-]/m);
});

test('a deed that cannot be written down does not come about', async () => {
  const [alice, bob] = [await someone('administrator'), await someone()];
  await sql`create function audit.fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$`.execute(
    house.db,
  );
  await sql`create trigger fails before insert on audit.entry for each row when (new.action in
    ('disabled', 'role-changed', 'invited', 'invitation-withdrawn', 'password-reset-made', 'factors-reset')) execute function audit.fail()`.execute(
    house.db,
  );
  const invitations = async (): Promise<unknown[]> => house.db.selectFrom('accounts.invitation').select('id').execute();
  const before = await invitations();
  try {
    expect(outcome(await alice.browser.send('PATCH', `/people/${bob.id}`, { disabled: true }))).toBe('internal');
    expect(outcome(await alice.browser.send('PATCH', `/people/${bob.id}`, { roles: ['auditor'] }))).toBe('internal');
    expect(outcome(await alice.browser.send('POST', '/invitations', {}))).toBe('internal');
    expect(outcome(await alice.browser.send('POST', `/people/${bob.id}/password-reset`))).toBe('internal');
  } finally {
    await sql`drop trigger fails on audit.entry`.execute(house.db);
  }
  expect(await invitations()).toEqual(before);
  expect(
    await house.db
      .selectFrom('accounts.password_reset')
      .selectAll()
      .where('person_id', '=', bob.id as never)
      .execute(),
  ).toEqual([]);
  expect((await bob.browser.send('GET', '/me')).json()).toMatchObject({ rights: [] });
});

test('entries go after ninety days, whichever feature made them', async () => {
  const trail = new AuditTrail(house.rawDb, house.clock);
  await trail.write({ action: 'test.aged' });
  const left = async (): Promise<number> => (await trail.read({ action: 'test.aged' }, { limit: 10 })).length;
  house.clock.pass(90 * 86_400_000 - 60_000);
  expect(await left()).toBe(1);
  house.clock.pass(62 * 60_000);
  await expect.poll(left, { timeout: 20_000 }).toBe(0);
});
