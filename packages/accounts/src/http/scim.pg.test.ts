import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../scim-user.ts';
import { Browser, goodPassword, openHouse, outcome, type House } from '../testing/house.ts';

let house: House;
let admin: Browser;
let token: string;

beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({
    email: 'chefin@stadt.example',
    displayName: 'Chefin',
    password: goodPassword,
    role: 'administrator',
  });
  admin = new Browser(house, '192.0.2.1');
  await admin.signIn('chefin@stadt.example');
  token = await makeToken(false);
});
afterAll(() => house.close());

async function makeToken(linkByEmail: boolean): Promise<string> {
  const made: { secret: string } = (await admin.send('POST', '/directory/tokens', { name: 'Entra ID', linkByEmail })).json();
  return made.secret;
}
const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
  by = token,
): Promise<LightMyRequestResponse> =>
  house.app.inject({
    ...{ method, url: `/scim/v2${path}` },
    headers: { authorization: `Bearer ${by}`, ...(payload ? { 'content-type': 'application/scim+json; charset=utf-8' } : {}) },
    ...(payload ? { payload: JSON.stringify(payload) } : {}),
  });
const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'];
const patchOp = (...Operations: object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

/** As Entra ID creates somebody. */
const fromEntra = (name: string, more: object = {}) => ({
  schemas,
  externalId: `entra-${name}`,
  userName: `${name}@stadt.example`,
  active: true,
  emails: [{ primary: true, type: 'work', value: `${name}@stadt.example` }],
  meta: { resourceType: 'User' },
  displayName: `Entra ${name}`,
  name: { formatted: `Entra ${name}`, familyName: name, givenName: 'Entra' },
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Hauptamt' },
  phoneNumbers: [{ type: 'work', value: '+49 89 233-777' }],
  ...more,
});
async function created(body: object, by = token): Promise<string> {
  const answer = await ask('POST', '/Users', body, by);
  expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()]);
  const { id }: { id: string } = answer.json();
  return id;
}
const found = async (text: string): Promise<object[]> => {
  const page: { people: object[] } = (await admin.send('GET', `/people/search?text=${encodeURIComponent(text)}`)).json();
  return page.people;
};

test('what Entra ID does: looks for somebody, creates, changes by paths, disables with "False", and enables', async () => {
  const before = await ask('GET', `/Users?filter=${encodeURIComponent('userName eq "huber@stadt.example"')}`);
  expect(before.json()).toMatchObject({ totalResults: 0, Resources: [] });
  const id = await created(fromEntra('huber'));
  const after = await ask('GET', `/Users?filter=${encodeURIComponent('externalId eq "entra-huber"')}`);
  expect(after.headers['content-type']).toContain('application/scim+json');
  expect(after.json()).toMatchObject({
    totalResults: 1,
    startIndex: 1,
    Resources: [{ id, active: true, userName: 'huber@stadt.example' }],
  });
  expect(await found('+49 89 233 777 ')).toMatchObject([{ id, displayName: 'Entra huber', department: 'Hauptamt' }]);

  const changed = await ask(
    'PATCH',
    `/Users/${id}`,
    patchOp(
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'anna.huber@stadt.example' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Personalamt' },
      { op: 'Replace', path: 'displayName', value: 'Anna Huber' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '0170 1' },
      { op: 'Replace', value: { title: 'Leitung', 'name.givenName': 'Anna' } },
    ),
  );
  expect(changed.json()).toMatchObject({ displayName: 'Anna Huber', name: { givenName: 'Anna', familyName: 'huber' } });
  expect(await found('anna.huber@stadt')).toMatchObject([{ id, department: 'Personalamt', title: 'Leitung', mobile: '0170 1' }]);

  expect((await ask('PATCH', `/Users/${id}`, patchOp({ op: 'Replace', path: 'active', value: 'False' }))).json()).toMatchObject({
    active: false,
  });
  expect(await found('anna huber')).toEqual([]);
  expect((await ask('PATCH', `/Users/${id}`, patchOp({ op: 'Replace', path: 'active', value: 'True' }))).json()).toMatchObject({
    active: true,
  });
});

test('what Okta does: creates with a password it never gets back, replaces the whole, deactivates without a path', async () => {
  const okta = {
    schemas: [schemas[0]],
    userName: 'Jörg.Müller@stadt.example'.normalize('NFC').replace('ö', 'oe').replace('ü', 'ue'),
    name: { givenName: 'Jörg', familyName: 'Müller' },
    emails: [{ primary: true, value: 'joerg.mueller@stadt.example', type: 'work' }],
    displayName: '',
    locale: 'de-DE',
    externalId: '00ujl29u0le5T6Aj10h7',
    groups: [],
    password: 'aufgezwungen 1',
    active: true,
  };
  const id = await created(okta);
  const told = (await ask('GET', `/Users/${id}`)).body;
  expect(told).not.toContain('aufgezwungen');
  expect(JSON.parse(told)).toMatchObject({ id, locale: 'de-DE', meta: { location: `https://saal.example.org/scim/v2/Users/${id}` } });
  expect(await found('Müller, Jörg')).toMatchObject([{ id, displayName: 'Jörg Müller' }]);
  expect(outcome(await new Browser(house, '192.0.2.9').signIn('joerg.mueller@stadt.example', 'aufgezwungen 1'))).toBe('wrong_credentials');
  const put = await ask('PUT', `/Users/${id}`, { ...okta, id, name: { givenName: 'Jörg', familyName: 'Müller-Ott' } });
  expect([put.statusCode, put.json()]).toMatchObject([200, { name: { familyName: 'Müller-Ott' } }]);
  expect((await ask('PATCH', `/Users/${id}`, patchOp({ op: 'replace', value: { active: false } }))).json()).toMatchObject({
    active: false,
  });
});

test('who is deleted is disabled, unknown to the provider, and comes back as the same person', async () => {
  const id = await created(fromEntra('kurz'));
  expect((await ask('DELETE', `/Users/${id}`)).statusCode).toBe(204);
  for (const method of ['GET', 'DELETE'] as const) expect((await ask(method, `/Users/${id}`)).statusCode).toBe(404);
  expect(await found('entra kurz')).toEqual([]);
  expect(await created(fromEntra('kurz'))).toBe(id);
  expect(await found('entra kurz')).toHaveLength(1);
});

test('nobody is taken over from another source without consent, and whom somebody disabled here stays so', async () => {
  await house.accounts.createPerson({ email: 'lokal@stadt.example', displayName: 'Lokal', password: goodPassword, role: 'person' });
  const refused = await ask('POST', '/Users', fromEntra('lokal'));
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { status: '409', scimType: 'uniqueness' }]);
  const linking = await makeToken(true);
  const id = await created(fromEntra('lokal'), linking);
  expect((await admin.send('PATCH', `/people/${id}`, { disabled: true })).statusCode).toBe(200);
  expect((await ask('PUT', `/Users/${id}`, fromEntra('lokal'))).json()).toMatchObject({ active: false });
  // Of the directory by LDAP: also not with a token that may link.
  const person = await house.accounts.createPerson({
    email: 'ldap@stadt.example',
    displayName: 'L',
    password: goodPassword,
    role: 'person',
  });
  const entry = { department: '', title: '', office: '', phone: '', mobile: '', extension: '' };
  await house.db
    .insertInto('accounts.directory_entry')
    .values({ ...entry, stable_id: 'x', person_id: person.id, fingerprint: '', given_roles: [], disabled_here: false })
    .execute();
  expect((await ask('POST', '/Users', fromEntra('ldap'), linking)).statusCode).toBe(409);
  const other = await created(fromEntra('dritte'));
  expect((await ask('PUT', `/Users/${other}`, fromEntra('ldap'))).statusCode).toBe(409);
});

test('the last administrator stays, and that is said', async () => {
  const linking = await makeToken(true);
  const id = await created(fromEntra('chefin', { active: true }), linking);
  const answer = await ask('DELETE', `/Users/${id}`);
  expect([answer.statusCode, answer.json()]).toMatchObject([409, { scimType: 'mutability' }]);
  expect(outcome(await admin.send('GET', '/me'))).toBe(200);
});

test('who comes twice at once is created once', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('POST', '/Users', fromEntra('doppelt'))));
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
});

test('many are told page by page', async () => {
  for (let n = 0; n < 5; n++) await created(fromEntra(`viele${n}`));
  const page: { totalResults: number; itemsPerPage: number; Resources: JsonObject[] } = (
    await ask('GET', '/Users?startIndex=2&count=3')
  ).json();
  expect([page.totalResults >= 5, page.itemsPerPage, page.Resources.length]).toEqual([true, 3, 3]);
  expect((await ask('GET', '/Users?startIndex=-1&count=0')).json()).toMatchObject({ startIndex: 1, itemsPerPage: 0 });
  expect((await ask('GET', '/Users?count=abc')).statusCode).toBe(200);
});

test('what cannot be done is answered in the form of SCIM', async () => {
  const id = await created(fromEntra('fehler'));
  const cases: [Promise<LightMyRequestResponse>, number, string | undefined][] = [
    [ask('GET', '/Users?filter=userName%20co%20%22a%22'), 400, 'invalidFilter'],
    [ask('GET', '/Users?filter=password%20eq%20%22a%22'), 400, 'invalidFilter'],
    [ask('POST', '/Users', { schemas }), 400, 'invalidValue'],
    [ask('POST', '/Users', fromEntra('x', { userName: 'kein', emails: [] })), 400, 'invalidValue'],
    [ask('PATCH', `/Users/${id}`, patchOp({ op: 'replace', path: 'emails[value co "x"]', value: 1 })), 400, 'invalidPath'],
    [ask('PATCH', `/Users/${id}`, patchOp({ op: 'replace', path: '__proto__.x', value: 1 })), 400, 'invalidPath'],
    [ask('PATCH', `/Users/${id}`, patchOp({ op: 'jump', path: 'title', value: 1 })), 400, 'invalidSyntax'],
    [ask('PATCH', `/Users/${id}`, {}), 400, 'invalidSyntax'],
    [ask('PATCH', `/Users/${id}`, patchOp({ op: 'add', path: 'notes', value: 'x'.repeat(70_000) })), 400, 'invalidValue'],
    [ask('GET', '/Users/..%2F..'), 404, undefined],
    [ask('GET', `/Users/${'a'.repeat(22)}`), 404, undefined],
    [ask('GET', '/Nowhere'), 404, undefined],
  ];
  for (const [asked, status, scimType] of cases) {
    const answer = await asked;
    const body: { schemas: string[]; status: string; scimType?: string } = answer.json();
    expect([answer.statusCode, body.status, body.scimType]).toEqual([status, String(status), scimType]);
    expect(body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  }
  const broken = await house.app.inject({
    ...{ method: 'POST', url: '/scim/v2/Users', payload: '{' },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
  });
  expect(broken.json()).toMatchObject({ status: '400', scimType: 'invalidSyntax' });
});

test('what the server can is described, also by the name of a schema', async () => {
  expect((await ask('GET', '/ServiceProviderConfig')).json()).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
  expect((await ask('GET', '/ResourceTypes')).json()).toMatchObject({ totalResults: 2 });
  expect((await ask('GET', `/Schemas/${schemas[0] ?? ''}`)).json()).toMatchObject({ name: 'User' });
});

test('without a token that holds, nothing is told; a token is made and revoked by right, and told once', async () => {
  for (const by of ['', 'x'.repeat(43)]) expect((await ask('GET', '/Users', undefined, by)).statusCode).toBe(401);
  expect((await house.app.inject({ url: '/scim/v2/ServiceProviderConfig', headers: { cookie: admin.cookieHeader('/') } })).statusCode).toBe(
    401,
  );
  const list = await admin.send('GET', '/directory/tokens');
  expect(list.body).not.toContain(token);
  expect(list.json()).toMatchObject({ tokens: [{ name: 'Entra ID', linkByEmail: false }, { linkByEmail: true }, { linkByEmail: true }] });
  expect(house.log()).not.toContain(token);
  await house.accounts.createPerson({ email: 'bob@stadt.example', displayName: 'Bob', password: goodPassword, role: 'person' });
  const bob = new Browser(house, '192.0.2.20');
  await bob.signIn('bob@stadt.example');
  expect(outcome(await bob.send('POST', '/directory/tokens', { name: 'x' }))).toBe('not_allowed');
  expect(outcome(await bob.send('GET', '/directory/tokens'))).toBe('not_allowed');
  const made: { id: string; secret: string } = (await admin.send('POST', '/directory/tokens', { name: 'kurz' })).json();
  expect((await ask('GET', '/Users', undefined, made.secret)).statusCode).toBe(200);
  expect((await admin.send('DELETE', `/directory/tokens/${made.id}`)).statusCode).toBe(204);
  expect((await ask('GET', '/Users', undefined, made.secret)).statusCode).toBe(401);
  expect(outcome(await admin.send('DELETE', `/directory/tokens/${made.id}`))).toBe('not_found');
});
