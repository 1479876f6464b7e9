import { setTimeout } from 'node:timers/promises';
import { openDatabase } from '@saal/foundation';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { ask, at, openHouse, text, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => {
  await house.close();
});

const filters: (JsonObject | undefined)[] = [
  undefined,
  { room: { timeline: { limit: 50, unread_thread_notifications: true }, state: { lazy_load_members: true } } },
  { room: { timeline: { limit: 2, types: ['m.room.message'] }, ephemeral: { not_types: ['m.receipt'] } } },
];

/** Alice has made a room, the others are in it, and have been told all of that. */
async function roomOf(...names: [string, ...string[]]): Promise<{ roomId: string; people: [MatrixClient, ...MatrixClient[]] }> {
  const people = (await Promise.all(names.map((name) => house.client(name)))) as [MatrixClient, ...MatrixClient[]];
  const roomId = await people[0].makeRoom({ preset: 'public_chat' });
  for (const person of people.slice(1)) await person.join(roomId);
  for (const person of people) await person.sync();
  return { roomId, people };
}

/** Without what is of the moment it was asked. */
function steady(answer: JsonValue): JsonValue {
  if (Array.isArray(answer)) return answer.map(steady);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(
    Object.entries(answer).flatMap(([key, value]) => (key === 'age' || key === 'next_batch' ? [] : [[key, steady(value)]])),
  );
}

/** Each of them asks since each of these: a server that heard all, and one that has heard nothing and so holds nothing. */
async function compare(tokens: readonly string[], people: readonly MatrixClient[]): Promise<void> {
  const late = await house.secondServer();
  for (const since of tokens)
    for (const person of people)
      for (const filter of filters) {
        const query = new URLSearchParams({ since, ...(filter ? { filter: JSON.stringify(filter) } : {}) });
        const [held, read] = await Promise.all(
          [house.first.url, late.url].map(async (url) => steady((await ask(url, person.token, 'GET', `/sync?${query}`)).body)),
        );
        expect(held, `${person.userId} since ${since} with ${JSON.stringify(filter)}`).toEqual(read);
      }
}

test('whatever is said, read, changed and taken back: memory tells everybody what the database tells', async () => {
  const { roomId, people } = await roomOf('anna', 'bert', 'cleo');
  const [anna, bert, cleo] = people as [MatrixClient, MatrixClient, MatrixClient];
  const tokens: string[] = [];
  const say = async (who: MatrixClient, content: JsonObject, type = 'm.room.message'): Promise<string> => {
    tokens.push((await anna.sync()).next_batch);
    return text((await who.must('PUT', at(roomId, `send/${type}/${tokens.length}`), content)).event_id);
  };
  const read = (who: MatrixClient, type: string, eventId: string, body: JsonObject = {}) =>
    who.must('POST', at(roomId, `receipt/${type}/${encodeURIComponent(eventId)}`), body);
  const first = await say(anna, { msgtype: 'm.text', body: 'Good morning' });
  const second = await say(bert, { msgtype: 'm.text', body: 'Morning, Anna', 'm.mentions': { user_ids: [anna.userId] } });
  await say(cleo, { msgtype: 'm.text', body: 'Here', 'm.relates_to': { rel_type: 'm.thread', event_id: first } });
  await read(cleo, 'm.read', second, { thread_id: 'main' });
  await say(anna, { msgtype: 'm.text', body: 'A secret' });
  const gone = await say(bert, { msgtype: 'm.text', body: 'Nonsense' });
  await read(anna, 'm.read.private', gone);
  await say(cleo, { 'm.relates_to': { rel_type: 'm.annotation', event_id: second, key: '+' } }, 'm.reaction');
  await say(anna, { msgtype: 'm.text', body: 'Until then' });
  await compare(tokens, people);
  await say(bert, { ...{ msgtype: 'm.text', body: '* Hi' }, 'm.new_content': { msgtype: 'm.text', body: 'Hi' }, 'm.relates_to': { rel_type: 'm.replace', event_id: second } }); // prettier-ignore
  await bert.must('PUT', at(roomId, `redact/${encodeURIComponent(gone)}/r1`), {});
  await read(bert, 'm.read', first);
  await say(anna, { msgtype: 'm.text', body: 'Is everybody there?' });
  await compare(tokens, people);
  const ignored_users = { [bert.userId]: {} };
  await cleo.must('PUT', `/user/${encodeURIComponent(cleo.userId)}/account_data/m.ignored_user_list`, { ignored_users });
  await say(bert, { msgtype: 'm.text', body: 'Not to Cleo' });
  await say(anna, { msgtype: 'm.text', body: 'To all' });
  await compare(tokens, people);
  await anna.must('PUT', at(roomId, 'state/m.room.history_visibility'), { history_visibility: 'joined' });
  await say(cleo, { msgtype: 'm.text', body: 'At last' });
  await compare(tokens, people);
});

test('who waits is told words without any question about rooms to the database', async () => {
  const { roomId, people } = await roomOf('anna', 'bert', 'cleo');
  const [anna, bert, cleo] = people as [MatrixClient, MatrixClient, MatrixClient];
  // What is asked once of each who is answered from memory is asked now: all wait, and are woken.
  for (const body of ['one', 'two']) {
    const waiting = people.map((person) => person.sync({ timeoutMs: 5_000 }));
    await setTimeout(300);
    await anna.send(roomId, body);
    for (const told of await Promise.all(waiting)) expect(words(told.rooms?.join?.[roomId])).toContain(body);
  }
  const before = bert.since;
  // Who waits is woken when it is in memory.
  const woken = anna.sync({ timeoutMs: 60_000 });
  await cleo.send(roomId, 'three');
  await woken;
  const db = openDatabase(house.databaseUrl, 1);
  try {
    const told = await db.transaction().execute(async (transaction) => {
      await sql`lock table chat.event, chat.state, chat.room, chat.membership, chat.notice, chat.receipt, chat.last_written,
        chat.account_data, chat.to_device in access exclusive mode`.execute(transaction);
      // A question would wait for the lock, and the lock for its answer.
      return Promise.race([bert.sync({ timeoutMs: 60_000 }), failAfter(10_000, 'a question to the database waits for its lock')]);
    });
    expect(words(told.rooms?.join?.[roomId])).toEqual(['three']);
    expect(told.rooms?.join?.[roomId]?.unread_notifications).toEqual({ notification_count: 3, highlight_count: 0 });
    expect(told.next_batch).not.toBe(before);
  } finally {
    await db.destroy();
  }
});

async function failAfter(ms: number, words: string): Promise<never> {
  await setTimeout(ms);
  throw new Error(words);
}

test('who was put out by another server is told nothing of what is said then', async () => {
  const { roomId, people } = await roomOf('anna', 'bert');
  const [anna, bert] = people as [MatrixClient, MatrixClient];
  const second = await house.secondServer();
  const elsewhere = async (method: string, path: string, body: JsonObject): Promise<void> => {
    expect((await ask(second.url, anna.token, method, path, body)).status).toBe(200);
  };
  for (const [act, undo] of [
    ['kick', undefined],
    ['ban', 'unban'],
  ] as const) {
    await elsewhere('POST', at(roomId, act), { user_id: bert.userId });
    await elsewhere('PUT', at(roomId, `send/m.room.message/${act}`), { msgtype: 'm.text', body: `after ${act}` });
    const heard: string[] = [];
    const isOut = async (): Promise<boolean> => {
      const { rooms } = await bert.sync({ timeoutMs: 1_000 });
      heard.push(...words(rooms?.join?.[roomId]), ...words(rooms?.leave?.[roomId]));
      return rooms?.leave?.[roomId] !== undefined;
    };
    await expect.poll(isOut, { timeout: 20_000 }).toBe(true);
    await elsewhere('PUT', at(roomId, `send/m.room.message/${act}-later`), { msgtype: 'm.text', body: `later than ${act}` });
    const { rooms } = await bert.sync({ timeoutMs: 300 });
    expect([...heard, ...words(rooms?.join?.[roomId])]).toEqual([]);
    expect((await bert.ask('PUT', at(roomId, `send/m.room.message/by-${act}`), { msgtype: 'm.text', body: 'Let me' })).status).toBe(403);
    if (undo) await elsewhere('POST', at(roomId, undo), { user_id: bert.userId });
    await bert.join(roomId);
    await bert.sync();
  }
});

test('signed out at one server, a token is good at none, also where it was used a moment ago', async () => {
  const dora = await house.client('dora');
  const second = await house.secondServer();
  const asks = (url: string) => ask(url, dora.token, 'GET', '/account/whoami');
  for (const url of [house.first.url, second.url, second.url]) expect((await asks(url)).status).toBe(200);
  await dora.must('POST', '/logout', {});
  expect((await asks(house.first.url)).status).toBe(401);
  // Sooner than it would forget by itself.
  await expect.poll(async () => (await asks(second.url)).status, { timeout: 10_000, interval: 10 }).toBe(401);
});

test('a key that was given out by another server is not counted any more', async () => {
  const [dora, emil] = [await house.client('dora'), await house.client('emil')];
  const second = await house.secondServer();
  const keys = Object.fromEntries(['A', 'B'].map((id) => [`signed_curve25519:${id}`, { key: id, signatures: {} }]));
  await dora.must('POST', '/keys/upload', { one_time_keys: keys });
  expect((await dora.sync()).device_one_time_keys_count).toMatchObject({ signed_curve25519: 2 });
  const claim = { one_time_keys: { [dora.userId]: { [dora.deviceId]: 'signed_curve25519' } } };
  expect((await ask(second.url, emil.token, 'POST', '/keys/claim', claim)).status).toBe(200);
  await expect
    .poll(async () => (await dora.sync()).device_one_time_keys_count?.['signed_curve25519'], { timeout: 20_000, interval: 20 })
    .toBe(1);
});

test('at first one is told of those who have read last, and how far one has read oneself', async () => {
  const { roomId, people } = await roomOf('anna', 'bert');
  const [anna, bert] = people as [MatrixClient, MatrixClient];
  const eventId = await anna.send(roomId, 'Read me');
  await bert.must('POST', at(roomId, `receipt/m.read/${encodeURIComponent(eventId)}`), {});
  const db = openDatabase(house.databaseUrl, 1);
  try {
    await sql`insert into chat.receipt (room_nid, user_id, type, event_id, event_stream, at_ms, stream)
      select room_nid, '@reader' || n || ':stadt.example', 'm.read', ${eventId}, last_stream, 0, last_stream + 1 + n
      from chat.room cross join generate_series(1, 30) n where room_id = ${roomId}`.execute(db);
  } finally {
    await db.destroy();
  }
  bert.since = undefined;
  const receipts = (await bert.sync()).rooms?.join?.[roomId]?.ephemeral?.events.find(({ type }) => type === 'm.receipt')?.content;
  const readers = Object.keys((receipts?.[eventId] as { 'm.read': JsonObject } | undefined)?.['m.read'] ?? {});
  expect(readers).toHaveLength(21);
  expect(readers).toEqual(expect.arrayContaining([bert.userId, '@reader30:stadt.example']));
  expect(readers).not.toContain('@reader1:stadt.example');
});
