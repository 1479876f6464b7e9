import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { at, openHouse, type House, type MatrixClient, type Server } from '../testing/house.ts';

let house: House;
let second: Server;
let alice: MatrixClient;

beforeAll(async () => {
  house = await openHouse({ presence: true });
  second = await house.secondServer();
  alice = await house.client('alice');
});
afterAll(() => house?.close());

const statusOf = (userId: string): string => `/presence/${encodeURIComponent(userId)}/status`;
let people = 0;

/** In a room with Alice; nobody knows of them yet. */
async function somebody(server?: Server): Promise<{ client: MatrixClient; room: string }> {
  const client = await house.client(`person${people++}`, server ? { server } : {});
  const room = await alice.makeRoom({ invite: [client.userId] });
  await client.join(room);
  return { client, room };
}

/** What Alice is told of somebody until it is so. */
async function toldUntil(watcher: MatrixClient, userId: string, isSo: (content: JsonObject) => boolean): Promise<JsonObject> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const { presence } = await watcher.sync({ timeoutMs: 5_000 });
    const found = presence?.events.findLast(({ sender, content }) => sender === userId && isSo(content));
    if (found) return found.content;
  }
  throw new Error(`nothing like that was told of ${userId}`);
}

test('who types is told on all servers, and when they stop', async () => {
  const { client: bob, room } = await somebody(second);
  await alice.sync();
  const path = at(room, `typing/${encodeURIComponent(bob.userId)}`);
  const typing = async (is: boolean): Promise<unknown> => {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
      const events = (await alice.sync({ timeoutMs: 5_000 })).rooms?.join?.[room]?.ephemeral?.events ?? [];
      const people = events.findLast(({ type }) => type === 'm.typing')?.content['user_ids'];
      if (Array.isArray(people) && people.includes(bob.userId) === is) return people;
    }
    throw new Error('nobody was told who types');
  };
  await bob.must('PUT', path, { typing: true, timeout: 30_000 });
  expect(await typing(true)).toEqual([bob.userId]);
  await bob.must('PUT', path, { typing: false });
  expect(await typing(false)).toEqual([]);
  await bob.must('PUT', path, { typing: true, timeout: 1_000 });
  await typing(true);
  await typing(false); // by itself, when the time is over
});

test('who comes is told to whom they share a room with, on all servers, and to nobody else', async () => {
  const { client: carol } = await somebody(second);
  const stranger = await house.client('fremder');
  await Promise.all([alice.sync(), stranger.sync()]);
  await carol.sync();
  expect(await toldUntil(alice, carol.userId, () => true)).toMatchObject({ presence: 'online', currently_active: true });
  expect(JSON.stringify(await stranger.sync({ timeoutMs: 1_500 }))).not.toContain(carol.userId);
  expect((await stranger.ask('GET', statusOf(carol.userId))).status).toBe(403);
  expect(await alice.must('GET', statusOf(carol.userId))).toMatchObject({ presence: 'online' });
});

test('state and status are said by hand, kept, and told', async () => {
  const { client: dora } = await somebody(second);
  await dora.sync();
  await toldUntil(alice, dora.userId, () => true);
  await dora.must('PUT', statusOf(dora.userId), { presence: 'unavailable', status_msg: 'Mittag' });
  const content = await toldUntil(alice, dora.userId, ({ status_msg }) => status_msg === 'Mittag');
  expect(content).toMatchObject({ presence: 'unavailable', currently_active: false });
  await dora.must('PUT', statusOf(dora.userId), { presence: 'offline' });
  expect(await toldUntil(alice, dora.userId, ({ presence }) => presence === 'offline')).not.toHaveProperty('status_msg');
  expect((await dora.ask('PUT', statusOf(alice.userId), { presence: 'online' })).status).toBe(403);
  expect((await dora.ask('PUT', statusOf(dora.userId), { presence: 'fort' })).status).toBe(400);
});

test('who hides is away for everybody, at once and while they go on reading', async () => {
  const { client: emil } = await somebody(second);
  await emil.sync();
  await toldUntil(alice, emil.userId, ({ presence }) => presence === 'online');
  const wish = `/user/${encodeURIComponent(emil.userId)}/account_data/eu.saal.presence`;
  await emil.must('PUT', wish, { hidden: true });
  expect(await toldUntil(alice, emil.userId, ({ presence }) => presence === 'offline')).not.toHaveProperty('last_active_ago');
  await emil.sync();
  expect(JSON.stringify((await alice.sync({ timeoutMs: 1_500 })).presence ?? {})).not.toContain(emil.userId);
  expect(await alice.must('GET', statusOf(emil.userId))).toEqual({ presence: 'offline', currently_active: false });
  await emil.must('PUT', wish, {});
  await toldUntil(alice, emil.userId, ({ presence }) => presence === 'online');
});

test('a client that does not want to be seen is not', async () => {
  const { client: frida } = await somebody();
  await alice.sync();
  await frida.must('GET', '/sync?set_presence=offline');
  expect(JSON.stringify((await alice.sync({ timeoutMs: 1_500 })).presence ?? {})).not.toContain(frida.userId);
});

test('where it is turned off nobody is told anything', async () => {
  const silent = await openHouse();
  const [gerd, hanna] = [await silent.client('gerd'), await silent.client('hanna')];
  const room = await gerd.makeRoom({ invite: [hanna.userId] });
  await hanna.join(room);
  await hanna.sync();
  expect((await gerd.sync()).presence).toBeUndefined();
  expect((await gerd.ask('PUT', statusOf(gerd.userId), { presence: 'online' })).status).toBe(403);
  expect(await gerd.must('GET', statusOf(hanna.userId))).toEqual({ presence: 'offline', currently_active: false });
  await silent.close();
});
