import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openHouse, password, type House } from '../testing/house.ts';

const ours = 'https://stadt.example';
const client = 'https://chat.example.org/#/login';
let house: House;
let front: FastifyInstance;
let cookie: string;

beforeAll(async () => {
  house = await openHouse();
  await house.accounts.createPerson({ email: 'alice@stadt.example', displayName: 'Alice', password, role: 'person' });
  front = Fastify();
  // The shapes are no matter of this test.
  front.setValidatorCompiler(() => () => true);
  front.setSerializerCompiler(() => (value) => JSON.stringify(value));
  await front.register(house.accounts.http);
  const entered = await front.inject({
    ...{ method: 'POST', url: '/session', headers: { origin: ours }, payload: { email: 'alice@stadt.example', password } },
  });
  cookie = entered.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
});
afterAll(async () => {
  await front?.close();
  await house?.close();
});

const consent = (headers: Record<string, string>, redirectUrl: string = client) =>
  house.first.app.inject({
    ...{ method: 'POST', url: '/_matrix/client/unstable/eu.saal/consent', headers, payload: { redirect_url: redirectUrl } },
  });
const tokenFrom = (answer: { json(): { url: string } }): string => new URL(answer.json().url).searchParams.get('loginToken') ?? '';
const enter = (token: string) => ask(house.first.url, undefined, 'POST', '/login', { type: 'm.login.token', token });

test('a client leads its person to our page, and comes in with the token that it gets back, once', async () => {
  const { flows } = (await ask(house.first.url, undefined, 'GET', '/login')).body;
  expect(flows).toEqual(expect.arrayContaining([{ type: 'm.login.sso' }, { type: 'm.login.token' }]));
  const led = await house.first.app.inject(`/_matrix/client/v3/login/sso/redirect?redirectUrl=${encodeURIComponent(client)}`);
  expect({ status: led.statusCode, to: led.headers.location }).toEqual({
    ...{ status: 302, to: `${ours}/sign-in/client?redirectUrl=${encodeURIComponent(client)}` },
  });
  const agreed = await consent({ cookie, origin: ours });
  expect(agreed.json<{ url: string }>().url).toMatch(/^https:\/\/chat\.example\.org\/\?loginToken=[\w-]{20,}#\/login$/);
  const token = tokenFrom(agreed);
  expect((await enter(token)).body).toMatchObject({ user_id: '@alice:stadt.example' });
  expect(await enter(token)).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
  expect(house.log()).not.toContain(token);
});

test('only our own page agrees, for who is signed in, and to an address of a client', async () => {
  expect((await consent({ cookie, origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await consent({ origin: ours })).statusCode).toBe(403);
  expect((await consent({ cookie, origin: ours }, 'javascript:alert(1)')).json()).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  const led = await house.first.app.inject('/_matrix/client/v3/login/sso/redirect?redirectUrl=http://chat.example.org/');
  expect(led.json()).toMatchObject({ errcode: 'M_INVALID_PARAM' });
});

test('who is signed out of everything does not come in by a token from before', async () => {
  const token = tokenFrom(await consent({ cookie, origin: ours }));
  const [person] = await house.accounts.search('alice@stadt.example', 1);
  await house.first.chat.signOut(person?.id ?? '');
  expect((await enter(token)).status).toBe(403);
});
