/** Teams, announcements, and people from elsewhere in them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import { at, openHouse, type House, type MatrixClient } from '../testing/house.ts';

let house: House;
let alice: MatrixClient;
let bob: MatrixClient;
let carol: MatrixClient;
/** Not of this administration, with an account. */
let eve: MatrixClient;

beforeAll(async () => {
  house = await openHouse();
  [alice, bob, carol] = [await house.client('alice'), await house.client('bob'), await house.client('carol')];
  eve = await house.client('externeve');
});
afterAll(() => house?.close());

const mark = (content: JsonObject): JsonObject => ({ type: 'eu.saal.room', state_key: '', content });
const restricted = (team: string): JsonObject => ({
  type: 'm.room.join_rules',
  content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: team }] },
});
const found = async (client: MatrixClient, search: string): Promise<unknown[]> => {
  const { results } = await client.must('POST', '/user_directory/search', { search_term: search });
  return (results as JsonObject[]).map(({ user_id }) => user_id);
};
const state = (room: string, type: string, key = ''): string => at(room, `state/${type}/${encodeURIComponent(key)}`);

/** Of Alice, with one channel. */
async function makeTeam(content: JsonObject = {}, wish: JsonObject = {}): Promise<{ team: string; channel: string }> {
  const team = await alice.makeRoom({
    ...{ preset: 'private_chat', name: 'Umzug', creation_content: { type: 'm.space' }, ...wish },
    initial_state: [mark({ kind: 'team', ...content })],
  });
  const channel = await alice.makeRoom({ name: 'Allgemein', initial_state: [mark({ kind: 'group', team_id: team }), restricted(team)] });
  await alice.must('PUT', state(team, 'm.space.child', channel), { via: ['stadt.example'] });
  return { team, channel };
}

const invite = (client: MatrixClient, room: string, who: MatrixClient) => client.ask('POST', at(room, 'invite'), { user_id: who.userId });

test('a team takes externals only while its owner lets them in, and moderators cannot change that', async () => {
  const { team, channel } = await makeTeam();
  expect(await invite(alice, team, eve)).toMatchObject({ status: 403 });
  expect(await invite(alice, channel, eve)).toMatchObject({ status: 403 });
  expect((await alice.ask('PUT', state(team, 'm.room.member', eve.userId), { membership: 'invite' })).status).toBe(403);
  await alice.must('POST', at(team, 'invite'), { user_id: bob.userId });
  await bob.join(team);
  const levels = await alice.must('GET', state(team, 'm.room.power_levels'));
  await alice.must('PUT', state(team, 'm.room.power_levels'), {
    ...levels,
    users: { ...(levels['users'] as JsonObject), [bob.userId]: 50 },
  });
  expect((await bob.ask('PUT', state(team, 'eu.saal.room'), { kind: 'team', externals: true })).status).toBe(403);
  await alice.must('PUT', state(team, 'eu.saal.room'), { kind: 'team', externals: true });
  expect((await invite(bob, team, eve)).status).toBe(200);
  await eve.join(team);
  expect(await alice.must('GET', state(team, 'm.room.member', eve.userId))).toMatchObject({ 'eu.saal.external': true });
  // It is said by the server, not by the one whom it is about.
  await eve.must('PUT', state(team, 'm.room.member', eve.userId), { membership: 'join', 'eu.saal.external': false, displayname: 'E' });
  expect(await alice.must('GET', state(team, 'm.room.member', eve.userId))).toMatchObject({ 'eu.saal.external': true });
});

test('an invitation that was sent while externals were let in ends with that', async () => {
  const { team } = await makeTeam({ externals: true });
  expect((await invite(alice, team, eve)).status).toBe(200);
  await alice.must('PUT', state(team, 'eu.saal.room'), { kind: 'team' });
  expect((await eve.ask('POST', at(team, 'join'), {})).status).toBe(403);
});

test('being in the team lets people of the house into its channels, externals need an invitation to each', async () => {
  const { team, channel } = await makeTeam({ externals: true });
  for (const one of [bob, eve]) {
    await alice.must('POST', at(team, 'invite'), { user_id: one.userId });
    await one.join(team);
  }
  await bob.join(channel);
  expect((await eve.ask('POST', at(channel, 'join'), {})).status).toBe(403);
  const forged = { membership: 'join', join_authorised_via_users_server: alice.userId };
  expect((await eve.ask('PUT', state(channel, 'm.room.member', eve.userId), forged)).status).toBe(403);
  expect((await eve.ask('POST', `/knock/${encodeURIComponent(channel)}`, {})).status).toBe(403);
  await alice.must('POST', at(channel, 'invite'), { user_id: eve.userId });
  await eve.join(channel);
  await eve.send(channel, 'Guten Tag');
  // Nobody from elsewhere brings others.
  const level = await alice.must('GET', state(channel, 'm.room.power_levels'));
  await alice.must('PUT', state(channel, 'm.room.power_levels'), { ...level, invite: 0 });
  expect((await invite(eve, channel, carol)).status).toBe(403);
  expect((await invite(bob, channel, carol)).status).toBe(200);
});

test('who was put out of a restricted room does not come back by vouching for themselves', async () => {
  const { team, channel } = await makeTeam();
  await alice.must('POST', at(team, 'invite'), { user_id: bob.userId });
  await bob.join(team);
  await bob.join(channel);
  await alice.must('POST', at(team, 'kick'), { user_id: bob.userId });
  await alice.must('POST', at(channel, 'kick'), { user_id: bob.userId });
  const forged = { membership: 'join', join_authorised_via_users_server: alice.userId };
  expect((await bob.ask('PUT', state(channel, 'm.room.member', bob.userId), forged)).status).toBe(403);
});

test('externals find people they share a room with, no others, and no open rooms or teams', async () => {
  const dave = await house.client('dave');
  const outsider = await house.client('externfrank');
  expect(await found(outsider, 'a')).toEqual([]);
  expect((await outsider.ask('GET', `/profile/${encodeURIComponent(dave.userId)}`)).status).toBe(404);
  const open = await alice.makeRoom({ visibility: 'public', preset: 'public_chat', name: 'Kantine' });
  expect((await outsider.must('GET', '/publicRooms'))['chunk']).toEqual([]);
  expect((await dave.must('GET', '/publicRooms'))['chunk']).toHaveLength(1);
  expect((await outsider.ask('POST', at(open, 'join'), {})).status).toBe(403);
  expect((await outsider.ask('GET', `/_matrix/client/v1/room_summary/${encodeURIComponent(open)}`)).status).toBe(404);
  expect((await outsider.ask('POST', '/createRoom', { invite: [dave.userId] })).status).toBe(403);
  expect((await outsider.ask('POST', '/createRoom', { creation_content: { type: 'm.space' } })).status).toBe(403);
  expect((await outsider.ask('POST', '/createRoom', { visibility: 'public' })).status).toBe(403);
  await alice.must('POST', at(open, 'invite'), { user_id: outsider.userId });
  await dave.join(open);
  await outsider.join(open);
  expect(await found(outsider, 'dave')).toEqual([dave.userId]);
  expect(await found(outsider, 'bob')).toEqual([]);
  expect(await outsider.must('GET', `/profile/${encodeURIComponent(dave.userId)}`)).toMatchObject({ displayname: 'Dave' });
  await outsider.must('POST', '/createRoom', { invite: [dave.userId], is_direct: true, preset: 'trusted_private_chat' });
  // For the house they are found, and marked.
  const { results } = await bob.must('POST', '/user_directory/search', { search_term: 'externfrank' });
  expect(results).toMatchObject([{ user_id: outsider.userId, 'eu.saal.external': true }]);
});

test('an open team is found and joined or knocked at by people of the house', async () => {
  const rule = { type: 'm.room.join_rules', content: { join_rule: 'knock' } };
  const team = await alice.makeRoom({
    ...{ visibility: 'public', preset: 'private_chat', name: 'Radgruppe', creation_content: { type: 'm.space' } },
    initial_state: [mark({ kind: 'team' }), rule],
  });
  const list = await carol.must('POST', '/publicRooms', { filter: { room_types: ['m.space'], generic_search_term: 'rad' } });
  expect(list['chunk']).toMatchObject([{ room_id: team, join_rule: 'knock' }]);
  expect((await carol.ask('POST', at(team, 'join'), {})).status).toBe(403);
  await carol.must('POST', `/knock/${encodeURIComponent(team)}`, {});
  await alice.must('POST', at(team, 'invite'), { user_id: carol.userId });
  await carol.join(team);
  // Members put no channels into it; that is for those who lead.
  expect((await carol.ask('PUT', state(team, 'm.space.child', team), { via: ['stadt.example'] })).status).toBe(403);
  expect((await carol.ask('PUT', state(team, 'eu.saal.links'), { links: [] })).status).toBe(403);
});

test('announcements are written by few and read by all, who may react; moderators choose who writes', async () => {
  const room = await alice.makeRoom({
    name: 'Amtsblatt',
    invite: [bob.userId, carol.userId],
    initial_state: [mark({ kind: 'announcements' })],
  });
  for (const one of [bob, carol]) await one.join(room);
  const eventId = await alice.send(room, 'Neue Öffnungszeiten');
  const send = at(room, 'send/m.room.message/');
  expect((await bob.ask('PUT', `${send}b1`, { msgtype: 'm.text', body: 'Danke' })).status).toBe(403);
  const reaction = { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key: '👍' } };
  await bob.must('PUT', at(room, 'send/m.reaction/b2'), reaction);
  const levels = await alice.must('GET', state(room, 'm.room.power_levels'));
  const users = levels['users'] as JsonObject;
  await alice.must('PUT', state(room, 'm.room.power_levels'), { ...levels, users: { ...users, [bob.userId]: 50 } });
  const now = await bob.must('GET', state(room, 'm.room.power_levels'));
  await bob.must('PUT', state(room, 'm.room.power_levels'), { ...now, users: { ...(now['users'] as JsonObject), [carol.userId]: 20 } });
  await carol.send(room, 'Auch freitags');
  // What the room is stays with its owner.
  expect((await bob.ask('PUT', state(room, 'eu.saal.room'), { kind: 'group' })).status).toBe(403);
});
