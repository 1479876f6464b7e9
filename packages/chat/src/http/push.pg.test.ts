import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { at, openHouse, text, type House, type MatrixClient, type RoomSection } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
});
afterAll(() => house?.close());

let transactions = 0;

async function say(client: MatrixClient, room: string, content: JsonObject, type = 'm.room.message'): Promise<string> {
  return text((await client.must('PUT', at(room, `send/${type}/p${transactions++}`), content)).event_id);
}

async function sharedRoom(): Promise<string> {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  for (const client of [alice, bob]) {
    client.since = undefined;
    await client.sync();
  }
  return room;
}

const told = async (client: MatrixClient, room: string, byThread = false): Promise<RoomSection | undefined> => {
  client.since = undefined;
  const filter = { room: { timeline: { unread_thread_notifications: byThread } } };
  return (await client.sync({ filter })).rooms?.join?.[room];
};
const counts = async (client: MatrixClient, room: string): Promise<[number?, number?]> => {
  const unread = (await told(client, room))?.unread_notifications;
  return [unread?.notification_count, unread?.highlight_count];
};

test('messages of others count, those meant for me highlight, and neither reactions nor changes do', async () => {
  const room = await sharedRoom();
  const first = await say(alice, room, { msgtype: 'm.text', body: 'eins' });
  await say(alice, room, { msgtype: 'm.text', body: 'Bob!' });
  await say(alice, room, { msgtype: 'm.text', body: 'du', 'm.mentions': { user_ids: [bob.userId] } });
  await say(alice, room, { msgtype: 'm.notice', body: 'Protokoll' });
  await say(alice, room, { 'm.relates_to': { rel_type: 'm.annotation', event_id: first, key: '👍' } }, 'm.reaction');
  await say(alice, room, { msgtype: 'm.text', body: '* zwei', 'm.relates_to': { rel_type: 'm.replace', event_id: first } });
  await say(alice, room, { algorithm: 'm.megolm.v1.aes-sha2' }, 'm.room.encrypted');
  expect(await counts(bob, room)).toEqual([4, 2]);
  expect(await counts(alice, room)).toEqual([0, 0]);
});

test('everybody is called by who may, and by nobody else', async () => {
  const room = await sharedRoom();
  await say(alice, room, { msgtype: 'm.text', body: 'alle', 'm.mentions': { room: true } });
  expect(await counts(bob, room)).toEqual([1, 1]);
  await say(bob, room, { msgtype: 'm.text', body: 'alle', 'm.mentions': { room: true } });
  expect(await counts(alice, room)).toEqual([1, 0]);
});

test('who writes has read what stands before, and what was taken back does not count', async () => {
  const room = await sharedRoom();
  await alice.send(room, 'eins');
  expect(await counts(bob, room)).toEqual([1, 0]);
  await bob.send(room, 'ja');
  expect(await counts(bob, room)).toEqual([0, 0]);
  const taken = await say(alice, room, { msgtype: 'm.text', body: 'Bob?' });
  expect(await counts(bob, room)).toEqual([1, 1]);
  await alice.must('PUT', at(room, `redact/${taken}/r${transactions++}`), {});
  expect(await counts(bob, room)).toEqual([0, 0]);
});

test('threads are counted and read for themselves by who asks for it', async () => {
  const room = await sharedRoom();
  const root = await alice.send(room, 'Anfang');
  const inThread = (body: string): Promise<string> =>
    say(alice, room, { msgtype: 'm.text', body, 'm.relates_to': { rel_type: 'm.thread', event_id: root } });
  await inThread('dazu');
  const last = await inThread('Bob, dazu');
  expect(await counts(bob, room)).toEqual([3, 1]);
  const section = await told(bob, room, true);
  expect(section?.unread_notifications).toEqual({ notification_count: 1, highlight_count: 0 });
  expect(section?.unread_thread_notifications).toEqual({ [root]: { notification_count: 2, highlight_count: 1 } });
  await bob.must('POST', at(room, `receipt/m.read/${root}`), { thread_id: 'main' });
  expect(await counts(bob, room)).toEqual([2, 1]);
  await bob.must('POST', at(room, `receipt/m.read.private/${last}`), { thread_id: root });
  expect(await counts(bob, room)).toEqual([0, 0]);
  await inThread('noch etwas');
  expect((await told(bob, room, true))?.unread_thread_notifications).toEqual({ [root]: { notification_count: 1, highlight_count: 0 } });
  await bob.must('POST', at(room, `receipt/m.read/${await alice.send(room, 'Ende')}`), {});
  expect(await counts(bob, room)).toEqual([0, 0]);
});

test('rules of one’s own decide: a room is silenced, a word is watched, for nobody else', async () => {
  const [room, other] = [await sharedRoom(), await sharedRoom()];
  const carol = await house.client('carol');
  await alice.must('POST', at(room, 'invite'), { user_id: carol.userId });
  await carol.join(room);
  const silenced = `/pushrules/global/room/${encodeURIComponent(room)}`;
  await bob.must('PUT', silenced, { actions: ['dont_notify'] });
  await bob.must('PUT', '/pushrules/global/content/haushalt', { pattern: 'haushalt*', actions: ['notify', { set_tweak: 'highlight' }] });
  await alice.send(room, 'niemand');
  await alice.send(other, 'der Haushaltsplan');
  expect([await counts(bob, room), await counts(bob, other), await counts(carol, room)]).toEqual([
    [0, 0],
    [1, 1],
    [1, 0],
  ]);
  await alice.send(room, 'der Haushalt'); // the word comes before the room
  expect(await counts(bob, room)).toEqual([1, 1]);
  await bob.must('PUT', `${silenced}/enabled`, { enabled: false });
  await bob.must('DELETE', '/pushrules/global/content/haushalt');
  await alice.send(room, 'wieder');
  expect(await counts(bob, room)).toEqual([2, 1]);
});

test('rules are told to all clients, put in order, and those of the server stay', async () => {
  const dora = await house.client('dora');
  const elsewhere = await house.client('dora');
  const first = await elsewhere.sync();
  const standing = first.account_data?.events.find(({ type }) => type === 'm.push_rules');
  expect(JSON.stringify(standing)).toContain('.m.rule.is_user_mention');
  const put = (id: string, query = '') => dora.ask('PUT', `/pushrules/global/override/${id}${query}`, { conditions: [], actions: [] });
  expect((await put('eins')).status).toBe(200);
  expect((await put('zwei')).status).toBe(200);
  expect((await put('drei', '?after=eins')).status).toBe(200);
  expect((await put('vier', '?before=eins')).status).toBe(200);
  const ids = (JSON.parse(JSON.stringify(await dora.must('GET', '/pushrules/global/override/'))) as { rule_id: string }[]).map(
    ({ rule_id }) => rule_id,
  );
  expect(ids.slice(0, 5)).toEqual(['.m.rule.master', 'zwei', 'vier', 'eins', 'drei']);
  expect((await put('fuenf', '?before=keine')).body).toMatchObject({ errcode: 'M_UNKNOWN' });
  expect((await put('.m.rule.own')).body).toMatchObject({ errcode: 'M_INVALID_PARAM' });
  expect((await dora.ask('PUT', '/pushrules/global/content/ohne', { actions: [] })).body).toMatchObject({ errcode: 'M_MISSING_PARAM' });
  expect((await dora.ask('DELETE', '/pushrules/global/override/.m.rule.master')).status).toBe(400);
  expect((await dora.ask('GET', '/pushrules/global/override/keine')).status).toBe(404);
  expect((await dora.ask('GET', '/pushrules/global/sonst/eins')).status).toBe(400);
  const mention = '/pushrules/global/override/.m.rule.is_user_mention';
  await dora.must('PUT', `${mention}/actions`, { actions: ['notify'] });
  expect(await dora.must('GET', `${mention}/actions`)).toEqual({ actions: ['notify'] });
  expect(await dora.must('GET', `${mention}/enabled`)).toEqual({ enabled: true });
  const news = (await elsewhere.sync()).account_data?.events.filter(({ type }) => type === 'm.push_rules') ?? [];
  expect(news).toHaveLength(1);
  expect(news[0]?.content).toEqual(await dora.must('GET', '/pushrules/'));
  expect(await dora.must('GET', `/user/${encodeURIComponent(dora.userId)}/account_data/m.push_rules`)).toEqual(news[0]?.content);
});

test('two devices that add rules at the same time lose none', async () => {
  const emil = await house.client('emil');
  await Promise.all(
    ['a', 'b', 'c', 'd', 'e'].map((id) => emil.must('PUT', `/pushrules/global/sender/@${id}:stadt.example`, { actions: [] })),
  );
  expect(await emil.must('GET', '/pushrules/global/sender/')).toHaveLength(5);
});

test('what one was notified of is listed newest first, by pages, also an invitation', async () => {
  const [frida, room] = [await house.client('frida'), await alice.makeRoom()];
  await alice.must('POST', at(room, 'invite'), { user_id: frida.userId });
  const list = async (query = '') => (await frida.must('GET', `/notifications${query}`)) as unknown as List;
  expect((await list()).notifications.map(({ event }) => event.type)).toEqual(['m.room.member']);
  await frida.join(room);
  await alice.send(room, 'eins');
  const mention = await say(alice, room, { msgtype: 'm.text', body: 'Frida' });
  await alice.send(room, 'drei');
  await frida.must('POST', at(room, `receipt/m.read/${mention}`), {});
  const page = await list('?limit=2');
  expect(page.notifications).toMatchObject([
    { event: { content: { body: 'drei' } }, read: false, room_id: room, actions: ['notify'] },
    { event: { content: { body: 'Frida' } }, read: true, actions: ['notify', { set_tweak: 'highlight' }] },
  ]);
  const rest = await list(`?limit=2&from=${page.next_token}`);
  expect(rest.notifications.map(({ event }) => event.content['body'] ?? event.type)).toEqual(['eins', 'm.room.member']);
  expect((await list('?only=highlight')).notifications.map(({ event }) => event.event_id)).toEqual([mention]);
  await alice.must('POST', at(room, 'kick'), { user_id: frida.userId });
  expect((await list()).notifications).toEqual([]);
});

interface List {
  next_token?: string;
  notifications: { event: { type: string; event_id: string; content: JsonObject }; read: boolean; room_id: string; actions: unknown[] }[];
}
