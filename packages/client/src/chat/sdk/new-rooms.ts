/** Making rooms: conversations, groups, announcements, teams with a first room. */
import { EventType, Preset, RoomType, type ICreateRoomStateEvent, type MatrixClient, type Visibility } from 'matrix-js-sdk';
import type { NewRoom } from '../model.ts';
import { isObject } from './content.ts';
import { directOf, rememberDirect, ROOM_MARK, stateContent } from './room-kind.ts';

const sealed: ICreateRoomStateEvent = {
  type: EventType.RoomEncryption,
  state_key: '',
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
};

/** @returns the conversation that there is with the person, or a new encrypted one */
export async function directRoom(client: MatrixClient, userId: string): Promise<string> {
  const known = (directOf(client)[userId] ?? []).find((roomId) => client.getRoom(roomId)?.getMyMembership() === 'join');
  if (known !== undefined) return known;
  const { room_id: roomId } = await client.createRoom({
    ...{ preset: Preset.TrustedPrivateChat, is_direct: true, invite: [userId] },
    initial_state: [sealed],
  });
  await rememberDirect(client, userId, roomId);
  return roomId;
}

/** @returns its id; of a team that of its first room, where everybody of the team is */
export async function createRoom(client: MatrixClient, room: NewRoom): Promise<string> {
  if (room.kind !== 'team') return makeRoom(client, room);
  const teamId = await makeTeam(client, room);
  return makeRoom(client, { ...room, kind: 'group', teamId, userIds: [] });
}

export async function makeTeam(
  client: MatrixClient,
  { name, topic, userIds }: Pick<NewRoom, 'name' | 'topic' | 'userIds'>,
  { visibility, state = [] }: { visibility?: Visibility; state?: ICreateRoomStateEvent[] } = {},
): Promise<string> {
  const { room_id: teamId } = await client.createRoom({
    ...{ preset: Preset.PrivateChat, name, invite: [...userIds] },
    ...(visibility === undefined ? {} : { visibility }),
    ...(topic === undefined ? {} : { topic }),
    creation_content: { type: RoomType.Space },
    initial_state: [mark({ kind: 'team' }), ...state],
  });
  return teamId;
}

export async function makeRoom(client: MatrixClient, room: NewRoom): Promise<string> {
  const { kind, name, topic, userIds, isEncrypted, teamId } = room;
  const ofOne = teamId === undefined ? {} : { team_id: teamId };
  const { room_id: roomId } = await client.createRoom({
    ...{ preset: Preset.PrivateChat, name, invite: [...userIds] },
    ...(topic === undefined ? {} : { topic }),
    initial_state: [mark({ kind, ...ofOne }), ...(isEncrypted ? [sealed] : []), ...(teamId === undefined ? [] : ofTeam(client, teamId))],
    ...(teamId === undefined ? {} : { power_level_content_override: { users: leadersOf(client, teamId) } }),
  });
  if (teamId !== undefined) {
    await client.sendStateEvent(teamId, EventType.SpaceChild, { via: [serverOf(client)], suggested: true }, roomId);
  }
  return roomId;
}

/** Who leads the team leads its channels; who makes one owns it. */
function leadersOf(client: MatrixClient, teamId: string): Record<string, number> {
  const team = client.getRoom(teamId);
  const users: unknown = team ? stateContent(team, EventType.RoomPowerLevels)['users'] : undefined;
  const leaders = isObject(users) ? Object.entries(users).filter((entry): entry is [string, number] => Number(entry[1]) >= 50) : [];
  return { ...Object.fromEntries(leaders), [client.getSafeUserId()]: 100 };
}

/** Whoever is of the team may come in without an invitation. */
const ofTeam = (client: MatrixClient, teamId: string): ICreateRoomStateEvent[] => [
  { type: EventType.SpaceParent, state_key: teamId, content: { via: [serverOf(client)], canonical: true } },
  {
    type: EventType.RoomJoinRules,
    state_key: '',
    content: { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: teamId }] },
  },
];

/** Who comes into a team is in its rooms. One that cannot be entered is left out: it may have been closed since. */
export async function joinTeamRooms(client: MatrixClient, teamId: string): Promise<void> {
  const state = await client.roomState(teamId);
  const roomIds = state
    .filter(({ type, content }) => type === 'm.space.child' && Array.isArray(content['via']))
    .map(({ state_key: roomId }) => roomId);
  await Promise.allSettled(roomIds.map((roomId) => client.joinRoom(roomId)));
}

const mark = (content: { kind: NewRoom['kind']; team_id?: string }): ICreateRoomStateEvent => ({
  ...{ type: ROOM_MARK, state_key: '', content },
});
const serverOf = (client: MatrixClient): string => client.getDomain() ?? '';
