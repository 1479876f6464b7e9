/** What finding rooms and people needs. Filling: `postgres/directory-store.ts`. */
import type { EventId, RoomAlias, RoomId, UserId } from './ids.ts';
import type { Chatter, StoredEvent } from './ports.ts';

/** State that rooms are shown by, and how many are there. */
export interface RoomFacts {
  roomId: RoomId;
  version: string;
  published: boolean;
  joined: number;
  state: StoredEvent[];
}

export interface Report {
  reporter: UserId;
  roomId?: RoomId | undefined;
  eventId?: EventId | undefined;
  userId?: UserId | undefined;
  reason: string;
}

export interface DirectoryStore {
  /** Of rooms that exist; others are missing. @param types of the state that is wanted, with an empty key */
  facts(roomIds: readonly RoomId[], types: readonly string[]): Promise<Map<RoomId, RoomFacts>>;
  /** Of published rooms, the largest first. */
  published(): Promise<RoomId[]>;
  publish(roomId: RoomId, published: boolean): Promise<void>;
  /** `m.space.child` of each. */
  children(roomIds: readonly RoomId[]): Promise<Map<RoomId, StoredEvent[]>>;
  /** @returns false: it leads to a room already */
  addAlias(alias: RoomAlias, roomId: RoomId, creator: UserId): Promise<boolean>;
  aliases(roomId: RoomId): Promise<{ alias: RoomAlias; creator: UserId }[]>;
  removeAlias(alias: RoomAlias): Promise<void>;
  moveAliases(from: RoomId, to: RoomId): Promise<void>;
  /** Rooms that both are in. */
  mutualRooms(userId: UserId, other: UserId): Promise<RoomId[]>;
  /** People without an account here, in a room with somebody, whose name holds the text. */
  outsidersBeside(userId: UserId, text: string, limit: number): Promise<Chatter[]>;
  /** Anybody in a room with somebody, whose name holds the text. */
  peopleBeside(userId: UserId, text: string, limit: number): Promise<Chatter[]>;
  eventNear(roomId: RoomId, atMs: number, direction: 'b' | 'f', from: number): Promise<StoredEvent[]>;
  addReport(report: Report): Promise<void>;
}
