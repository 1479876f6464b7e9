/** The duties of an administration: an end to what is kept, holds against it, one person's data, and who did what to others. */
import { every, SaalError, type Clock } from '@saal/foundation/pure';
import type { DutiesStore, Hold } from './duties-ports.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import { pastUpToMs, type RetentionPolicy } from './retention.ts';

const EVERY_MS = 3600_000;
/** In one transaction; small, so that writers hardly wait. */
const AT_ONCE = 200;
const ROOMS_AT_ONCE = 200;

/** What a hold keeps from being erased. */
export class OnHold extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('a legal hold forbids this');
  }
}

/** A second hold on the same person or room. */
export class HeldAlready extends SaalError {
  readonly code = 'conflict';
  constructor() {
    super('there is a hold on this already');
  }
}

export class NothingOfThatName extends SaalError {
  readonly code = 'not_found';
  constructor(what: string) {
    super(`there is no such ${what}`);
  }
}

export interface DutiesOptions {
  store: DutiesStore;
  policy: RetentionPolicy;
  clock: Clock;
  /** Their clients are signed out and they leave all rooms. */
  takeLeave: (userId: UserId) => Promise<void>;
  /** The next hour tries again. */
  failed: (error: unknown) => void;
}

export class Duties {
  readonly #options: DutiesOptions;
  #cancel: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: DutiesOptions) {
    this.#options = options;
  }

  /** Once an hour, on every server: what one has done another does not find. */
  start(): void {
    this.#cancel = every(this.#options.clock, EVERY_MS, () => void this.run().catch(this.#options.failed));
  }

  /** Everything that is due now. Asked while it runs, the same run is waited for. Cut off, the next goes on where it was. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Ends after the batch that is being written. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#running?.catch(() => undefined); // Told to whoever runs it.
  }

  async placeHold(hold: Pick<Hold, 'kind' | 'subject' | 'reason' | 'placedBy'>): Promise<number> {
    const id = await this.#options.store.placeHold(hold);
    if (id === undefined) throw new HeldAlready();
    return id;
  }

  async releaseHold(id: number, by: string): Promise<void> {
    if (!(await this.#options.store.releaseHold(id, by))) throw new NothingOfThatName('hold');
  }

  /** Their words go with the next run, also when this one is cut off. @throws {OnHold} */
  async erase(userId: UserId, by: string): Promise<void> {
    const { store } = this.#options;
    if (await store.isHeld('person', userId)) throw new OnHold();
    await store.askErasure(userId, by);
    this.run().catch(this.#options.failed);
  }

  /** All that chat knows of somebody, line by line. @param by who asks; written down when it is not they */
  async *export(userId: UserId, by: string): AsyncGenerator<JsonObject> {
    const { store } = this.#options;
    await store.write({ action: 'export', actor: by, subject: userId });
    yield* await store.personData(userId);
    for (let after = 0; ;) {
      const events = await store.eventsOf(userId, after, AT_ONCE);
      for (const { line } of events) yield line;
      const last = events.at(-1);
      if (!last) return;
      after = last.stream;
    }
  }

  async #work(): Promise<void> {
    await this.#retain();
    const { store, takeLeave } = this.#options;
    for (const { userId, by } of await store.openErasures()) {
      if (await store.isHeld('person', userId)) continue;
      await takeLeave(userId);
      let count = 0;
      for (let erased = -1; erased !== 0; count += erased) {
        if (this.#isClosed) return;
        erased = await store.eraseOf(userId, AT_ONCE);
      }
      await store.finishErasure(userId);
      await store.write({ action: 'erased', actor: by, subject: userId, details: { count } });
    }
  }

  async #retain(): Promise<void> {
    const { store, policy, clock } = this.#options;
    for (let after = 0; ;) {
      const rooms = await store.rooms(after, ROOMS_AT_ONCE);
      for (const { roomNid, roomId, marks } of rooms) {
        after = roomNid;
        const upToMs = pastUpToMs(marks, policy, clock.now());
        if (upToMs === undefined) continue;
        let count = 0;
        for (let erased = -1; erased !== 0; count += erased) {
          if (this.#isClosed) return;
          erased = await store.eraseOld(roomNid, upToMs, AT_ONCE);
        }
        if (count > 0) await store.write({ action: 'retention', roomId, details: { count, up_to_ms: upToMs } });
      }
      if (rooms.length < ROOMS_AT_ONCE) return;
    }
  }
}
