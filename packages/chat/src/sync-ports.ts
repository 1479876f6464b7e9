/** What `/sync` reads. */
import type { EventId, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { Membership } from './membership.ts';
import type { StoredEvent, StreamPos } from './ports.ts';

/** One of somebody's rooms. */
export interface OwnRoom {
  roomId: RoomId;
  membership: Membership;
  /** When it became so. */
  stream: StreamPos;
  forgotten: boolean;
  /** Of the room's newest event. */
  lastStream: StreamPos;
}

export interface Receipt {
  roomId: RoomId;
  userId: UserId;
  type: 'm.read' | 'm.read.private';
  threadId: string;
  eventId: EventId;
  atMs: number;
}

export interface RoomSummary {
  joined: number;
  invited: number;
  /** Some others, for a room without a name. */
  heroes: UserId[];
}

/** From after one position to another, with it. */
export interface Span {
  roomId: RoomId;
  after: StreamPos;
  to: StreamPos;
}

export interface SyncReader {
  roomsOf(userId: UserId): Promise<OwnRoom[]>;
  /** What somebody was at a position, where it may have changed since. */
  membershipsAt(userId: UserId, roomIds: readonly RoomId[], pos: StreamPos): Promise<Map<RoomId, Membership>>;
  /** The newest of each span, oldest first; one more than `limit` tells that there are more. */
  timelines(spans: readonly Span[], limit: number): Promise<Map<RoomId, StoredEvent[]>>;
  /** The last of each piece of state within its span. */
  stateWithin(spans: readonly Span[], options: { withMembers: boolean }): Promise<Map<RoomId, StoredEvent[]>>;
  /** Of these people at the end of the span. */
  membersAt(wanted: readonly { roomId: RoomId; userIds: readonly UserId[]; to: StreamPos }[]): Promise<Map<RoomId, StoredEvent[]>>;
  /** What an invited or knocking person is told. */
  strippedState(roomIds: readonly RoomId[], userId: UserId, types: readonly string[]): Promise<Map<RoomId, StoredEvent[]>>;
  /** For `HistoryView`. */
  histories(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, StoredEvent[]>>;
  summaries(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, RoomSummary>>;
  /** Of these rooms, told after a position; private ones only of `userId`. From the beginning: own ones, and the newest of others. */
  receipts(userId: UserId, roomIds: readonly RoomId[], after: StreamPos): Promise<Receipt[]>;
  accountData(userId: UserId, after: StreamPos): Promise<{ roomId: RoomId | undefined; type: string; content: JsonObject }[]>;
}
