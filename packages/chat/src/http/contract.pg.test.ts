import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../testing/contract.ts';
import { ask, openHouse, password, type Answer, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
});
afterAll(() => house?.close());

type Request = keyof typeof contract;
const keeps = (request: Request, { status, body }: Answer): void => {
  expect([request, status]).toEqual([request, 200]);
  expect([request, contract[request].safeParse(body).error?.issues ?? []]).toEqual([request, []]);
};
const path = (...parts: string[]): string => `/${parts.map((part) => encodeURIComponent(part)).join('/')}`;

test('what is told before anybody is known is as the specification says', async () => {
  const stranger = (method: string, at: string, body?: object) => ask(house.first.url, undefined, method, at, body);
  keeps('GET /versions', await stranger('GET', '/_matrix/client/versions'));
  keeps('GET /login', await stranger('GET', '/login'));
  const claim = { type: 'm.login.password', identifier: { type: 'm.id.user', user: 'alice' }, password, refresh_token: true };
  keeps('POST /login', await stranger('POST', '/login', claim));
});

test('what is told of rooms and messages is as the specification says', async () => {
  const team = await alice.makeRoom({ name: 'Team', creation_content: { type: 'm.space' } });
  keeps('POST /createRoom', await alice.ask('POST', '/createRoom', {}));
  const room = await alice.makeRoom({ visibility: 'public', name: 'Vertrag', topic: 'Recht', room_alias_name: 'vertrag' });
  await alice.must('PUT', `${path('rooms', team)}/state/m.space.child${path(room)}`, { via: ['stadt.example'] });
  const at = path('rooms', room);
  const v1 = `/_matrix/client/v1${at}`;
  keeps('POST /join/{roomIdOrAlias}', await bob.ask('POST', `/join${path('#vertrag:stadt.example')}`, {}));
  const said = await alice.send(room, 'Vertragstreue');
  const thread = { msgtype: 'm.text', body: 'dazu', 'm.relates_to': { rel_type: 'm.thread', event_id: said } };
  keeps('PUT /rooms/{roomId}/send/{eventType}/{txnId}', await bob.ask('PUT', `${at}/send/m.room.message/c1`, thread));
  await bob.must('POST', `${at}/receipt/m.read${path(said)}`, {});
  await alice.must('PUT', `${at}/redact${path(await alice.send(room, 'weg'))}/c2`, {});
  await alice.must('POST', '/createRoom', { invite: [bob.userId] });
  for (const client of [alice, bob]) keeps('GET /sync', await client.ask('GET', '/sync'));
  keeps('GET /sync', await bob.ask('GET', `/sync?filter=${encodeURIComponent('{"room":{"state":{"lazy_load_members":true}}}')}`));
  keeps('GET /joined_rooms', await bob.ask('GET', '/joined_rooms'));
  keeps('GET /rooms/{roomId}/event/{eventId}', await bob.ask('GET', `${at}/event${path(said)}`));
  keeps('GET /rooms/{roomId}/state', await bob.ask('GET', `${at}/state`));
  keeps('GET /rooms/{roomId}/members', await bob.ask('GET', `${at}/members`));
  keeps('GET /rooms/{roomId}/joined_members', await bob.ask('GET', `${at}/joined_members`));
  for (const dir of ['b', 'f']) keeps('GET /rooms/{roomId}/messages', await bob.ask('GET', `${at}/messages?dir=${dir}&limit=5`));
  keeps('GET /rooms/{roomId}/context/{eventId}', await bob.ask('GET', `${at}/context${path(said)}`));
  keeps('GET /v1/rooms/{roomId}/relations/{eventId}', await bob.ask('GET', `${v1}/relations${path(said)}`));
  keeps('GET /v1/rooms/{roomId}/timestamp_to_event', await bob.ask('GET', `${v1}/timestamp_to_event?ts=0&dir=f`));
  keeps('GET /v1/rooms/{roomId}/hierarchy', await alice.ask('GET', `/_matrix/client/v1${path('rooms', team)}/hierarchy`));
  keeps('GET /v1/room_summary/{roomIdOrAlias}', await bob.ask('GET', `/_matrix/client/v1/room_summary${path(room)}`));
  keeps('GET /publicRooms', await bob.ask('GET', '/publicRooms'));
  keeps('GET /directory/room/{roomAlias}', await bob.ask('GET', `/directory/room${path('#vertrag:stadt.example')}`));
  const wish = { search_term: 'vertragstreue', event_context: { include_profile: true } };
  const found = await bob.ask('POST', '/search', { search_categories: { room_events: wish } });
  keeps('POST /search', found);
  expect(JSON.stringify(found.body)).toContain('Vertragstreue');
});

test('what is told of people, devices and keys is as the specification says', async () => {
  keeps('GET /account/whoami', await alice.ask('GET', '/account/whoami'));
  keeps('GET /capabilities', await alice.ask('GET', '/capabilities'));
  keeps('GET /devices', await alice.ask('GET', '/devices'));
  keeps('POST /user_directory/search', await alice.ask('POST', '/user_directory/search', { search_term: 'bob' }));
  const device = { user_id: bob.userId, device_id: bob.deviceId, algorithms: ['m.olm.v1.curve25519-aes-sha2'], keys: {}, signatures: {} };
  keeps(
    'POST /keys/upload',
    await bob.ask('POST', '/keys/upload', { device_keys: device, one_time_keys: { 'signed_curve25519:A': { key: 'x', signatures: {} } } }),
  );
  keeps('POST /keys/query', await alice.ask('POST', '/keys/query', { device_keys: { [bob.userId]: [] } }));
  keeps(
    'POST /keys/claim',
    await alice.ask('POST', '/keys/claim', { one_time_keys: { [bob.userId]: { [bob.deviceId]: 'signed_curve25519' } } }),
  );
});

test('every refusal has a code and words', async () => {
  const refusals = [
    await ask(house.first.url, undefined, 'GET', '/sync'),
    await ask(house.first.url, 'falsch', 'GET', '/sync'),
    await alice.ask('GET', '/gibt/es/nicht'),
    await alice.ask('POST', '/createRoom', '{'),
    await alice.ask('POST', '/createRoom', { preset: 'x' }),
    await alice.ask('GET', '/rooms/!x:stadt.example/state'),
    await alice.ask('POST', '/account/password', {}),
  ];
  for (const { status, body } of refusals) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(contract.error.safeParse(body).error?.issues ?? []).toEqual([]);
  }
});
