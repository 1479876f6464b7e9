import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, openHouse, text, words, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
});
afterAll(() => house?.close());

const fresh = (client: MatrixClient): MatrixClient => {
  client.since = undefined;
  return client;
};

test('two write to each other, in one order for both', async () => {
  const room = await alice.makeRoom({ name: 'Bauamt', invite: [bob.userId] });
  const invited = await fresh(bob).sync();
  const names = invited.rooms?.invite?.[room]?.invite_state.events.map(({ type, content }) => [
    type,
    content['name'] ?? content.membership,
  ]);
  expect(names).toContainEqual(['m.room.name', 'Bauamt']);
  expect(names).toContainEqual(['m.room.member', 'invite']);
  await bob.join(room);
  await fresh(alice).sync();
  await bob.sync();
  await alice.send(room, 'Guten Morgen');
  await bob.send(room, 'Moin');
  const [toAlice, toBob] = [await alice.sync(), await bob.sync()];
  expect(words(toAlice.rooms?.join?.[room])).toEqual(['Guten Morgen', 'Moin']);
  expect(words(toBob.rooms?.join?.[room])).toEqual(['Guten Morgen', 'Moin']);
  // Her own request is known to the device that made it, and to no other.
  const idOf = (answer: typeof toBob) => answer.rooms?.join?.[room]?.timeline?.events[0]?.unsigned?.['transaction_id'];
  expect(idOf(toAlice)).toMatch(/^t\d+$/);
  expect(idOf(toBob)).toBeUndefined();
});

test('a request that is repeated is answered the same and said once, also at the same moment', async () => {
  const room = await alice.makeRoom();
  const ids = await Promise.all(Array.from({ length: 5 }, () => alice.send(room, 'einmal', 'same')));
  expect(new Set(ids).size).toBe(1);
  expect(words((await fresh(alice).sync()).rooms?.join?.[room])).toEqual(['einmal']);
});

test('strangers learn nothing of a room, not even that it is there', async () => {
  const room = await alice.makeRoom({ name: 'Personalrat' });
  const event = await alice.send(room, 'vertraulich');
  for (const path of ['state', 'members', 'joined_members', 'messages?dir=b', 'state/m.room.name']) {
    expect(await carol.ask('GET', at(room, path))).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    expect((await carol.ask('GET', at('!gibtesnicht:stadt.example', path))).status).toBe(403);
  }
  expect((await carol.ask('GET', at(room, `event/${event}`))).status).toBe(404);
  expect((await carol.ask('PUT', at(room, 'send/m.room.message/x'), { body: 'x' })).status).toBe(403);
  expect((await carol.ask('POST', at(room, 'join'), {})).status).toBe(403);
  expect((await fresh(carol).sync()).rooms?.join?.[room]).toBeUndefined();
});

test('who left reads what was written until then, and nothing after', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  await alice.send(room, 'davor');
  await fresh(bob).sync();
  await bob.must('POST', at(room, 'leave'), {});
  const after = await alice.send(room, 'danach');
  const gone = await bob.sync();
  expect(gone.rooms?.join?.[room]).toBeUndefined();
  expect(gone.rooms?.leave?.[room]?.timeline?.events.at(-1)).toMatchObject({ type: 'm.room.member', content: { membership: 'leave' } });
  const read = await bob.must('GET', at(room, 'messages?dir=b&limit=50'));
  expect(JSON.stringify(read)).toContain('davor');
  expect(JSON.stringify(read)).not.toContain('danach');
  expect((await bob.ask('GET', at(room, `event/${after}`))).status).toBe(404);
  expect((await bob.sync()).rooms?.leave?.[room]).toBeUndefined(); // told once
});

test.each([
  ['shared', ['alt', 'neu']],
  ['invited', ['neu']],
  ['joined', ['neu']],
])('with the history %s a newcomer reads %j', async (visibility, expected) => {
  const state = [{ type: 'm.room.history_visibility', content: { history_visibility: visibility } }];
  const room = await alice.makeRoom({ preset: 'public_chat', initial_state: state });
  await alice.send(room, 'alt');
  await bob.join(room);
  await alice.send(room, 'neu');
  expect(words((await fresh(bob).sync()).rooms?.join?.[room])).toEqual(expected);
  const page = (await bob.must('GET', at(room, 'messages?dir=b&limit=50')))['chunk'] as { content: { body?: string } }[];
  expect(page.flatMap(({ content }) => content.body ?? []).reverse()).toEqual(expected);
});

test('a gap is told, and filled page by page without loss or repetition', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  await fresh(bob).sync();
  for (let n = 1; n <= 25; n++) await alice.send(room, `Nr. ${n}`);
  const { timeline } = (await bob.sync()).rooms?.join?.[room] ?? {};
  expect(timeline?.limited).toBe(true);
  const read = (timeline?.events ?? []).flatMap(({ content }) => content.body ?? []);
  expect(read).toHaveLength(10);
  let from: string | undefined = timeline?.prev_batch;
  while (from !== undefined) {
    const page = await bob.must('GET', at(room, `messages?dir=b&limit=4&from=${from}`));
    read.unshift(...(page['chunk'] as { content: { body?: string } }[]).flatMap(({ content }) => content.body ?? []).reverse());
    from = page['end'] as string | undefined;
  }
  expect(read).toEqual(Array.from({ length: 25 }, (_, n) => `Nr. ${n + 1}`));
});

test('what changed in a gap is told as state, before the timeline', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId], name: 'alt' });
  await bob.join(room);
  await fresh(bob).sync();
  await alice.must('PUT', at(room, 'state/m.room.name'), { name: 'zwischendurch' });
  await alice.must('PUT', at(room, 'state/m.room.name'), { name: 'neu' });
  for (let n = 0; n < 12; n++) await alice.send(room, String(n));
  const section = (await bob.sync()).rooms?.join?.[room];
  expect(section?.state?.events.map(({ type, content }) => [type, content['name']])).toEqual([['m.room.name', 'neu']]);
});

test('what is taken back is empty for all, and says who took it back', async () => {
  const room = await alice.makeRoom({ invite: [bob.userId] });
  await bob.join(room);
  const said = await bob.send(room, 'Unsinn');
  expect((await fresh(carol).ask('PUT', at(room, `redact/${said}/r0`), {})).status).toBe(403);
  const taken = text((await alice.must('PUT', at(room, `redact/${said}/r1`), { reason: 'falscher Raum' }))['event_id']);
  const event = await bob.must('GET', at(room, `event/${said}`));
  expect(event).toMatchObject({ content: {}, unsigned: { redacted_because: { event_id: taken, content: { reason: 'falscher Raum' } } } });
  expect(JSON.stringify(await fresh(bob).sync())).not.toContain('Unsinn');
  // With power over others' words Alice may; Bob may not redact hers.
  const hers = await alice.send(room, 'bleibt');
  expect((await bob.ask('PUT', at(room, `redact/${hers}/r2`), {})).status).toBe(403);
});

test('put out is out: no reading on, no writing, no coming back after a ban', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  await fresh(bob).sync();
  expect((await bob.ask('POST', at(room, 'kick'), { user_id: alice.userId })).status).toBe(403);
  await alice.must('POST', at(room, 'kick'), { user_id: bob.userId, reason: 'Ruhe bitte' });
  expect((await bob.sync()).rooms?.leave?.[room]?.timeline?.events.at(-1)?.content).toMatchObject({
    membership: 'leave',
    reason: 'Ruhe bitte',
  });
  expect((await bob.ask('PUT', at(room, 'send/m.room.message/k'), { body: 'doch' })).status).toBe(403);
  await bob.join(room);
  await alice.must('POST', at(room, 'ban'), { user_id: bob.userId });
  expect((await bob.ask('POST', at(room, 'join'), {})).status).toBe(403);
  await alice.must('POST', at(room, 'unban'), { user_id: bob.userId });
  await bob.join(room);
});

test('a name leads to one room only', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat', room_alias_name: 'kantine' });
  const alias = encodeURIComponent('#kantine:stadt.example');
  expect(await bob.must('GET', `/directory/room/${alias}`)).toMatchObject({ room_id: room });
  expect(await bob.must('POST', `/join/${alias}`, {})).toMatchObject({ room_id: room });
  expect((await bob.ask('POST', '/createRoom', { room_alias_name: 'kantine' })).body).toMatchObject({ errcode: 'M_ROOM_IN_USE' });
});

describe('in a restricted room', () => {
  test('members of the team come in by themselves, others do not', async () => {
    const team = await alice.makeRoom({ invite: [bob.userId], creation_content: { type: 'm.space' } });
    await bob.join(team);
    const allow = [{ type: 'm.room_membership', room_id: team }];
    const room = await alice.makeRoom({ initial_state: [{ type: 'm.room.join_rules', content: { join_rule: 'restricted', allow } }] });
    expect((await carol.ask('POST', at(room, 'join'), {})).status).toBe(403);
    await bob.join(room);
    const own = await bob.must('GET', at(room, `state/m.room.member/${encodeURIComponent(bob.userId)}`));
    expect(own).toMatchObject({ membership: 'join', join_authorised_via_users_server: alice.userId });
  });
});

test('members come when they are asked for, those who speak without', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  for (const client of [bob, carol]) await client.join(room);
  await bob.send(room, 'Hallo');
  const filter = { room: { state: { lazy_load_members: true }, timeline: { limit: 1 } } };
  const section = (await fresh(carol).sync({ filter })).rooms?.join?.[room];
  const told = section?.state?.events.filter(({ type }) => type === 'm.room.member').map(({ state_key }) => state_key);
  expect(told?.sort()).toEqual([bob.userId, carol.userId]);
  expect(section?.summary).toMatchObject({ 'm.joined_member_count': 3 });
  expect((await carol.must('GET', at(room, 'members')))['chunk']).toHaveLength(3);
});
