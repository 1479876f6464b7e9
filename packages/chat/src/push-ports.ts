/** What notifying people needs from outside. */
import type { UserId, RoomId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { StoredEvent, StreamPos } from './ports.ts';
import type { Outcome } from './push-evaluator.ts';
import type { PushRules } from './push-rules.ts';

export interface PushRuleStore {
  of(userId: UserId): Promise<PushRules>;
  /** While nobody else changes them. Resolves when it is stored for good. */
  change(userId: UserId, act: (rules: PushRules) => PushRules): Promise<void>;
}

/** An event that somebody is notified of. */
export interface Noticed {
  roomId: RoomId;
  event: StoredEvent;
  outcome: Outcome;
  isRead: boolean;
}

export interface UnreadCounts {
  notifications: number;
  highlights: number;
}

export interface NoticeReader {
  /** Newest first. @param page.after,page.before not included */
  noticed(userId: UserId, page: { after: StreamPos; before: StreamPos; limit: number; onlyHighlights: boolean }): Promise<Noticed[]>;
  /** By room and thread, `main` for what is in none. */
  unread(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, Map<string, UnreadCounts>>>;
}

export const WEB_PUSH = 'eu.saal.webpush';
export type PusherKind = 'http' | typeof WEB_PUSH;

/** Where one client of somebody wants to be told what concerns them while it is not there. */
export interface Pusher {
  userId: UserId;
  deviceId: string;
  appId: string;
  pushkey: string;
  kind: PusherKind;
  /** Names, language and `data`, as the client gave them. */
  profile: JsonObject;
}

/** A pusher, and how far it was told. */
export interface DuePusher extends Pusher {
  toldStream: StreamPos;
  failures: number;
}

export interface PusherStore {
  of(userId: UserId): Promise<Pusher[]>;
  /**
   * In place of the one with its names; nothing of before is told to it.
   * @param alone the same client of anybody else is told nothing more
   */
  set(pusher: Pusher, options: { alone: boolean; most: number }): Promise<void>;
  remove(userId: UserId, appId: string, pushkey: string): Promise<void>;
  /**
   * Those for whom there may be something, for this server alone until the lease ends.
   * @param rooms numbers of rooms that changed; undefined: those that are to be tried again
   */
  take(rooms: readonly number[] | undefined, nowMs: number, leaseMs: number): Promise<DuePusher[]>;
  told(pusher: Pusher, toldStream: StreamPos): Promise<void>;
  failed(pusher: Pusher, toldStream: StreamPos, nextTryAtMs: number): Promise<void>;
}

/** One event for one client. */
export interface PushMessage {
  roomId: RoomId;
  event: StoredEvent;
  tweaks: JsonObject;
  /** Over all rooms. */
  unread: number;
}

/** Carries messages to clients that are not there; `gone`: this client is there no more. */
export interface PushCarrier {
  /** Whether it may be reached at all: where it is not allowed, nobody is contacted. */
  mayReach(pusher: Pusher): boolean;
  carry(pusher: Pusher, message: PushMessage): Promise<'told' | 'gone' | 'failed'>;
}
