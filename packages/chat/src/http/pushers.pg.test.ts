import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { JsonObject } from '../json.ts';
import { newWebPushKey } from '../push/web-push-sealing.ts';
import { openHouse, type House, type MatrixClient } from '../testing/house.ts';
import { opened, openPushReceiver, type PushReceiver } from '../testing/push-receiver.ts';

let house: House;
let receiver: PushReceiver;
let alice: MatrixClient;

beforeAll(async () => {
  receiver = await openPushReceiver();
  house = await openHouse({ push: { gateways: [receiver.origin], webPushHosts: [receiver.origin] } });
  alice = await house.client('alice');
});
afterAll(async () => {
  await house?.close();
  await receiver?.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = { status: 200, body: '{}' };
});

const patience = { timeout: 20_000, interval: 50 };
let people = 0;

async function somebodyWith(room: { encrypted?: boolean } = {}): Promise<{ client: MatrixClient; room: string }> {
  const client = await house.client(`person${people++}`);
  const state = room.encrypted ? [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }] : [];
  const roomId = await alice.makeRoom({ invite: [client.userId], initial_state: state });
  await client.join(roomId);
  return { client, room: roomId };
}

const gatewayPusher = (pushkey: string, data: JsonObject = {}): JsonObject => ({
  ...{ kind: 'http', app_id: 'org.example.app', pushkey, app_display_name: 'App', device_display_name: 'Telefon', lang: 'de' },
  data: { url: `${receiver.origin}/_matrix/push/v1/notify`, ...data },
});

const notifications = (): JsonObject[] =>
  receiver.received.map(({ body }) => (JSON.parse(body.toString()) as { notification: JsonObject }).notification);

test('an app of others is told of what concerns its person by the gateway that is allowed', async () => {
  const { client, room } = await somebodyWith();
  await client.must('POST', '/pushers/set', gatewayPusher('schlüssel', { brand: 'x' }));
  expect(await client.must('GET', '/pushers')).toMatchObject({ pushers: [{ kind: 'http', pushkey: 'schlüssel', lang: 'de' }] });
  const eventId = await alice.send(room, 'Hallo');
  await vi.waitUntil(() => receiver.received.length > 0, patience);
  expect(receiver.received[0]?.path).toBe('/_matrix/push/v1/notify');
  expect(notifications()).toEqual([
    {
      ...{ event_id: eventId, room_id: room, type: 'm.room.message', sender: alice.userId, prio: 'high', counts: { unread: 1 } },
      content: { msgtype: 'm.text', body: 'Hallo' },
      devices: [{ app_id: 'org.example.app', pushkey: 'schlüssel', data: { brand: 'x' }, tweaks: { sound: 'default' } }],
    },
  ]);
});

test('an app that wants only ids is told nothing else', async () => {
  const { client, room } = await somebodyWith();
  await client.must('POST', '/pushers/set', gatewayPusher('k', { format: 'event_id_only' }));
  const eventId = await alice.send(room, 'Geheimwort');
  await vi.waitUntil(() => receiver.received.length > 0, patience);
  expect(receiver.received[0]?.body.toString()).not.toContain('Geheimwort');
  expect(notifications()[0]).toMatchObject({ event_id: eventId, room_id: room });
  expect(notifications()[0]).not.toHaveProperty('sender');
});

test('a key that the gateway rejects is forgotten', async () => {
  const { client, room } = await somebodyWith();
  await client.must('POST', '/pushers/set', gatewayPusher('alt'));
  receiver.answer = { status: 200, body: JSON.stringify({ rejected: ['alt'] }) };
  await alice.send(room, 'eins');
  await vi.waitUntil(async () => ((await client.must('GET', '/pushers'))['pushers'] as unknown[]).length === 0, patience);
});

test('a gateway that fails is asked again later, and nothing is lost or told twice', { timeout: 60_000 }, async () => {
  const { client, room } = await somebodyWith();
  await client.must('POST', '/pushers/set', gatewayPusher('k'));
  receiver.answer = { status: 502, body: '' };
  const first = await alice.send(room, 'eins');
  await vi.waitUntil(() => receiver.received.length === 1, patience);
  receiver.answer = { status: 200, body: '{}' };
  await vi.waitUntil(() => receiver.received.length === 2, { timeout: 45_000, interval: 100 });
  const second = await alice.send(room, 'zwei');
  await vi.waitUntil(() => receiver.received.length === 3, patience);
  expect(notifications().map(({ event_id }) => event_id)).toEqual([first, first, second]);
});

test('of several servers one tells it', async () => {
  const { client, room } = await somebodyWith();
  await house.secondServer();
  await client.must('POST', '/pushers/set', gatewayPusher('k'));
  const said = [await alice.send(room, 'eins'), await alice.send(room, 'zwei'), await alice.send(room, 'drei')];
  await vi.waitUntil(() => receiver.received.length >= 3, patience);
  expect(notifications().map(({ event_id }) => event_id)).toEqual(said);
});

test('what rules silence, what is read, one’s own words, and quiet hours are not told', async () => {
  const { client, room } = await somebodyWith();
  const quiet = await somebodyWith();
  const hours = { enabled: true, days: [0, 1, 2, 3, 4, 5, 6], time_zone: 'Europe/Berlin' };
  await quiet.client.must('PUT', `/user/${encodeURIComponent(quiet.client.userId)}/account_data/eu.saal.quiet_hours`, hours);
  await quiet.client.must('POST', '/pushers/set', gatewayPusher('leise'));
  await alice.send(quiet.room, 'nachts');
  await client.must('POST', '/pushers/set', gatewayPusher('k'));
  await client.must('PUT', `/pushrules/global/room/${encodeURIComponent(room)}`, { actions: [] });
  await alice.send(room, 'stumm');
  await client.must('DELETE', `/pushrules/global/room/${encodeURIComponent(room)}`);
  await client.send(room, 'meins');
  const eventId = await alice.send(room, 'laut');
  await vi.waitUntil(() => receiver.received.length > 0, patience);
  expect(notifications().map(({ event_id }) => event_id)).toEqual([eventId]);
});

test('quiet hours go over midnight, by the clock of the person and not of the server', async () => {
  const zones = ['Pacific/Auckland', 'America/Los_Angeles'];
  const clock = (timeZone: string, inMinutes: number): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(Date.now() + inMinutes * 60_000);
  for (const zone of zones) {
    const [asleep, awake] = [await somebodyWith(), await somebodyWith()];
    const sets = async ({ client }: typeof asleep, from: number, to: number): Promise<void> => {
      const hours = { enabled: true, from: clock(zone, from), to: clock(zone, to), days: [], time_zone: zone };
      await client.must('PUT', `/user/${encodeURIComponent(client.userId)}/account_data/eu.saal.quiet_hours`, hours);
      await client.must('POST', '/pushers/set', gatewayPusher(client.userId));
    };
    // All of the day but some minutes, which goes over midnight whenever this runs; and those minutes alone, turned round.
    await sets(asleep, 20, 10);
    await sets(awake, 10, 20);
    await alice.send(asleep.room, 'nachts');
    const eventId = await alice.send(awake.room, 'tags');
    await vi.waitUntil(() => receiver.received.length > 0, patience);
    expect(notifications().map(({ event_id }) => event_id)).toEqual([eventId]);
    receiver.received.length = 0;
  }
});

test('a host that is not allowed, and any other path, is never contacted', async () => {
  const [stranger, { client, room }] = [await openPushReceiver(), await somebodyWith()];
  const there = { url: `${stranger.origin}/_matrix/push/v1/notify` };
  await client.must('POST', '/pushers/set', gatewayPusher('fremd', there));
  await client.must('POST', '/pushers/set', { ...gatewayPusher('pfad', { url: `${receiver.origin}/admin` }), append: true });
  const subscription = { endpoint: `${stranger.origin}/push/1`, auth: Buffer.alloc(16).toString('base64url') };
  const pushkey = newWebPushKey().publicKey.toString('base64url');
  await client.must('POST', '/pushers/set', { ...gatewayPusher(pushkey), kind: 'eu.saal.webpush', data: subscription });
  await client.must('POST', '/pushers/set', gatewayPusher('gut'));
  await alice.send(room, 'Hallo');
  await vi.waitUntil(() => receiver.received.length > 0, patience);
  expect(stranger.received).toEqual([]);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/_matrix/push/v1/notify']);
  await stranger.close();
});

test('our own page is told by its browser’s push service, sealed and without a word of it', async () => {
  const { client, room } = await somebodyWith();
  const [key, auth] = [newWebPushKey(), Buffer.alloc(16, 9)];
  const pushkey = key.publicKey.toString('base64url');
  const data = { endpoint: `${receiver.origin}/push/42`, auth: auth.toString('base64url') };
  await client.must('POST', '/pushers/set', { ...gatewayPusher(pushkey), kind: 'eu.saal.webpush', data });
  const eventId = await alice.send(room, 'Geheimwort');
  await vi.waitUntil(() => receiver.received.length > 0, patience);
  const [got] = receiver.received;
  expect(got).toMatchObject({ path: '/push/42', headers: { 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' } });
  const { capabilities } = (await client.must('GET', '/capabilities')) as {
    capabilities: Record<string, { application_server_key?: string }>;
  };
  expect(got?.headers.authorization).toContain(`k=${capabilities['eu.saal.webpush']?.application_server_key}`);
  const text = opened(got?.body ?? Buffer.alloc(0), { key, auth });
  expect(JSON.parse(text)).toEqual({ event_id: eventId, room_id: room, counts: { unread: 1 }, highlight: false });
  receiver.answer = { status: 410, body: '' };
  await alice.send(room, 'danach');
  await vi.waitUntil(async () => ((await client.must('GET', '/pushers'))['pushers'] as unknown[]).length === 0, patience);
});

test('who signs out is told nothing more, nor who had the same app before', async () => {
  const [{ client }, other] = [await somebodyWith(), await somebodyWith()];
  const list = async (of: MatrixClient) => (await of.must('GET', '/pushers'))['pushers'];
  await client.must('POST', '/pushers/set', gatewayPusher('geteilt'));
  await other.client.must('POST', '/pushers/set', gatewayPusher('geteilt'));
  expect(await list(client)).toEqual([]);
  const again = await house.client('person0');
  await again.must('POST', '/pushers/set', gatewayPusher('zweites'));
  await again.must('POST', '/logout', {});
  expect(JSON.stringify(await list(await house.client('person0')))).not.toContain('zweites');
  await other.client.must('POST', '/pushers/set', { kind: null, app_id: 'org.example.app', pushkey: 'geteilt' });
  expect(await list(other.client)).toEqual([]);
});

test('every server of the house has the same key for browsers', async () => {
  const keyOf = async (client: MatrixClient) => JSON.stringify(await client.must('GET', '/capabilities'));
  const elsewhere = await house.client('alice', { server: await house.secondServer() });
  expect(await keyOf(elsewhere)).toBe(await keyOf(alice));
  expect(await keyOf(alice)).toMatch(/application_server_key":"[\w-]{87}"/);
});
