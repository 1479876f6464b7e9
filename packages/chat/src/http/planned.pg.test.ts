import { systemClock, type Clock } from '@saal/foundation';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, openHouse, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let aheadMs = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + aheadMs };
const hourMs = 3_600_000;

beforeAll(async () => {
  house = await openHouse({ clock });
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
});
afterAll(() => house?.close());

const api = '/_matrix/client/unstable/eu.saal.planned';
const wish = (body: string, inMs: number) => ({
  send_at: clock.now() + inMs,
  type: 'm.room.message',
  content: { msgtype: 'm.text', body },
});
const plan = (who: MatrixClient, room: string, id: string, body: string, inMs = hourMs) =>
  who.ask('PUT', `${api}${at(room, `planned/${id}`)}`, wish(body, inMs));
const plannedOf = async (who: MatrixClient) => {
  const { planned } = await who.must('GET', `${api}/planned`);
  return (planned as { planned_id: string; content: { body: string }; failure?: string }[]).map((one) => [
    ...[one.planned_id, one.content.body],
    ...(one.failure === undefined ? [] : [one.failure]),
  ]);
};
/** @returns how many rows */
async function query(words: string, values: unknown[]): Promise<number> {
  const db = new pg.Client({ connectionString: house.databaseUrl });
  await db.connect();
  try {
    return (await db.query(words, values)).rowCount ?? 0;
  } finally {
    await db.end();
  }
}
async function roomOfBoth(): Promise<string> {
  const room = await alice.makeRoom({ preset: 'private_chat', invite: [bob.userId] });
  await bob.join(room);
  return room;
}
const said = async (room: string): Promise<string[]> => {
  const { chunk } = await bob.must('GET', at(room, 'messages?dir=f&limit=100'));
  return (chunk as { content: { body?: unknown } }[]).flatMap(({ content }) => (typeof content.body === 'string' ? content.body : []));
};
/** As a server that was started anew: what is due is looked for at once. */
const anotherServer = () => house.secondServer();

test('a message goes out at its time and not before, once, whichever server finds it first', async () => {
  const room = await roomOfBoth();
  expect((await plan(alice, room, 'p1', 'Guten Morgen')).status).toBe(200);
  expect(await plannedOf(alice)).toEqual([['p1', 'Guten Morgen']]);
  expect(await plannedOf(bob)).toEqual([]);
  await anotherServer();
  expect(await said(room)).toEqual([]);
  aheadMs += hourMs + 1;
  await Promise.all([anotherServer(), anotherServer(), anotherServer()]);
  await expect.poll(() => said(room), { timeout: 20_000 }).toEqual(['Guten Morgen']);
  await expect.poll(() => plannedOf(alice), { timeout: 20_000 }).toEqual([]);
  expect(await said(room)).toEqual(['Guten Morgen']);
});

test('planned for now it goes out at once, and Bob’s waiting sync has it', async () => {
  const room = await roomOfBoth();
  await bob.sync();
  const waiting = bob.sync({ timeoutMs: 20_000 });
  await plan(alice, room, 'now', 'Sofort', 0);
  const answer = await waiting;
  expect(words(answer.rooms?.join?.[room])).toEqual(['Sofort']);
});

test('a server killed between sending and forgetting says nothing twice', async () => {
  const room = await roomOfBoth();
  await plan(alice, room, 'killed', 'Einmal', 0);
  await expect.poll(() => said(room), { timeout: 20_000 }).toEqual(['Einmal']);
  await expect.poll(() => plannedOf(alice), { timeout: 20_000 }).toEqual([]);
  // What a killed server leaves: sent, and still on its way.
  const content = JSON.stringify({ msgtype: 'm.text', body: 'Einmal' });
  await query(
    `insert into chat.planned (user_id, planned_id, room_id, send_at_ms, type, content, state) values ($1, 'killed', $2, 1, 'm.room.message', $3, 'sending')`,
    [alice.userId, room, content],
  );
  expect((await alice.ask('DELETE', `${api}/planned/killed`)).status).toBe(404);
  await anotherServer();
  await expect.poll(() => query(`select 1 from chat.planned where planned_id = 'killed'`, []), { timeout: 20_000 }).toBe(0);
  expect(await said(room)).toEqual(['Einmal']);
});

test('it is changed and taken back until it is sent', async () => {
  const room = await roomOfBoth();
  await plan(alice, room, 'c', 'Erster Entwurf');
  await plan(alice, room, 'c', 'Zweiter Entwurf', 2 * hourMs);
  expect(await plannedOf(alice)).toEqual([['c', 'Zweiter Entwurf']]);
  expect((await bob.ask('DELETE', `${api}/planned/c`)).status).toBe(404);
  await alice.must('DELETE', `${api}/planned/c`);
  expect(await plannedOf(alice)).toEqual([]);
});

test('rights are asked when it is sent; a refusal is kept for its author', async () => {
  const room = await roomOfBoth();
  await plan(bob, room, 'late', 'Zu spät');
  await alice.must('POST', at(room, 'kick'), { user_id: bob.userId });
  aheadMs += hourMs + 1;
  await anotherServer();
  await expect.poll(() => plannedOf(bob), { timeout: 20_000 }).toEqual([['late', 'Zu spät', 'forbidden']]);
  const { chunk } = await alice.must('GET', at(room, 'messages?dir=b&limit=100'));
  expect(JSON.stringify(chunk)).not.toContain('Zu spät');
  await bob.must('DELETE', `${api}/planned/late`);
});

test('only messages, of those inside, within a year and not without end', async () => {
  const room = await alice.makeRoom();
  expect((await plan(bob, room, 'x', 'von außen')).status).toBe(403);
  expect((await plan(alice, room, 'x', 'zu fern', 400 * 24 * hourMs)).status).toBe(400);
  expect((await plan(alice, room, 'a b', 'kein Name')).status).toBe(400);
  expect((await plan(alice, room, 'x', 'x'.repeat(70_000))).status).toBe(413);
  const state = { send_at: clock.now() + hourMs, type: 'm.room.member', content: {} };
  expect((await alice.ask('PUT', `${api}${at(room, 'planned/x')}`, state)).status).toBe(400);
  await query(
    `insert into chat.planned (user_id, planned_id, room_id, send_at_ms, type, content)
     select $1, 'n' || number, $2, $3, 'm.room.message', '{}' from generate_series(1, 100) number`,
    [alice.userId, room, clock.now() + hourMs],
  );
  expect((await plan(alice, room, 'too-many', 'zu viel')).status).toBe(429);
  await query(`delete from chat.planned`, []);
});

test('of somebody whose account was disabled meanwhile nothing goes out', async () => {
  const carol = await house.client('carol');
  const room = await carol.makeRoom({ preset: 'private_chat', invite: [bob.userId] });
  await bob.join(room);
  await plan(carol, room, 'gone', 'Nicht mehr');
  await query('update accounts.person set disabled_at_ms = 1 where email = $1', ['carol@stadt.example']);
  aheadMs += hourMs + 1;
  await anotherServer();
  const failures = () => query(`select 1 from chat.planned where planned_id = 'gone' and failure = 'forbidden'`, []);
  await expect.poll(failures, { timeout: 20_000 }).toBe(1);
  expect(await said(room)).toEqual([]);
});
