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
