/** Messages planned for later, as they are kept. Filling: `postgres/planned-store.ts`. */
import type { ChatErrorCode } from './errors.ts';
import type { RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';

export interface Planned {
  userId: UserId;
  plannedId: string;
  roomId: RoomId;
  sendAtMs: number;
  type: string;
  content: JsonObject;
  /** Why it was not sent; it waits for its author. */
  failure?: ChatErrorCode | undefined;
}

export interface PlannedStore {
  /** Also in place of one that waits or was refused. @returns false: it is on its way */
  put(planned: Planned): Promise<boolean>;
  /** Soonest first. */
  of(userId: UserId): Promise<Planned[]>;
  /** @returns false: there is none, or it is on its way */
  remove(userId: UserId, plannedId: string): Promise<boolean>;
  /** Those that are due are on their way from now on; also those that were and of which nobody heard. */
  takeDue(nowMs: number, limit: number): Promise<Planned[]>;
  nextDueMs(): Promise<number | undefined>;
  sent(planned: Planned): Promise<void>;
  refused(planned: Planned, failure: ChatErrorCode): Promise<void>;
}
