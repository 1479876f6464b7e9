/** Teams of the directory: who is in them, who is not, and what nobody does there. Groups are told by hand; people have real accounts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonHere } from '../chatters.ts';
import type { HouseGroup } from '../directory-team-ports.ts';
import { at, openHouse, password, text, words, type House, type MatrixClient } from '../testing/house.ts';

/** As the accounts tell of groups. @property members names of people */
type Group = HouseGroup & { members: string[] };
const groups: Group[] = [];
const group = (id: string, name: string, members: string[], more: Partial<Group> = {}): Group => ({
  ...{ id, name, members, source: 'ldap', changedAtMs: 1, isGone: false, people: members.length },
  fingerprint: members.toSorted().join(),
  ...more,
});
const tell = (one: Group): void => {
  const before = groups.findIndex(({ id }) => id === one.id);
  groups.splice(before < 0 ? groups.length : before, before < 0 ? 0 : 1, one);
};

let house: House;
let anna: MatrixClient;
let bert: MatrixClient;
let carol: MatrixClient;

const personOf = async (name: string): Promise<PersonHere> => {
  const [person] = await house.accounts.search(`${name}@stadt.example`, 1);
  if (!person) throw new Error(`there is no ${name}`);
  return { ...person, isExternal: name.startsWith('extern') };
};

beforeAll(async () => {
  house = await openHouse({
    groups: {
      all: async () => groups.map(({ members: _members, ...told }) => told),
      people: async (id) => Promise.all((groups.find((one) => one.id === id)?.members ?? []).map(personOf)),
    },
  });
  [anna, bert, carol] = [await house.client('anna'), await house.client('bert'), await house.client('carol')];
  await house.client('externeve');
  const manager = { email: 'manager@stadt.example', displayName: 'Manager', password, role: 'person' } as const;
  await house.accounts.createPerson({ ...manager, roles: ['room-manager'] });
});
afterAll(() => house?.close());

const state = (roomId: string, type: string, key = ''): string => at(roomId, `state/${type}/${encodeURIComponent(key)}`);
const joined = async (client: MatrixClient): Promise<string[]> => (await client.must('GET', '/joined_rooms')).joined_rooms as string[];
const members = async (client: MatrixClient, roomId: string): Promise<string[]> =>
  Object.keys((await client.must('GET', at(roomId, 'joined_members'))).joined as object)
    .map((userId) => userId.slice(1).split(':')[0] ?? '')
    .filter((name) => name !== '_saal')
    .toSorted();
/** Waits until the group is followed. */
async function follow(...told: Group[]): Promise<void> {
  told.forEach(tell);
  house.first.chat.groupsChanged();
  for (const { id } of told)
    await expect.poll(async () => (await teams()).find((one) => one.id === id)?.state, { timeout: 20_000 }).toMatch(/followed|closed/);
}
const page = async (method: string, path: string, as: string, body?: object): Promise<{ status: number; body: unknown }> => {
  const answer = await fetch(`${house.first.url}/api/v1/chat/directory-teams${path}`, {
    method,
    headers: { cookie: `as=${as}@stadt.example`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: answer.status === 204 ? undefined : await answer.json() };
};
const teams = async (): Promise<{ id: string; state: string; people: number }[]> =>
  ((await page('GET', '', 'manager')).body as { teams: { id: string; state: string; people: number }[] }).teams;
/** The space and the channel of a team, by the name of the team. */
async function roomsOf(client: MatrixClient, name: string): Promise<{ team: string; channel: string }> {
  for (const roomId of await joined(client)) {
    const called = await client.ask('GET', state(roomId, 'm.room.name'));
    const kind = await client.ask('GET', state(roomId, 'eu.saal.room'));
    if (called.body['name'] !== name || kind.body['kind'] !== 'team') continue;
    const children = (await client.must('GET', at(roomId, 'state'))) as unknown as { type: string; state_key: string }[];
    return { team: roomId, channel: text(children.find(({ type }) => type === 'm.space.child')?.state_key) };
  }
  throw new Error(`no team is called ${name}`);
}

test('a group is a team with a channel; its people are in both without being asked, nobody from elsewhere is', async () => {
  await follow(group('haupt', 'Hauptamt', ['anna', 'bert', 'externeve']));
  const { team, channel } = await roomsOf(anna, 'Hauptamt');
  for (const room of [team, channel]) expect(await members(anna, room)).toEqual(['anna', 'bert']);
  expect(await anna.must('GET', state(team, 'eu.saal.directory'))).toEqual({ kept: true });
  const { rooms } = await bert.sync();
  expect([Object.keys(rooms?.invite ?? {}), Object.keys(rooms?.join ?? {}).toSorted()]).toEqual([[], [team, channel].toSorted()]);
  await anna.send(channel, 'Guten Morgen');
  expect(words((await bert.sync()).rooms?.join?.[channel])).toEqual(['Guten Morgen']);
  // Looked at again, nothing is said again.
  const before = (await anna.must('GET', at(team, 'messages?dir=b&limit=100'))).chunk as unknown[];
  await house.secondServer();
  await follow(group('haupt', 'Hauptamt', ['anna', 'bert', 'externeve']));
  expect(((await anna.must('GET', at(team, 'messages?dir=b&limit=100'))).chunk as unknown[]).length).toBe(before.length);
});

test('nobody leaves, comes, invites or puts out, and no client says that a room is of the directory', async () => {
  const { team, channel } = await roomsOf(anna, 'Hauptamt');
  for (const room of [team, channel]) {
    expect(await bert.ask('POST', at(room, 'leave'), {})).toMatchObject({ status: 403, body: { errcode: 'M_FORBIDDEN' } });
    expect((await bert.ask('PUT', state(room, 'm.room.member', bert.userId), { membership: 'leave' })).status).toBe(403);
    expect((await anna.ask('POST', at(room, 'invite'), { user_id: carol.userId })).status).toBe(403);
    expect((await anna.ask('POST', at(room, 'kick'), { user_id: bert.userId })).status).toBe(403);
    expect((await carol.ask('POST', at(room, 'join'), {})).status).toBe(403);
    const forged = { membership: 'join', join_authorised_via_users_server: '@_saal:stadt.example' };
    expect((await carol.ask('PUT', state(room, 'm.room.member', carol.userId), forged)).status).toBe(403);
    expect((await anna.ask('PUT', state(room, 'eu.saal.directory'), { kept: false })).status).toBe(403);
    expect(await members(anna, room)).toEqual(['anna', 'bert']);
  }
  const claim = { initial_state: [{ type: 'eu.saal.directory', state_key: '', content: { kept: true } }] };
  expect((await carol.ask('POST', '/createRoom', claim)).status).toBe(403);
});

test('a room manager names who moderates; moderators make channels and bring nobody from elsewhere', async () => {
  const path = `/haupt/moderators/${encodeURIComponent(anna.userId)}`;
  expect((await page('PUT', path, 'bert', { moderates: true })).status).toBe(403);
  expect((await page('GET', '', 'bert')).status).toBe(403);
  expect((await page('PUT', `/haupt/moderators/${encodeURIComponent(carol.userId)}`, 'manager', { moderates: true })).status).toBe(404);
  expect((await page('PUT', path, 'manager', { moderates: true })).status).toBe(204);
  expect((await page('GET', '/haupt/people', 'manager')).body).toEqual({
    people: [
      { userId: anna.userId, displayName: 'Anna', moderates: true },
      { userId: bert.userId, displayName: 'Bert', moderates: false },
    ],
    more: false,
  });
  const { team, channel } = await roomsOf(anna, 'Hauptamt');
  await anna.must('PUT', state(channel, 'm.room.topic'), { topic: 'Was alle angeht' });
  expect((await anna.ask('PUT', state(team, 'm.room.name'), { name: 'Meins' })).status).toBe(403);
  const own = await anna.makeRoom({
    ...{ name: 'Umzug', preset: 'private_chat' },
    initial_state: [
      { type: 'eu.saal.room', state_key: '', content: { kind: 'group', team_id: team } },
      {
        type: 'm.room.join_rules',
        state_key: '',
        content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: team }] },
      },
    ],
  });
  await anna.must('PUT', state(team, 'm.space.child', own), { via: ['stadt.example'] });
  await bert.join(own);
  expect((await anna.ask('POST', at(own, 'invite'), { user_id: '@externeve:stadt.example' })).status).toBe(403);
  // The moderator stays one when the group changes, and bert is out of every room of the team.
  await follow(group('haupt', 'Haupt- und Personalamt', ['anna', 'carol']));
  expect(await joined(bert)).toEqual([]);
  expect(await members(carol, team)).toEqual(['anna', 'carol']);
  expect(await members(anna, own)).toEqual(['anna']);
  expect((await anna.must('GET', state(team, 'm.room.name'))).name).toBe('Haupt- und Personalamt');
  await anna.must('PUT', state(channel, 'm.room.topic'), { topic: 'Immer noch' });
  // Who comes back is a member like others.
  await follow(group('haupt', 'Hauptamt', ['carol', 'bert']));
  await follow(group('haupt', 'Hauptamt', ['anna', 'carol', 'bert']));
  expect((await anna.ask('PUT', state(channel, 'm.room.topic'), { topic: 'Nicht mehr' })).status).toBe(403);
});

test('the team of a group that is gone is closed and kept, and opens again with the group', async () => {
  await follow(group('bau', 'Baureferat', ['anna', 'bert']));
  const { team, channel } = await roomsOf(anna, 'Baureferat');
  const said = await anna.send(channel, 'Vor dem Ende');
  await follow(group('bau', 'Baureferat', ['anna', 'bert'], { isGone: true }));
  await expect.poll(async () => (await anna.must('GET', state(team, 'eu.saal.directory'))).kept, { timeout: 10_000 }).toBe(false);
  const message = at(channel, 'send/m.room.message/closed');
  expect((await bert.ask('PUT', message, { msgtype: 'm.text', body: 'Noch etwas' })).status).toBe(403);
  expect(await bert.must('GET', at(channel, `event/${encodeURIComponent(said)}`))).toMatchObject({ content: { body: 'Vor dem Ende' } });
  expect((await bert.ask('POST', at(channel, 'leave'), {})).status).toBe(200);
  await follow(group('bau', 'Baureferat', ['anna', 'bert']));
  await expect.poll(async () => (await anna.must('GET', state(team, 'eu.saal.directory'))).kept, { timeout: 10_000 }).toBe(true);
  await bert.send(channel, 'Wieder da');
  expect(await roomsOf(bert, 'Baureferat')).toEqual({ team, channel });
});

test('what a server that died left undone is done by the next one, and a team that fails keeps no other from following', async () => {
  await follow(group('kultur', 'Kulturamt', ['anna', 'bert']));
  const { team } = await roomsOf(anna, 'Kulturamt');
  // As after a server that died: the rooms are not as the record says. Its people are told wrongly, the record stays.
  const told = groups.find(({ id }) => id === 'kultur');
  told?.members.splice(1, 1, 'carol');
  tell(group('broken', 'Kaputt', ['nobody-of-this-name']));
  await house.secondServer();
  await expect.poll(() => members(anna, team), { timeout: 20_000 }).toEqual(['anna', 'carol']);
  await expect.poll(async () => (await teams()).find(({ id }) => id === 'broken')?.state, { timeout: 20_000 }).toBe('failed');
  groups.splice(
    groups.findIndex(({ id }) => id === 'broken'),
    1,
  );
});
