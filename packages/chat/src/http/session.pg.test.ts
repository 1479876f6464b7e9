import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, MatrixClient, openHouse, password, text, type House } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  alice = await house.client('alice');
});
afterAll(() => house?.close());

const login = (body: object) => ask(house.first.url, undefined, 'POST', '/login', body);

test('the name in chat is made of the address, and is never that of somebody else', async () => {
  expect(alice.userId).toBe('@alice:stadt.example');
  await house.accounts.createPerson({ email: 'alice@andere.example', displayName: 'Alice Andere', password, role: 'person' });
  await house.accounts.createPerson({ email: 'Joerg.Gross+x@stadt.example', displayName: 'Jörg', password, role: 'person' });
  expect((await MatrixClient.signIn(house.first.url, 'alice@andere.example')).userId).toBe('@alice2:stadt.example');
  expect((await MatrixClient.signIn(house.first.url, 'joerg.gross+x@stadt.example')).userId).toBe('@joerg.gross+x:stadt.example');
});

test('wrong passwords, unknown names and disabled accounts are refused, and guessing is slowed', async () => {
  const attempt = (user: string, given: string) =>
    login({ type: 'm.login.password', identifier: { type: 'm.id.user', user }, password: given });
  expect(await attempt('alice', 'falsch')).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
  expect(await attempt('niemand', 'falsch')).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
  let last = await attempt('alice', 'falsch');
  for (let n = 0; n < 8 && last.status !== 429; n++) last = await attempt('alice', 'falsch');
  expect(last.body).toMatchObject({ errcode: 'M_LIMIT_EXCEEDED' });
  expect(last.body['retry_after_ms']).toBeGreaterThan(0);
});

test('without a token nothing, with a void one nothing, and which of the two is told', async () => {
  expect((await ask(house.first.url, undefined, 'GET', '/sync')).body).toMatchObject({ errcode: 'M_MISSING_TOKEN' });
  expect((await ask(house.first.url, 'falsch', 'GET', '/sync')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN', soft_logout: false });
  const bob = await house.client('bob');
  await bob.must('POST', '/logout', {});
  expect((await bob.ask('GET', '/account/whoami')).status).toBe(401);
});

test('a token that can be renewed is void when it was', async () => {
  const entry = await login({
    ...{ type: 'm.login.password', identifier: { type: 'm.id.thirdparty', medium: 'email', address: 'alice@andere.example' } },
    ...{ password, refresh_token: true },
  });
  expect(entry.body['expires_in_ms']).toBeGreaterThan(0);
  const renewed = await ask(house.first.url, undefined, 'POST', '/refresh', { refresh_token: entry.body['refresh_token'] });
  const whoami = (token: unknown) => ask(house.first.url, String(token), 'GET', '/account/whoami');
  expect((await whoami(renewed.body['access_token'])).status).toBe(200);
  expect((await whoami(entry.body['access_token'])).status).toBe(401);
  const again = await ask(house.first.url, undefined, 'POST', '/refresh', { refresh_token: entry.body['refresh_token'] });
  expect(again.status).toBe(401);
});

test('a disabled account is out of chat at once', async () => {
  const carol = await house.client('carol');
  const [person] = await house.accounts.search('carol@stadt.example', 1);
  await house.first.chat.signOut(person?.id ?? '');
  expect((await carol.ask('GET', '/account/whoami')).status).toBe(401);
});

test('what came in by an app password is signed out with it, and nothing else', async () => {
  const dora = await house.client('dora');
  const [person] = await house.accounts.search('dora@stadt.example', 1);
  const enter = async (id: string | undefined): Promise<MatrixClient> => {
    const prove = house.accounts.prove;
    house.accounts.prove = async (...given) => ({ ...(await prove(...given)), appPasswordId: id });
    const client = await MatrixClient.signIn(house.first.url, 'dora');
    house.accounts.prove = prove;
    return client;
  };
  const [phone, laptop] = [await enter('phone'), await enter('laptop')];
  await house.first.chat.appPasswordRevoked(person?.id ?? '', 'phone');
  expect((await phone.ask('GET', '/account/whoami')).body).toMatchObject({ errcode: 'M_UNKNOWN_TOKEN', soft_logout: false });
  expect((await laptop.ask('GET', '/account/whoami')).status).toBe(200);
  expect((await dora.ask('GET', '/account/whoami')).status).toBe(200);
});

test('a browser whose session of our pages ended is out of chat, and its pusher with it; no other client is', async () => {
  const emil = await house.client('emil');
  const [person] = await house.accounts.search('emil@stadt.example', 1);
  const enter = async (session: string): Promise<MatrixClient> => {
    const headers = { cookie: `as=emil@stadt.example/${session}`, origin: 'https://stadt.example', 'content-type': 'application/json' };
    const body = JSON.stringify({ type: 'eu.saal.login.session', device_id: `WEB${session}` });
    const answer = await fetch(`${house.first.url}/_matrix/client/v3/login`, { method: 'POST', headers, body });
    return new MatrixClient(house.first.url, (await answer.json()) as ConstructorParameters<typeof MatrixClient>[1]);
  };
  const [office, library] = [await enter('office'), await enter('library')];
  await library.must('POST', '/pushers/set', {
    ...{
      kind: 'eu.saal.webpush',
      app_id: 'eu.saal.web',
      pushkey: 'k',
      app_display_name: 'Saal',
      device_display_name: 'Browser',
      lang: 'de',
    },
    data: {},
  });
  await house.first.chat.sessionEnded(person?.id ?? '', 'library');
  expect((await library.ask('GET', '/account/whoami')).status).toBe(401);
  expect((await office.ask('GET', '/account/whoami')).status).toBe(200);
  expect((await emil.ask('GET', '/account/whoami')).status).toBe(200);
  expect(await office.must('GET', '/pushers')).toEqual({ pushers: [] });
});

test('no token stands in a log', async () => {
  await ask(house.first.url, undefined, 'GET', `/account/whoami?access_token=${alice.token}`);
  expect(house.log()).not.toContain(alice.token);
  expect(house.log()).not.toContain(password);
});

test.each<[string, string, unknown, string]>([
  ['no JSON', '/createRoom', '{', 'M_NOT_JSON'],
  ['a list', '/createRoom', [], 'M_BAD_JSON'],
  ['a prototype (C10)', '/createRoom', '{"creation_content": {"__proto__": {"x": 1}}}', 'M_BAD_JSON'],
  ['a fraction', '/createRoom', { creation_content: { power: 0.5 } }, 'M_BAD_JSON'],
  ['another room version', '/createRoom', { room_version: '1' }, 'M_UNSUPPORTED_ROOM_VERSION'],
  ['nobody', '/createRoom', { invite: ['@niemand:stadt.example'] }, 'M_NOT_FOUND'],
  ['a room that is none', '/rooms/x/join', {}, 'M_INVALID_PARAM'],
  ['an unknown request', '/gibtesnicht', {}, 'M_UNRECOGNIZED'],
])('%s is refused with a word of Matrix', async (_what, path, body, errcode) => {
  expect((await alice.ask('POST', path, body)).body).toMatchObject({ errcode });
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('nesting without end, a large event, a forged sender and a forged membership do no harm (C13)', async () => {
  const room = await alice.makeRoom();
  const send = (body: unknown) => alice.ask('PUT', `/rooms/${encodeURIComponent(room)}/send/m.room.message/c${Math.random()}`, body);
  expect((await send(`{"body": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`)).status).toBe(400);
  expect((await send({ body: 'x'.repeat(70_000) })).body).toMatchObject({ errcode: 'M_TOO_LARGE' });
  expect((await send({ body: 'x', depth: 2 ** 53 })).body).toMatchObject({ errcode: 'M_BAD_JSON' });
  const forged = await send({ body: 'Befehl', sender: '@chef:stadt.example' });
  const event = await alice.must('GET', `/rooms/${encodeURIComponent(room)}/event/${text(forged.body['event_id'])}`);
  expect(event['sender']).toBe(alice.userId);
  await send({ body: 'mit \u0000 Null' });
  expect(JSON.stringify(await alice.sync())).toContain('mit \\u0000 Null');
});

test('U+0000, which no text of the database holds, is refused where it would stand in a name, and kept in what people say', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  const bob = await house.client('bob');
  await bob.join(room);
  await bob.sync();
  const at = `/rooms/${encodeURIComponent(room)}`;
  const refused: [string, string, unknown][] = [
    ['POST', '/createRoom', { initial_state: [{ type: 'x\0', content: {} }] }],
    ['POST', '/createRoom', { initial_state: [{ type: 'x', state_key: '\0', content: {} }] }],
    ['POST', '/keys/claim', { one_time_keys: { [bob.userId]: { 'D\0': 'signed_curve25519' } } }],
    ['POST', '/keys/signatures/upload', { [bob.userId]: { t: { signatures: { [alice.userId]: { 'k\0': 's' } } } } }],
    ['POST', '/room_keys/version', { algorithm: 'a\0', auth_data: {} }],
    ['POST', '/user_directory/search', { search_term: 'a\0' }],
    ['PUT', `/devices/${alice.deviceId}`, { display_name: 'Telefon\0' }],
  ];
  for (const [method, path, body] of refused)
    expect([path, (await alice.ask(method, path, body)).body['errcode']]).toEqual([path, 'M_BAD_JSON']);
  // In a reason it is a word like others, and hinders nobody from reading on.
  await alice.must('POST', `${at}/kick`, { user_id: bob.userId, reason: 'Ruhe\0bitte' });
  expect(JSON.stringify((await bob.sync()).rooms?.leave?.[room])).toContain('Ruhe\\u0000bitte');
  await bob.join(room);
  expect((await bob.sync()).rooms?.join?.[room]).toBeDefined();
});
