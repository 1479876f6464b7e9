/** What a room is for people, by what its state says. */
import { EventTimeline, EventType, type MatrixClient, type Room, type RoomState } from 'matrix-js-sdk';
import type { RoomKind } from '../model.ts';

/** State of a room of ours: `{ kind, meeting_id? }`. */
export const ROOM_MARK = 'eu.saal.room';

/** State that the server alone writes: `{ kept }`. */
const OF_DIRECTORY = 'eu.saal.directory';

/** Whether people of this room are those of a group of the directory. */
export function ofDirectory(room: Room): 'kept' | 'closed' | undefined {
  const { kept } = stateContent(room, OF_DIRECTORY);
  return typeof kept === 'boolean' ? (kept ? 'kept' : 'closed') : undefined;
}

/** The server, which keeps a room of the directory and is nobody in it. */
export const keeperOf = (room: Room): string | undefined => (ofDirectory(room) ? (room.getCreator() ?? undefined) : undefined);

const kinds: readonly string[] = ['group', 'team', 'announcements', 'meeting'] satisfies RoomKind[];

/** What holds of the room now. */
export function stateOf(room: Room): RoomState {
  const state = room.getLiveTimeline().getState(EventTimeline.FORWARDS);
  if (!state) throw new Error(`the room ${room.roomId} has no state`);
  return state;
}

export function stateContent(room: Room, type: string, key = ''): Record<string, unknown> {
  return stateOf(room).getStateEvents(type, key)?.getContent() ?? {};
}

/** Rooms of other clients carry no mark: they are groups, spaces are teams. */
export function roomKind(client: MatrixClient, room: Room): RoomKind {
  if (partnerOf(client, room) !== undefined) return 'direct';
  const { kind } = stateContent(room, ROOM_MARK);
  if (typeof kind === 'string' && kinds.includes(kind)) return kind as RoomKind;
  return room.isSpaceRoom() ? 'team' : 'group';
}

/** The other one of a direct conversation: by one's own list, or by the invitation that said so. */
export function partnerOf(client: MatrixClient, room: Room): string | undefined {
  const own = directOf(client);
  for (const [userId, roomIds] of Object.entries(own)) if (roomIds.includes(room.roomId)) return userId;
  return room.getDMInviter();
}

/** `m.direct`: which rooms are conversations with whom. */
export function directOf(client: MatrixClient): Record<string, string[]> {
  const content: Record<string, unknown> = client.getAccountData(EventType.Direct)?.getContent() ?? {};
  const direct: Record<string, string[]> = {};
  for (const [userId, rooms] of Object.entries(content)) {
    if (Array.isArray(rooms)) direct[userId] = rooms.filter((one) => typeof one === 'string');
  }
  return direct;
}

export async function rememberDirect(client: MatrixClient, userId: string, roomId: string): Promise<void> {
  const direct = directOf(client);
  if (direct[userId]?.includes(roomId)) return;
  await client.setAccountData(EventType.Direct, { ...direct, [userId]: [...(direct[userId] ?? []), roomId] });
}

/** The team that the room names as its own, or that names it as one of its rooms. */
export function teamOf(client: MatrixClient, room: Room): string | undefined {
  for (const event of stateOf(room).getStateEvents(EventType.SpaceParent)) {
    const teamId = event.getStateKey();
    if (teamId === undefined || Object.keys(event.getContent()).length === 0) continue;
    if (client.getRoom(teamId)?.getMyMembership() === 'join') return teamId;
  }
  return undefined;
}
