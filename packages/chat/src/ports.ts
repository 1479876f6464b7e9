/** What chat needs from outside. Fillings: `postgres/`. */
import type { DirectoryPlace } from './directory-team-ports.ts';
import type { EventId, RoomAlias, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { Membership } from './membership.ts';
import type { Pdu, StateKey } from './pdu.ts';
import type { RoomDraft, RoomHead, StateEntry } from './room-draft.ts';

/** Where something stands in the one order of everything. */
export type StreamPos = number;

/** An event as it is read. */
export interface StoredEvent {
  stream: StreamPos;
  eventId: EventId;
  pdu: Pdu;
  /** The event that redacted it; its words are gone from `pdu` then. */
  redactedBy: EventId | undefined;
  /** When its words were erased for good: by age, or with all of its sender's. */
  erasedAtMs?: number | undefined;
  /** What its device called the request: told to that device alone. */
  request: { sender: UserId; deviceId: string; transactionId: string } | undefined;
}

/** A room while nobody else changes it. */
export interface LockedRoom {
  head: RoomHead;
  state(keys: readonly StateKey[]): Promise<StateEntry[]>;
  /** What requests with these numbers were answered before; as many, in their order. */
  answered(requests: readonly TransactionKey[]): Promise<(EventId | undefined)[]>;
  event(eventId: EventId): Promise<StoredEvent | undefined>;
}

export interface TransactionKey {
  userId: UserId;
  deviceId: string;
  path: string;
  transactionId: string;
}

/** What is stored with new events, all or nothing. */
export interface RoomChange {
  draft: RoomDraft;
  transactions: readonly (TransactionKey & { eventId: EventId })[];
  redactions: readonly { target: EventId; by: EventId }[];
}

export interface RoomStore {
  /** Makes a room of these events, the first of which is its beginning. @throws {ChatError} room_in_use: alias, meeting or group of the directory have another one */
  make(
    draft: RoomDraft,
    names: {
      alias?: { alias: RoomAlias; creator: UserId } | undefined;
      meetingId?: string | undefined;
      directory?: DirectoryPlace | undefined;
    },
  ): Promise<void>;
  /**
   * Changes a room while nobody else does. Resolves when the change is stored for good.
   * @param act gives what is to be added; when it throws nothing is
   * @returns undefined: there is no such room
   */
  change<T>(roomId: RoomId, act: (room: LockedRoom) => Promise<{ change: RoomChange; result: T }>): Promise<T | undefined>;
}

/** What is read of rooms. */
export interface RoomReader {
  /** The newest position that everything before is visible of. */
  position(): StreamPos;
  membership(roomId: RoomId, userId: UserId): Promise<{ membership: Membership; stream: StreamPos; forgotten: boolean } | undefined>;
  state(roomId: RoomId, keys?: readonly StateKey[]): Promise<StoredEvent[]>;
  /** As it was right before this position. */
  stateBefore(roomId: RoomId, stream: StreamPos): Promise<StoredEvent[]>;
  event(roomId: RoomId, eventId: EventId): Promise<StoredEvent | undefined>;
  /**
   * Events on one side of a position, nearest first; the position itself is not among them.
   * @param to the other end, not included
   */
  page(roomId: RoomId, page: { from: StreamPos; to?: StreamPos | undefined; direction: 'b' | 'f'; limit: number }): Promise<StoredEvent[]>;
  roomOfAlias(alias: RoomAlias): Promise<RoomId | undefined>;
  joinedRooms(userId: UserId): Promise<RoomId[]>;
}

/** What was said of an event, page by page. */
export interface RelatedEvents {
  related(
    roomId: RoomId,
    of: {
      eventId: EventId;
      relation?: string | undefined;
      type?: string | undefined;
      from?: StreamPos | undefined;
      direction: 'b' | 'f';
      limit: number;
    },
  ): Promise<StoredEvent[]>;
  /** Those last written in first. */
  threadRoots(
    roomId: RoomId,
    of: { userId: UserId; onlyOwn: boolean; from?: StreamPos | undefined; limit: number },
  ): Promise<{ root: StoredEvent; latest: StreamPos }[]>;
}

export interface Chatter {
  userId: UserId;
  displayName: string;
  avatarUrl: string | undefined;
  /** Not of this administration: told with each membership. */
  isExternal: boolean;
}

export interface Device {
  userId: UserId;
  deviceId: string;
  displayName: string | undefined;
  lastSeenAtMs: number;
  /** Its token is good for this room alone. */
  onlyRoom?: RoomId | undefined;
}

export type ReceiptType = 'm.read' | 'm.read.private' | 'm.fully_read';

/** What readers leave behind. */
export interface ReaderDataStore {
  putAccountData(userId: UserId, roomId: RoomId | undefined, type: string, content: JsonObject): Promise<void>;
  accountData(userId: UserId, roomId: RoomId | undefined, type: string): Promise<JsonObject | undefined>;
  /** Only forward: an older one than there is changes nothing. */
  putReceipt(receipt: {
    roomId: RoomId;
    userId: UserId;
    type: ReceiptType;
    threadId: string;
    eventId: EventId;
    eventStream: StreamPos;
  }): Promise<void>;
  /** A room that was left is not told of any more. */
  forget(userId: UserId, roomId: RoomId): Promise<void>;
  addFilter(userId: UserId, filter: JsonObject): Promise<string>;
  filter(userId: UserId, filterId: string): Promise<JsonObject | undefined>;
}
