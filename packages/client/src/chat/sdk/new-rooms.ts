/** Making rooms: conversations, groups, announcements, teams with a first room. */
import { EventType, Preset, RoomType, type ICreateRoomStateEvent, type MatrixClient } from 'matrix-js-sdk';
import type { NewRoom } from '../model.ts';
import { directOf, rememberDirect, ROOM_MARK } from './room-kind.ts';

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

async function makeTeam(client: MatrixClient, { name, topic, userIds }: NewRoom): Promise<string> {
  const { room_id: teamId } = await client.createRoom({
    ...{ preset: Preset.PrivateChat, name, invite: [...userIds] },
    ...(topic === undefined ? {} : { topic }),
    creation_content: { type: RoomType.Space },
    initial_state: [mark('team')],
    // A team has no messages of its own; they are in its rooms.
    power_level_content_override: { events_default: 100 },
  });
  return teamId;
}

async function makeRoom(client: MatrixClient, room: NewRoom): Promise<string> {
  const { kind, name, topic, userIds, isEncrypted, teamId } = room;
  const { room_id: roomId } = await client.createRoom({
    ...{ preset: Preset.PrivateChat, name, invite: [...userIds] },
    ...(topic === undefined ? {} : { topic }),
    initial_state: [mark(kind), ...(isEncrypted ? [sealed] : []), ...(teamId === undefined ? [] : ofTeam(client, teamId))],
    ...(kind === 'announcements' ? { power_level_content_override: { events_default: 50 } } : {}),
  });
  if (teamId !== undefined) {
    await client.sendStateEvent(teamId, EventType.SpaceChild, { via: [serverOf(client)], suggested: true }, roomId);
  }
  return roomId;
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

const mark = (kind: NewRoom['kind']): ICreateRoomStateEvent => ({ type: ROOM_MARK, state_key: '', content: { kind } });
const serverOf = (client: MatrixClient): string => client.getDomain() ?? '';
