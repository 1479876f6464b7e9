/**
 * Keeps the bookings of rooms in the calendars of these rooms: what is booked is compared with what was written, and what differs is
 * written. Several servers may do so at once: each write names the version it replaces.
 */
import type { Clock } from '@saal/foundation/pure';
import { putThere } from './calendar-writer.ts';
import type { HouseRoom, RoomBookings, RoomEventStore, EventToWrite } from './ports.ts';

export type RoomWriterOptions = {
  rooms: readonly HouseRoom[];
  bookings: RoomBookings;
  store: RoomEventStore;
  /** As it is to stand there. */
  wanted: (booking: { meetingId: string; fromMs: number; toMs: number }) => EventToWrite;
  clock: Clock;
  failed: (room: string, error: unknown) => void;
};

const EVERY_MS = 2 * 60_000;
const AHEAD_MS = 400 * 86_400_000;

export class RoomWriter {
  readonly #o: RoomWriterOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #dueAtMs = 0;
  #closing = false;

  constructor(options: RoomWriterOptions) {
    this.#o = options;
  }

  /** When it is time again; while it is at it, once more afterwards. @returns when all rooms were looked at */
  wake(): Promise<void> {
    const { clock, rooms } = this.#o;
    if (this.#closing || rooms.length === 0) return Promise.resolve();
    if (this.#running === undefined && clock.now() < this.#dueAtMs) return Promise.resolve();
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#dueAtMs = clock.now() + EVERY_MS;
    });
    return this.#running;
  }

  /** Finishes the room it is at. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closing) {
      this.#again = false;
      await this.#lookAtAll();
    }
  }

  async #lookAtAll(): Promise<void> {
    for (const room of this.#o.rooms) {
      if (this.#closing) return;
      // One that cannot be written holds up no other.
      await this.#lookAt(room).catch((error: unknown) => this.#o.failed(room.email, error));
    }
  }

  async #lookAt({ email, account, calendarPath }: HouseRoom): Promise<void> {
    const { bookings, store, wanted, clock } = this.#o;
    const nowMs = clock.now();
    const events = (await bookings.of(email, { fromMs: nowMs, toMs: nowMs + AHEAD_MS })).map(wanted);
    const before = new Map((await store.of(email)).map((event) => [event.uid, event]));
    for (const event of events) {
      const known = before.get(event.uid);
      if (known?.digest === event.digest) continue;
      await store.keep(email, await putThere(account, calendarPath, event, known && { ...known, gone: false, notice: null }));
    }
    const uids = new Set(events.map(({ uid }) => uid));
    for (const { uid, lastMs } of before.values()) {
      if (uids.has(uid)) continue;
      if (lastMs > nowMs) await account.remove(calendarPath, uid);
      await store.forget(email, uid);
    }
  }
}
