import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApplicationsHouse, type Answer, type ApplicationsHouse } from './testing/applications-house.ts';

let house: ApplicationsHouse;
beforeAll(async () => {
  house = await openApplicationsHouse();
});
afterAll(() => house.close());

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const basic = (id: string, key: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${key}`).toString('base64')}` });
const grant = (headers: Record<string, string>, body = 'grant_type=client_credentials'): Promise<Answer> =>
  house.ask('POST', '/api/oauth/token', { ...form, ...headers }, body);
type Granted = { access_token: string; token_type: string; expires_in: number; scope: string };

test('a key becomes a token for a quarter of an hour, by Basic or in the body, and the token plans meetings', async () => {
  const { id, key } = await house.newApplication();
  const answer = await grant(basic(id, key));
  expect([answer.statusCode, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const granted = answer.json<Granted>();
  expect(granted).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'meetings.read meetings.write' });
  expect((await house.as(granted.access_token, 'POST', '/meetings', { kind: 'instant', title: 'Talk' })).statusCode).toBe(201);
  const inBody = await grant({}, new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: key }).toString());
  expect((await house.as(inBody.json<Granted>().access_token, 'GET', '/meetings')).json()).toMatchObject({ meetings: [{ title: 'Talk' }] });
  expect(house.logged()).not.toContain(granted.access_token.slice(-30));
});

test('a token has no more scopes than were asked for, and none that the application lacks', async () => {
  const { id, key } = await house.newApplication();
  const reading = (await grant(basic(id, key), 'grant_type=client_credentials&scope=meetings.read')).json<Granted>();
  expect(reading.scope).toBe('meetings.read');
  expect((await house.as(reading.access_token, 'GET', '/meetings')).statusCode).toBe(200);
  const refused = await house.as(reading.access_token, 'POST', '/meetings', { kind: 'instant' });
  expect([refused.statusCode, refused.json()]).toMatchObject([403, { code: 'scope_missing' }]);
  for (const scope of ['campaigns.read', 'meetings.read+people.read', 'everything'])
    expect([scope, (await grant(basic(id, key), `grant_type=client_credentials&scope=${scope}`)).json()]).toEqual([
      scope,
      { error: 'invalid_scope' },
    ]);
});

test('wrong, foreign, missing and revoked credentials are refused alike', async () => {
  const [one, other] = [await house.newApplication(), await house.newApplication()];
  const wrong = [{}, basic(one.id, other.key), basic(one.id, 'saal_AAAA'), basic('AAAA', one.key), { authorization: 'Basic ????' }];
  const token = (await grant(basic(one.id, one.key))).json<Granted>().access_token;
  for (const headers of [...wrong, basic(one.id, token)]) {
    const answer = await grant(headers);
    expect([answer.statusCode, answer.headers.get('www-authenticate'), answer.json()]).toEqual([
      401,
      'Basic realm="saal"',
      { error: 'invalid_client' },
    ]);
  }
  expect((await grant(basic(one.id, one.key), 'grant_type=password')).json()).toEqual({ error: 'unsupported_grant_type' });
  expect((await grant(basic(one.id, one.key), '')).json()).toMatchObject({ error: 'invalid_request' });
});

test('a token ends with its key, its application and its time, and a changed one is none', async () => {
  const { id, key } = await house.newApplication();
  const token = (await grant(basic(id, key))).json<Granted>().access_token;
  const [head = '', claims = '', signature = ''] = token.split('.');
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), scope: 'people.read' }));
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
  for (const bad of [
    `${head}.${forged.toString('base64url')}.${signature}`,
    `${none}.${claims}.`,
    `${none}.${claims}.AAAA`,
    token.slice(0, -2),
  ])
    expect((await house.as(bad, 'GET', '/meetings')).statusCode).toBe(401);
  await sql`update integration.application set scopes = '{meetings.write}' where id = ${id}`.execute(house.db);
  expect((await house.as(token, 'GET', '/meetings')).statusCode).toBe(403);
  await sql`update integration.application set scopes = '{meetings.read}' where id = ${id}`.execute(house.db);
  expect((await house.as(token, 'GET', '/meetings')).statusCode).toBe(200);
  const renewed = (await house.fromPage(house.administratorCookie, 'POST', `/api/applications/${id}/key`, {})).json<{ key: string }>();
  const over = await house.as(token, 'GET', '/meetings');
  expect([over.statusCode, over.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  const second = (await grant(basic(id, renewed.key))).json<Granted>().access_token;
  await house.fromPage(house.administratorCookie, 'DELETE', `/api/applications/${id}`);
  expect((await house.as(second, 'GET', '/meetings')).statusCode).toBe(401);
});

test('an application that asks for tokens without end is told when to come again', async () => {
  const { id, key } = await house.newApplication();
  let answer = await grant(basic(id, key));
  for (let asked = 0; asked < 200 && answer.statusCode === 200; asked++) answer = await grant(basic(id, key));
  expect([answer.statusCode, answer.json(), answer.headers.get('retry-after')]).toEqual([429, { error: 'slow_down' }, '1']);
});
