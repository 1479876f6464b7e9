import { AuditTrail, type AuditEntry } from '@saal/foundation';
import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, goodPassword, openHouse, type House } from '../testing/house.ts';

type Group = { id: string; displayName: string; externalId?: string; members?: { value: string; display: string }[]; meta: object };
type List = { totalResults: number; Resources: Group[] };

let house: House;
let token: string;
let tokenId: string;
let alice: string;
let bob: string;

beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({
    ...{ email: 'chefin@stadt.example', displayName: 'Chefin', password: goodPassword, role: 'administrator' },
  });
  const admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
  const made: { id: string; secret: string } = (
    await admin.send('POST', '/directory/tokens', { name: 'Entra ID', linkByEmail: false })
  ).json();
  token = made.secret;
  tokenId = made.id;
  [alice, bob] = [await user('alice'), await user('bob')];
});
afterAll(() => house.close());

const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
  by = token,
): Promise<LightMyRequestResponse> =>
  house.app.inject({
    ...{ method, url: `/scim/v2${path}` },
    headers: { authorization: `Bearer ${by}`, ...(payload ? { 'content-type': 'application/scim+json' } : {}) },
    ...(payload ? { payload: JSON.stringify(payload) } : {}),
  });
async function user(name: string): Promise<string> {
  const made: { id: string } = (
    await ask('POST', '/Users', { userName: `${name}@stadt.example`, displayName: name, externalId: `entra-${name}` })
  ).json();
  return made.id;
}
const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
const patchOp = (...Operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });
async function group(displayName: string, members: string[] = [], more: object = {}): Promise<string> {
  const answer = await ask('POST', '/Groups', { schemas, displayName, members: members.map((value) => ({ value })), ...more });
  expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()]);
  return answer.json<Group>().id;
}
const entries = (filter: Parameters<AuditTrail['read']>[0]) => new AuditTrail(house.rawDb, house.clock).read(filter, { limit: 100 });
const shown = ({ action, subject, details }: AuditEntry) => [action, subject?.id, details];
const membersOf = async (id: string): Promise<string[] | undefined> =>
  (await ask('GET', `/Groups/${id}`)).json<Group>().members?.map(({ value }) => value);

test('a group is made, told, found, replaced and deleted', async () => {
  const answer = await ask('POST', '/Groups', { schemas, externalId: 'e-1', displayName: 'Hauptamt', members: [{ value: alice }] });
  expect(answer.statusCode).toBe(201);
  expect(answer.headers['content-type']).toContain('application/scim+json');
  const made = answer.json<Group>();
  expect(made).toMatchObject({
    ...{ schemas, externalId: 'e-1', displayName: 'Hauptamt', members: [{ value: alice, display: 'alice', type: 'User' }] },
    meta: { resourceType: 'Group', location: `https://saal.example.org/scim/v2/Groups/${made.id}` },
  });
  expect(answer.headers.location).toBe(`https://saal.example.org/scim/v2/Groups/${made.id}`);
  const found = async (filter: string): Promise<string[]> =>
    (await ask('GET', `/Groups?filter=${encodeURIComponent(filter)}`)).json<List>().Resources.map(({ id }) => id);
  expect(await found('displayName eq "hauptamt"')).toEqual([made.id]);
  expect(await found('externalId eq "e-1"')).toEqual([made.id]);
  expect(await found(`members[value eq "${alice}"]`)).toEqual([made.id]);
  expect(await found(`id eq "${made.id}" and members eq "${bob}"`)).toEqual([]);
  expect((await ask('GET', `/Groups?excludedAttributes=members`)).json<List>().Resources[0]?.members).toBeUndefined();
  expect((await ask('GET', `/Groups?filter=${encodeURIComponent('displayName co "x"')}`)).json()).toMatchObject({
    scimType: 'invalidFilter',
  });
  const put = await ask('PUT', `/Groups/${made.id}`, { schemas, externalId: 'e-1', displayName: 'Haupt', members: [{ value: bob }] });
  expect([put.statusCode, put.json<Group>().members?.map(({ value }) => value)]).toEqual([200, [bob]]);
  expect((await ask('DELETE', `/Groups/${made.id}`)).statusCode).toBe(204);
  for (const method of ['GET', 'DELETE'] as const) expect((await ask(method, `/Groups/${made.id}`)).statusCode).toBe(404);
  expect((await house.accounts.groups.all()).find(({ id }) => id === made.id)).toMatchObject({ isGone: true });
  // What bears the same external id is the same group again, with the people it is sent with.
  expect(await group('Hauptamt', [alice], { externalId: 'e-1' })).toBe(made.id);
  expect(await membersOf(made.id)).toEqual([alice]);
});

test('people come in and go out as Entra ID sends them', async () => {
  const id = await group('Baureferat');
  const patch = async (...operations: object[]) => (await ask('PATCH', `/Groups/${id}`, patchOp(...operations))).statusCode;
  expect(await patch({ op: 'Add', path: 'members', value: [{ value: alice }, { value: bob }] })).toBe(204);
  expect(await patch({ op: 'Add', path: 'members', value: [{ value: alice }] })).toBe(204);
  expect((await membersOf(id))?.toSorted()).toEqual([alice, bob].toSorted());
  expect(await patch({ op: 'Remove', path: `members[value eq "${alice}"]` })).toBe(204);
  expect(await membersOf(id)).toEqual([bob]);
  expect(
    await patch({ op: 'Replace', path: 'displayName', value: 'Bau' }, { op: 'Replace', path: 'members', value: [{ value: alice }] }),
  ).toBe(204);
  expect(await membersOf(id)).toEqual([alice]);
  // All of a change or nothing.
  expect(
    await patch({ op: 'Replace', path: 'displayName', value: 'Anders' }, { op: 'Add', path: 'members', value: [{ value: 'nobody' }] }),
  ).toBe(400);
  expect((await ask('GET', `/Groups/${id}`)).json()).toMatchObject({ displayName: 'Bau', members: [{ value: alice }] });
  expect(await patch({ op: 'Remove', path: 'members' })).toBe(204);
  expect(await membersOf(id)).toEqual([]);
  expect(await patch({ op: 'Add', path: 'members', value: [{ value: id, type: 'Group' }] })).toBe(400);
});

test('no two groups bear one name, and whose token is missing learns nothing', async () => {
  const id = await group('Kulturamt', [], { externalId: 'e-kultur' });
  for (const same of [{ displayName: 'KULTURAMT' }, { displayName: 'Anders', externalId: 'e-kultur' }])
    expect((await ask('POST', '/Groups', { schemas, ...same })).json()).toMatchObject({ status: '409', scimType: 'uniqueness' });
  await group('Kulturhaus');
  expect((await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'replace', value: { displayName: 'Kulturhaus' } }))).statusCode).toBe(409);
  expect((await ask('GET', `/Groups/${id}`, undefined, 'x'.repeat(43))).statusCode).toBe(401);
});

test('teams see open people only, and who is deleted by the provider is out of its groups', async () => {
  const carol = await user('carol');
  const id = await group('Stadtrat', [carol, bob]);
  let told = 0;
  const end = house.accounts.groups.onChanged(() => told++);
  const names = async (): Promise<string[]> => (await house.accounts.groups.people(id)).map(({ displayName }) => displayName).toSorted();
  expect(await names()).toEqual(['bob', 'carol']);
  const before = (await house.accounts.groups.all()).find((one) => one.id === id);
  await ask('PATCH', `/Users/${carol}`, patchOp({ op: 'Replace', path: 'active', value: 'False' }));
  expect(await names()).toEqual(['bob']);
  const after = (await house.accounts.groups.all()).find((one) => one.id === id);
  expect([before?.people, after?.people, before?.fingerprint === after?.fingerprint]).toEqual([2, 1, false]);
  await ask('DELETE', `/Users/${carol}`);
  expect(await user('carol')).toBe(carol);
  expect(await names()).toEqual(['bob']);
  await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'Add', path: 'members', value: [{ value: carol }] }));
  expect(await names()).toEqual(['bob', 'carol']);
  expect(told).toBe(1);
  end();
});

test('what a provider does to groups and their people is in the audit with its token, and does not come about without', async () => {
  const dora = await user('dora');
  const at = (await entries({})).at(0)?.id ?? 0;
  const id = await group('Archiv', [alice, dora]);
  await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'Replace', path: 'displayName', value: 'Stadtarchiv' }));
  await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'Replace', path: 'members', value: [{ value: bob }, { value: dora }] }));
  await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'Add', path: 'members', value: [{ value: bob }] }));
  await ask('PATCH', `/Groups/${id}`, patchOp({ op: 'Add', path: 'members', value: [{ value: 'nobody' }] }));
  await ask('DELETE', `/Users/${dora}`);
  await ask('DELETE', `/Groups/${id}`);
  const told = (await entries({})).filter((entry) => entry.id > at && entry.action.startsWith('group-')).toReversed();
  const joined = (personId: string) => ['group-joined', personId, { method: 'scim', group: id }];
  const left = (personId: string) => ['group-left', personId, { method: 'scim', group: id }];
  expect(told.slice(0, 3).map(shown)).toEqual([['group-made', id, { method: 'scim' }], ...[alice, dora].toSorted().map(joined)]);
  expect(told.slice(3).map(shown)).toEqual([
    ['group-changed', id, { method: 'scim', before: 'Archiv', after: 'Stadtarchiv' }],
    ...[joined(bob), left(alice), left(dora)],
    ['group-removed', id, { method: 'scim' }],
  ]);
  expect(new Set(told.map(({ actor }) => actor?.kind))).toEqual(new Set(['scim-token']));
  expect(new Set(told.map(({ actor }) => actor?.id))).toEqual(new Set([tokenId]));
  // Deed and entry are one transaction: an audit that takes nothing takes no change of a group either.
  const kept = await group('Friedhof', [alice]);
  await sql`alter table audit.entry add constraint full_today check (action !~ '^group-') not valid`.execute(house.db);
  try {
    const removed = await ask('PATCH', `/Groups/${kept}`, patchOp({ op: 'Remove', path: 'members' }));
    expect([removed.statusCode, (await ask('DELETE', `/Groups/${kept}`)).statusCode]).toEqual([500, 500]);
  } finally {
    await sql`alter table audit.entry drop constraint full_today`.execute(house.db);
  }
  expect(await membersOf(kept)).toEqual([alice]);
});

test('who reads the audit is told which group it was, also when it is gone, and all that changed of it', async () => {
  const id = await group('Bauhof', [alice], { externalId: 'bauhof-1' });
  const both = [
    { op: 'Replace', path: 'displayName', value: 'Betriebshof' },
    { op: 'Replace', path: 'externalId', value: 'betriebshof-1' },
  ];
  expect((await ask('PATCH', `/Groups/${id}`, patchOp(...both))).statusCode).toBe(204);
  expect((await ask('DELETE', `/Groups/${id}`)).statusCode).toBe(204);
  const auditor = new Browser(house, '192.0.2.2');
  await auditor.signIn('chefin@stadt.example');
  const told = async (query: string) =>
    (await auditor.send('GET', `/audit?${query}`)).json<{ entries: { action: string; subject: object; details: object }[] }>().entries;
  const ofGroup = await told(`person=${id}`);
  expect(ofGroup.map(({ action }) => action)).toEqual(['group-removed', 'group-changed', 'group-changed', 'group-made']);
  expect(new Set(ofGroup.map(({ subject }) => JSON.stringify(subject)))).toEqual(
    new Set([JSON.stringify({ kind: 'group', id, name: 'Betriebshof' })]),
  );
  expect(ofGroup.flatMap(({ action, details }) => (action === 'group-changed' ? [details] : []))).toEqual([
    { method: 'scim', before: 'bauhof-1', after: 'betriebshof-1' },
    { method: 'scim', before: 'Bauhof', after: 'Betriebshof' },
  ]);
  expect((await told('action=group-joined'))[0]).toMatchObject({ subject: { id: alice }, details: { group: `Betriebshof (${id})` } });
});

test('a provider that sends what no database stores is told so, and not to try again', async () => {
  const half = { userName: 'halb@stadt.example', displayName: 'Halb', externalId: 'entra-halb', title: 'halb \ud83d' };
  const answers = [await ask('GET', '/Groups/%00'), await ask('POST', '/Users', half)];
  expect(answers.map((answer) => [answer.statusCode, answer.json<{ scimType?: string }>().scimType])).toEqual([
    [400, 'invalidValue'],
    [400, 'invalidValue'],
  ]);
});

test('a provider is told that groups are taken', async () => {
  const { Resources: types }: { Resources: { id: string }[] } = (await ask('GET', '/ResourceTypes')).json();
  expect(types.map(({ id }) => id)).toEqual(['User', 'Group']);
  expect((await ask('GET', '/ResourceTypes/Group')).json()).toMatchObject({ endpoint: '/Groups', schema: schemas[0] });
  expect((await ask('GET', `/Schemas/${schemas[0]}`)).json()).toMatchObject({ name: 'Group' });
});
