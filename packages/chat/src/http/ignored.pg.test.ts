/** People whom one ignores: what they say comes by no way, and all of it is there again when they are heard again. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { ask, at, openHouse, text, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

let room: string;
let anna: MatrixClient;
let bert: MatrixClient;
let cleo: MatrixClient;
let number = 0;
beforeEach(async () => {
  // Each test has people of its own, who have ignored nobody.
  number++;
  [anna, bert, cleo] = [await house.client(`anna${number}`), await house.client(`bert${number}`), await house.client(`cleo${number}`)];
  room = await anna.makeRoom({ preset: 'public_chat' });
  for (const person of [bert, cleo]) await person.join(room);
  for (const person of [anna, bert, cleo]) await person.sync();
});

const ignore = (who: MatrixClient, ...people: MatrixClient[]) =>
  who.must('PUT', `/user/${encodeURIComponent(who.userId)}/account_data/m.ignored_user_list`, {
    ignored_users: Object.fromEntries(people.map(({ userId }) => [userId, {}])),
  });
const send = async (who: MatrixClient, body: string, more: JsonObject = {}): Promise<string> =>
  text((await who.must('PUT', at(room, `send/m.room.message/${body}`), { msgtype: 'm.text', body, ...more })).event_id);
const bodies = (events: unknown): string[] =>
  (events as { content: { body?: string } }[]).flatMap(({ content }) => (content.body === undefined ? [] : [content.body]));

test('what ignored people say is in no answer, and asking for it is asking for what is not there', async () => {
  await ignore(anna, bert);
  await anna.sync();
  const root = await send(cleo, 'root');
  const secret = await send(bert, 'needle-of-bert');
  await send(bert, 'needle-in-thread', { 'm.relates_to': { rel_type: 'm.thread', event_id: root } });
  await send(cleo, 'needle-of-cleo');
  await bert.must('PUT', at(room, `typing/${encodeURIComponent(bert.userId)}`), { typing: true, timeout: 30_000 });
  const { rooms } = await anna.sync();
  const joined = rooms?.join?.[room];
  expect(words(joined)).toEqual(['root', 'needle-of-cleo']);
  expect(JSON.stringify(joined)).not.toContain(bert.userId);
  expect(joined?.unread_notifications).toEqual({ notification_count: 2, highlight_count: 0 });
  const { chunk } = await anna.must('GET', at(room, 'messages?dir=b&limit=50'));
  expect(bodies(chunk)).toEqual(['needle-of-cleo', 'root']);
  const around = await anna.must('GET', at(room, `context/${encodeURIComponent(root)}?limit=10`));
  expect(bodies(around['events_after'])).toEqual(['needle-of-cleo']);
  expect(around['event']).not.toHaveProperty(['unsigned', 'm.relations']);
  expect((await anna.ask('GET', at(room, `event/${encodeURIComponent(secret)}`))).status).toBe(404);
  const related = `/_matrix/client/v1/rooms/${encodeURIComponent(room)}/relations/${encodeURIComponent(root)}`;
  expect((await relations(anna, related))['chunk']).toEqual([]);
  expect((await relations(cleo, related))['chunk']).toHaveLength(1);
  const found = await anna.must('POST', '/search', { search_categories: { room_events: { search_term: 'needle' } } });
  expect(found).toMatchObject({ search_categories: { room_events: { count: 1 } } });
  const { notifications } = await anna.must('GET', '/notifications');
  expect(bodies((notifications as { event: { content: { body?: string } } }[]).map(({ event }) => event))).toEqual([
    'needle-of-cleo',
    'root',
  ]);
  // Of the others nobody is deaf.
  expect(words((await cleo.sync()).rooms?.join?.[room])).toContain('needle-of-bert');
});

async function relations(who: MatrixClient, path: string): Promise<JsonObject> {
  const answer = await fetch(`${who.url}${path}`, { headers: { authorization: `Bearer ${who.token}` } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as JsonObject;
}

test('invitations of ignored people are told when they are heard again, as is what they said', async () => {
  await ignore(anna, bert);
  await anna.sync();
  const other = await bert.makeRoom({ preset: 'private_chat', invite: [anna.userId] });
  await send(bert, 'hidden');
  const deaf = await anna.sync({ timeoutMs: 200 });
  expect(deaf.rooms?.invite?.[other]).toBeUndefined();
  expect(words(deaf.rooms?.join?.[room])).toEqual([]);
  await ignore(anna);
  const again = await anna.sync();
  expect(again.rooms?.invite?.[other]).toBeDefined();
  expect(again.rooms?.join?.[room]?.timeline).toMatchObject({ limited: true });
  expect(words(again.rooms?.join?.[room])).toContain('hidden');
  // Now as everybody else.
  await send(bert, 'heard');
  expect(words((await anna.sync()).rooms?.join?.[room])).toEqual(['heard']);
});

test('state of ignored people is told, and that words were taken back', async () => {
  const body = await send(cleo, 'nonsense');
  await anna.sync();
  await ignore(cleo, anna);
  await cleo.sync();
  await anna.must('PUT', at(room, 'state/m.room.name'), { name: 'Bauamt' });
  await anna.must('PUT', at(room, `redact/${encodeURIComponent(body)}/r1`), {});
  const { rooms } = await cleo.sync();
  const types = (rooms?.join?.[room]?.timeline?.events as { type: string }[]).map(({ type }) => type);
  expect(types).toEqual(['m.room.name', 'm.room.redaction']);
});

test('memory and another server say to whoever ignores somebody what the database says', async () => {
  await ignore(anna, bert);
  const since = (await anna.sync()).next_batch;
  const second = await house.secondServer();
  await send(cleo, 'one');
  await send(bert, 'two');
  const before = (await anna.sync()).next_batch;
  const told = async (url: string, from: string) => {
    const { body } = await ask(url, anna.token, 'GET', `/sync?since=${from}`);
    return words((body as unknown as Awaited<ReturnType<MatrixClient['sync']>>).rooms?.join?.[room]);
  };
  for (const url of [house.first.url, second.url]) expect(await told(url, since)).toEqual(['one']);
  // Said to one server, heard by the other.
  const list = `/user/${encodeURIComponent(anna.userId)}/account_data/m.ignored_user_list`;
  expect((await ask(second.url, anna.token, 'PUT', list, { ignored_users: { [cleo.userId]: {} } })).status).toBe(200);
  await expect.poll(() => told(house.first.url, before), { timeout: 10_000 }).toEqual(['two']);
  await send(bert, 'three');
  await send(cleo, 'four');
  const { rooms } = await anna.sync();
  expect(words(rooms?.join?.[room])).toContain('three');
  expect(words(rooms?.join?.[room])).not.toContain('four');
});
