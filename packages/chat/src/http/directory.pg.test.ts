import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { ask, at, openHouse, text, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
});
afterAll(() => house?.close());

const v1 = (path: string): string => `/_matrix/client/v1${path}`;
const chunk = (answer: JsonObject): JsonObject[] => answer['chunk'] as JsonObject[];

test('published rooms are found by those signed in, the largest first, and by nobody else', async () => {
  const small = await alice.makeRoom({ visibility: 'public', name: 'Kleingarten', topic: 'Beete' });
  const large = await alice.makeRoom({ visibility: 'public', name: 'Großmarkt', creation_content: { type: 'm.space' } });
  const hidden = await alice.makeRoom({ preset: 'public_chat', name: 'Unveröffentlicht' });
  await bob.join(large);
  expect(chunk(await carol.must('GET', '/publicRooms')).map(({ room_id }) => room_id)).toEqual([large, small]);
  const first = await carol.must('GET', '/publicRooms?limit=1');
  expect(first).toMatchObject({
    total_room_count_estimate: 2,
    chunk: [{ name: 'Großmarkt', num_joined_members: 2, room_type: 'm.space', join_rule: 'public' }],
  });
  expect(chunk(await carol.must('GET', `/publicRooms?limit=1&since=${text(first['next_batch'])}`))).toMatchObject([
    { room_id: small, topic: 'Beete' },
  ]);
  expect(chunk(await carol.must('POST', '/publicRooms', { filter: { generic_search_term: 'BEET' } }))).toMatchObject([{ room_id: small }]);
  expect(chunk(await carol.must('POST', '/publicRooms', { filter: { room_types: [null] } }))).toHaveLength(1);
  expect(await ask(house.first.url, undefined, 'GET', '/publicRooms')).toMatchObject({ status: 401 });
  expect((await carol.ask('GET', '/publicRooms?server=anderswo.example')).status).toBe(404);
  const listing = `/directory/list/room/${encodeURIComponent(hidden)}`;
  expect(await carol.must('GET', listing)).toEqual({ visibility: 'private' });
  expect((await bob.ask('PUT', listing, { visibility: 'public' })).status).toBe(403);
  await alice.must('PUT', listing, { visibility: 'public' });
  expect(chunk(await carol.must('GET', '/publicRooms'))).toHaveLength(3);
});

test('names lead to rooms: made by members, taken away by who made them or has the power', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await bob.join(room);
  const alias = `/directory/room/${encodeURIComponent('#poststelle:stadt.example')}`;
  expect((await carol.ask('PUT', alias, { room_id: room })).status).toBe(403);
  await bob.must('PUT', alias, { room_id: room });
  expect((await alice.ask('PUT', alias, { room_id: room })).status).toBe(409);
  expect(await carol.must('GET', alias)).toMatchObject({ room_id: room });
  expect(await alice.must('GET', at(room, 'aliases'))).toEqual({ aliases: ['#poststelle:stadt.example'] });
  expect((await carol.ask('GET', at(room, 'aliases'))).status).toBe(403);
  expect((await carol.ask('DELETE', alias)).status).toBe(403);
  await bob.must('DELETE', alias);
  expect((await carol.ask('GET', alias)).status).toBe(404);
  const foreign = `/directory/room/${encodeURIComponent('#x:anderswo.example')}`;
  expect((await alice.ask('PUT', foreign, { room_id: room })).status).toBe(400);
});

/** A team with three rooms: one for its members, one for announcements, one for those invited. */
async function team(): Promise<{ space: string; open: string; news: string; closed: string }> {
  const space = await alice.makeRoom({
    name: 'Team Straßenbau',
    creation_content: { type: 'm.space' },
    power_level_content_override: { events_default: 100 },
  });
  const allow = [{ type: 'm.room_membership', room_id: space }];
  const restricted = [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'restricted', allow } }];
  const parent = { type: 'm.space.parent', state_key: space, content: { via: ['stadt.example'], canonical: true } };
  const open = await alice.makeRoom({ name: 'Allgemein', initial_state: [...restricted, parent] });
  const news = await alice.makeRoom({
    name: 'Ankündigungen',
    initial_state: [...restricted, parent],
    power_level_content_override: { events_default: 50 },
  });
  const closed = await alice.makeRoom({ name: 'Leitung', initial_state: [parent] });
  for (const [order, [child, suggested]] of (
    [
      [open, true],
      [news, true],
      [closed, false],
    ] as const
  ).entries())
    await alice.must('PUT', at(space, `state/m.space.child/${encodeURIComponent(child)}`), {
      via: ['stadt.example'],
      order: String(order),
      suggested,
    });
  return { space, open, news, closed };
}

test('a team of three rooms works by the plain API: its members come in by themselves, others do not', async () => {
  const { space, open, news, closed } = await team();
  expect((await bob.ask('GET', v1(at(space, 'hierarchy')))).status).toBe(403);
  await alice.must('POST', at(space, 'invite'), { user_id: bob.userId });
  await bob.join(space);
  const seen = await bob.must('GET', v1(at(space, 'hierarchy')));
  const rooms = seen['rooms'] as JsonObject[];
  expect(rooms.map(({ room_id }) => room_id)).toEqual([space, open, news]);
  expect(rooms[0]).toMatchObject({ name: 'Team Straßenbau', room_type: 'm.space', num_joined_members: 2 });
  expect((rooms[0]?.['children_state'] as JsonObject[]).map(({ state_key }) => state_key)).toEqual([open, news, closed]);
  expect(rooms[1]).toMatchObject({ join_rule: 'restricted', allowed_room_ids: [space], children_state: [] });
  for (const room of [open, news]) await bob.join(room);
  expect((await bob.ask('POST', at(closed, 'join'), {})).status).toBe(403);
  expect((await carol.ask('POST', at(open, 'join'), {})).status).toBe(403);
  await bob.send(open, 'Guten Morgen');
  // Few write, all read.
  expect((await bob.ask('PUT', at(news, 'send/m.room.message/n1'), { msgtype: 'm.text', body: 'x' })).status).toBe(403);
  await alice.send(news, 'Ab Montag gesperrt');
  expect(JSON.stringify(await bob.must('GET', at(news, 'messages?dir=b')))).toContain('Ab Montag gesperrt');
  // Somebody from outside the team, invited to one room: it and no more.
  await alice.must('POST', at(open, 'invite'), { user_id: carol.userId });
  await carol.join(open);
  expect((await carol.ask('GET', v1(at(space, 'hierarchy')))).status).toBe(403);
  expect((await carol.ask('POST', at(news, 'join'), {})).status).toBe(403);
});

test('what a team holds is told by depth, page by page, suggested ones alone on wish, and circles end', async () => {
  const { space, open, news, closed } = await team();
  await alice.must('PUT', at(closed, `state/m.space.child/${encodeURIComponent(space)}`), { via: ['stadt.example'] });
  const ids = async (query: string): Promise<unknown[]> =>
    ((await alice.must('GET', v1(at(space, `hierarchy?${query}`))))['rooms'] as JsonObject[]).map(({ room_id }) => room_id);
  expect(await ids('')).toEqual([space, open, news, closed]);
  expect(await ids('max_depth=0')).toEqual([space]);
  expect(await ids('suggested_only=true')).toEqual([space, open, news]);
  const first = await alice.must('GET', v1(at(space, 'hierarchy?limit=3')));
  expect(first['rooms']).toHaveLength(3);
  expect(await ids(`limit=3&from=${text(first['next_batch'])}`)).toEqual([closed]);
  expect((await alice.ask('GET', v1(at(space, 'hierarchy?from=x')))).status).toBe(400);
});

test('what a room is, is told to who might come in, and to nobody else', async () => {
  const open = await alice.makeRoom({ preset: 'public_chat', name: 'Kantine', room_alias_name: 'kantine' });
  const shut = await alice.makeRoom({ name: 'Geheim' });
  expect(await carol.must('GET', v1(`/room_summary/${encodeURIComponent('#kantine:stadt.example')}`))).toMatchObject({
    room_id: open,
    name: 'Kantine',
    membership: 'leave',
    room_version: '11',
  });
  for (const place of [shut, '!gibtesnicht:stadt.example'])
    expect((await carol.ask('GET', v1(`/room_summary/${encodeURIComponent(place)}`))).status).toBe(404);
  expect(await alice.must('GET', `/_matrix/client/unstable/im.nheko.summary/summary/${encodeURIComponent(shut)}`)).toMatchObject({
    membership: 'join',
  });
  await alice.must('POST', at(open, 'ban'), { user_id: carol.userId });
  expect((await carol.ask('GET', v1(`/room_summary/${encodeURIComponent(open)}`))).status).toBe(404);
});

test('who knocks is told what the room is called, is let in or not, and takes it back', async () => {
  const rules = [{ type: 'm.room.join_rules', state_key: '', content: { join_rule: 'knock' } }];
  const room = await alice.makeRoom({ name: 'Mit Tür', initial_state: rules });
  expect((await carol.ask('POST', at(room, 'join'), {})).status).toBe(403);
  await carol.must('POST', `/knock/${encodeURIComponent(room)}`, { reason: 'bitte' });
  const knocked = (await carol.sync()) as unknown as { rooms?: { knock?: Record<string, { knock_state: { events: JsonObject[] } }> } };
  const events = knocked.rooms?.knock?.[room]?.knock_state.events ?? [];
  expect(events).toContainEqual(expect.objectContaining({ type: 'm.room.name', content: { name: 'Mit Tür' } }));
  expect(events.every((event) => !('event_id' in event))).toBe(true);
  expect((await carol.ask('GET', at(room, 'messages?dir=b'))).status).toBe(403);
  await alice.must('POST', at(room, 'invite'), { user_id: carol.userId });
  await carol.join(room);
  await bob.must('POST', `/knock/${encodeURIComponent(room)}`, {});
  await bob.must('POST', at(room, 'leave'), {});
  expect((await bob.ask('POST', at(room, 'join'), {})).status).toBe(403);
  const closed = await alice.makeRoom();
  expect((await bob.ask('POST', `/knock/${encodeURIComponent(closed)}`, {})).status).toBe(403);
});

test('members of the team come in by themselves where others knock', async () => {
  const space = await alice.makeRoom({ invite: [bob.userId], creation_content: { type: 'm.space' } });
  await bob.join(space);
  const content = { join_rule: 'knock_restricted', allow: [{ type: 'm.room_membership', room_id: space }] };
  const room = await alice.makeRoom({ initial_state: [{ type: 'm.room.join_rules', state_key: '', content }] });
  await bob.join(room);
  expect((await carol.ask('POST', at(room, 'join'), {})).status).toBe(403);
  await carol.must('POST', `/knock/${encodeURIComponent(room)}`, {});
});

test('a room that is replaced leads to the new one, which bears its name, rules, bans and powers', async () => {
  const room = await alice.makeRoom({
    visibility: 'public',
    name: 'Alt',
    room_alias_name: 'umzug',
    power_level_content_override: { users: { [alice.userId]: 100, [bob.userId]: 50 } },
  });
  await bob.join(room);
  await alice.must('POST', at(room, 'ban'), { user_id: carol.userId });
  expect((await bob.ask('POST', at(room, 'upgrade'), { new_version: '11' })).status).toBe(403);
  expect((await alice.ask('POST', at(room, 'upgrade'), { new_version: '99' })).body).toMatchObject({
    errcode: 'M_UNSUPPORTED_ROOM_VERSION',
  });
  const next = text((await alice.must('POST', at(room, 'upgrade'), { new_version: '11' }))['replacement_room']);
  expect(await bob.must('GET', at(room, 'state/m.room.tombstone'))).toMatchObject({ replacement_room: next });
  expect(await alice.must('GET', at(next, 'state/m.room.create'))).toMatchObject({ predecessor: { room_id: room } });
  expect(await alice.must('GET', at(next, 'state/m.room.name'))).toEqual({ name: 'Alt' });
  expect(await alice.must('GET', at(next, 'state/m.room.canonical_alias'))).toEqual({ alias: '#umzug:stadt.example' });
  expect(await alice.must('GET', at(next, 'state/m.room.power_levels'))).toMatchObject({ users: { [bob.userId]: 50 } });
  expect(await bob.must('POST', `/join/${encodeURIComponent('#umzug:stadt.example')}`, {})).toEqual({ room_id: next });
  expect((await carol.ask('POST', at(next, 'join'), {})).status).toBe(403);
  expect((await bob.ask('PUT', at(room, 'send/m.room.message/old'), { body: 'x' })).status).toBe(200); // has 50
  expect(await alice.must('GET', at(room, 'state/m.room.power_levels'))).toMatchObject({ events_default: 50, invite: 50 });
  expect(chunk(await alice.must('GET', '/publicRooms')).map(({ room_id }) => room_id)).toContain(next);
});

test('a time leads to the nearest message that one may read', async () => {
  const room = await alice.makeRoom({
    preset: 'public_chat',
    initial_state: [{ type: 'm.room.history_visibility', content: { history_visibility: 'joined' } }],
  });
  const before = await alice.send(room, 'davor');
  await bob.join(room);
  const after = await alice.send(room, 'danach');
  const near = (client: MatrixClient, query: string) => client.ask('GET', v1(at(room, `timestamp_to_event?${query}`)));
  expect((await near(alice, `ts=${Date.now()}&dir=b`)).body).toMatchObject({ event_id: after });
  expect((await near(alice, `ts=${Date.now() + 60_000}&dir=f`)).status).toBe(404);
  const own = (await near(bob, 'ts=0&dir=f')).body;
  expect(own['event_id']).not.toBe(before);
  expect((await near(carol, 'ts=0&dir=f')).status).toBe(403);
  expect((await near(alice, 'ts=gestern&dir=f')).status).toBe(400);
});

test('people find each other and the rooms they share', async () => {
  const room = await alice.makeRoom({ preset: 'public_chat' });
  await carol.join(room);
  expect((await alice.must('GET', v1(`/mutual_rooms?user_id=${encodeURIComponent(carol.userId)}`)))['joined']).toContain(room);
  expect((await alice.ask('GET', v1('/mutual_rooms'))).status).toBe(400);
  expect((await alice.must('POST', '/user_directory/search', { search_term: 'carol' }))['results']).toMatchObject([
    { user_id: carol.userId, display_name: 'Carol' },
  ]);
});

test('what is wrong is reported by those who can read it', async () => {
  const room = await alice.makeRoom();
  const event = await alice.send(room, 'grob');
  expect((await bob.ask('POST', at(room, `report/${event}`), { reason: 'x' })).status).toBe(404);
  await alice.must('POST', at(room, `report/${event}`), { reason: 'grob', score: -100 });
  await bob.must('POST', at(room, 'report'), { reason: 'seltsam' });
  await bob.must('POST', `/users/${encodeURIComponent(alice.userId)}/report`, { reason: 'laut' });
  expect((await bob.ask('POST', `/users/${encodeURIComponent('@niemand:stadt.example')}/report`, { reason: 'laut' })).status).toBe(404);
});

test('what the house keeps is refused with a word, and what there is none of is empty', async () => {
  expect((await alice.ask('POST', '/account/password', { new_password: 'x' })).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
  expect((await alice.ask('POST', '/register', {})).body).toMatchObject({ errcode: 'M_FORBIDDEN' });
  expect(await alice.must('GET', '/account/3pid')).toEqual({ threepids: [] });
  expect(await alice.must('GET', '/voip/turnServer')).toEqual({});
  expect(await alice.must('GET', '/thirdparty/protocols')).toEqual({});
});
