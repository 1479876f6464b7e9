/** What the duties of an administration need. Filling: `postgres/duties-store.ts`. */
import type { RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { StreamPos } from './ports.ts';
import type { RoomMarks } from './retention.ts';

export interface AuditRecord {
  id: number;
  atMs: number;
  action: string;
  actor: string | undefined;
  roomId: string | undefined;
  subject: string | undefined;
  eventId: string | undefined;
  details: JsonObject;
}

export interface Hold {
  id: number;
  kind: 'person' | 'room';
  subject: string;
  reason: string;
  placedBy: string;
  placedAtMs: number;
  releasedBy: string | undefined;
  releasedAtMs: number | undefined;
}

export interface StoredReport extends JsonObject {
  id: number;
  atMs: number;
  reporter: string;
  reason: string;
}

export interface ChatUse {
  /** Since 1970, in UTC; days without messages are missing. */
  days: { day: number; messages: number }[];
  fileBytes: number;
  /** Of all features. */
  databaseBytes: number;
}

export interface DutiesStore {
  write(record: {
    action: string;
    actor?: string | undefined;
    roomId?: string | undefined;
    subject?: string | undefined;
    details?: JsonObject;
  }): Promise<void>;
  audit(page: { before: number | undefined; action: string | undefined; limit: number }): Promise<AuditRecord[]>;
  /** How much chat is used, in numbers alone. @param untilMs before this */
  use(fromMs: number, untilMs: number): Promise<ChatUse>;
  reports(page: { before: number | undefined; limit: number }): Promise<StoredReport[]>;
  /** Written down with it. @returns undefined: there is one in force */
  placeHold(hold: Pick<Hold, 'kind' | 'subject' | 'reason' | 'placedBy'>): Promise<number | undefined>;
  /** @returns false: there is none of this number in force */
  releaseHold(id: number, by: string): Promise<boolean>;
  holds(): Promise<Hold[]>;
  isHeld(kind: Hold['kind'], subject: string): Promise<boolean>;
  /** Some rooms, by number. */
  rooms(after: number, limit: number): Promise<{ roomNid: number; roomId: RoomId; marks: RoomMarks }[]>;
  /**
   * Takes the words of some of a room's messages that are that old, but for those on hold.
   * @returns how many; 0: none is left
   */
  eraseOld(roomNid: number, upToMs: number, limit: number): Promise<number>;
  askErasure(userId: UserId, by: string): Promise<void>;
  openErasures(): Promise<{ userId: UserId; by: string }[]>;
  /** Takes the words of some of what somebody said. @returns how many; 0: none is left, but for rooms on hold */
  eraseOf(userId: UserId, limit: number): Promise<number>;
  /** All else that chat knows of somebody. */
  finishErasure(userId: UserId): Promise<void>;
  /** Everything but messages, a line each. */
  personData(userId: UserId): Promise<JsonObject[]>;
  eventsOf(userId: UserId, after: StreamPos, limit: number): Promise<{ stream: StreamPos; line: JsonObject }[]>;
}
