/** Who is writing just now. Kept in memory: it is old before anybody could miss it. */
import type { Clock } from '@saal/foundation/pure';
import type { RoomId, UserId } from './ids.ts';

const LONGEST_MS = 30_000;

interface RoomTyping {
  /** Until when. */
  people: Map<UserId, number>;
  version: number;
}

export class TypingPeople {
  readonly #clock: Clock;
  readonly #changed: (roomId: RoomId) => void;
  readonly #rooms = new Map<RoomId, RoomTyping>();
  #version = 0;

  /** @param changed told after each change; readers are woken then */
  constructor(clock: Clock, changed: (roomId: RoomId) => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** @param timeoutMs 0: not any more */
  set(roomId: RoomId, userId: UserId, timeoutMs: number): void {
    const room = this.#rooms.get(roomId) ?? { people: new Map<UserId, number>(), version: 0 };
    const was = room.people.has(userId);
    if (timeoutMs <= 0) room.people.delete(userId);
    else {
      const untilMs = this.#clock.now() + Math.min(timeoutMs, LONGEST_MS);
      room.people.set(userId, untilMs);
      this.#clock.after(untilMs - this.#clock.now(), () => {
        if (room.people.get(userId) === untilMs) this.set(roomId, userId, 0);
      });
    }
    if (was === room.people.has(userId)) return;
    room.version = ++this.#version;
    this.#rooms.set(roomId, room);
    this.#changed(roomId);
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
