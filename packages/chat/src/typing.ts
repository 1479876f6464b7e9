/** Who is writing just now, told among servers. Kept in memory: it is old before anybody could miss it. */
import type { Clock } from '@saal/foundation/pure';
import type { EphemeralCount } from './ephemeral-count.ts';
import type { RoomId, UserId } from './ids.ts';

const LONGEST_MS = 30_000;

interface RoomTyping {
  /** Until when. */
  people: Map<UserId, number>;
  version: number;
}

export interface TypingMoment {
  roomId: RoomId;
  userId: UserId;
  /** 0: not any more. */
  forMs: number;
}

export class TypingPeople {
  readonly #clock: Clock;
  readonly #count: EphemeralCount;
  readonly #changed: (roomId: RoomId) => void;
  readonly #tellServers: (moment: TypingMoment) => void;
  readonly #rooms = new Map<RoomId, RoomTyping>();
  #lastVersion = 0;

  /**
   * @param options.changed told after each change; readers are woken then
   * @param options.tellServers told what was said here, for the other servers
   */
  constructor(options: {
    clock: Clock;
    count: EphemeralCount;
    changed: (roomId: RoomId) => void;
    tellServers: (moment: TypingMoment) => void;
  }) {
    this.#clock = options.clock;
    this.#count = options.count;
    this.#changed = options.changed;
    this.#tellServers = options.tellServers;
  }

  /** Said here. @param timeoutMs 0: not any more */
  set(roomId: RoomId, userId: UserId, timeoutMs: number): void {
    const moment = { roomId, userId, forMs: Math.max(0, Math.min(timeoutMs, LONGEST_MS)) };
    this.heard(moment);
    this.#tellServers(moment);
  }

  /** Said on another server. */
  heard({ roomId, userId, forMs }: TypingMoment): void {
    const room = this.#rooms.get(roomId) ?? { people: new Map<UserId, number>(), version: 0 };
    const was = room.people.has(userId);
    if (forMs <= 0) room.people.delete(userId);
    else {
      const untilMs = this.#clock.now() + Math.min(forMs, LONGEST_MS);
      room.people.set(userId, untilMs);
      // Each server finds out by itself that it is over.
      this.#clock.after(untilMs - this.#clock.now(), () => {
        if (room.people.get(userId) === untilMs) this.heard({ roomId, userId, forMs: 0 });
      });
    }
    if (was === room.people.has(userId)) return;
    room.version = this.#count.next();
    this.#lastVersion = room.version;
    this.#rooms.set(roomId, room);
    this.#changed(roomId);
  }

  /** All rooms where it changed after `version`. */
  changedAfter(version: number): [RoomId, UserId[]][] {
    if (version >= this.#lastVersion) return [];
    return [...this.#rooms].flatMap(([roomId, room]): [RoomId, UserId[]][] =>
      room.version > version ? [[roomId, [...room.people.keys()]]] : [],
    );
  }

  /** Of these rooms, those where it changed after `version`, with all who type there now. */
  changedIn(roomIds: readonly RoomId[], version: number): Map<RoomId, UserId[]> {
    const changed = new Map<RoomId, UserId[]>();
    for (const roomId of roomIds) {
      const room = this.#rooms.get(roomId);
      if (room && room.version > version) changed.set(roomId, [...room.people.keys()]);
    }
    return changed;
  }
}
