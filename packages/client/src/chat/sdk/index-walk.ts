/** Reads sealed rooms back for the search of this device: gently, so far as is worth it, and on where it stopped. */
import { Direction, Filter, type MatrixClient, type Room } from 'matrix-js-sdk';
import type { SearchProgress } from '../model.ts';
import { ValueModel } from '../../value-model.ts';
import { MOST_WORDS, type WordIndex } from './word-index.ts';
import type { RoomWalk, WordStore } from './word-store.ts';

/** Older messages are found where they were opened. */
const AS_FAR_AS_MS = 90 * 86_400_000;
const PAGE = 50;
const BETWEEN_PAGES_MS = 400;
const AFTER_FAILURE_MS = 10_000;

export class IndexWalk {
  readonly model = new ValueModel<SearchProgress>({ phase: 'done', messages: 0, roomsLeft: 0 });
  readonly #client: MatrixClient;
  readonly #store: WordStore;
  readonly #index: WordIndex;
  readonly #filter: Filter;
  #running = false;
  #again = false;
  #hasKeys = false;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(client: MatrixClient, store: WordStore, index: WordIndex) {
    this.#client = client;
    this.#store = store;
    this.#index = index;
    this.#filter = new Filter(client.getSafeUserId());
    this.#filter.setDefinition({ room: { timeline: { types: ['m.room.encrypted'] } } });
  }

  /** Goes through all rooms once, and once more when keys come meanwhile. @param hasKeys what was written before this device can be opened */
  start(hasKeys: boolean): void {
    if (this.#closed) return;
    if (this.#running) {
      this.#again ||= hasKeys && !this.#hasKeys;
      return;
    }
    this.#running = true;
    this.#again = false;
    this.#hasKeys = hasKeys;
    this.#run()
      .catch(() => undefined) // the database of this browser failed: there is nothing to read for
      .finally(() => {
        this.#running = false;
        this.model.patch({ phase: 'done', roomsLeft: 0 });
        if (this.#again) this.start(true);
      });
  }

  pause(paused: boolean): void {
    if (this.model.get().phase === 'done') return;
    this.model.patch({ phase: paused ? 'paused' : 'running' });
    if (!paused) this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    const kept = (await this.#store.walks()).filter(({ hadKeys }) => hadKeys || !this.#hasKeys);
    const walks = new Map(kept.map((walk) => [walk.roomId, walk]));
    const rooms = this.#client.getRooms().filter((room) => room.hasEncryptionStateEvent() && room.getMyMembership() === 'join');
    rooms.sort((a, b) => b.getLastActiveTimestamp() - a.getLastActiveTimestamp());
    const open = rooms.filter((room) => {
      const walk = walks.get(room.roomId);
      return walk?.isDone !== true || room.getLastActiveTimestamp() > walk.headMs;
    });
    if (open.length === 0) return;
    this.model.patch({ phase: this.model.get().phase === 'paused' ? 'paused' : 'running', roomsLeft: open.length });
    for (const [at, room] of open.entries()) {
      await this.#room(room, walks.get(room.roomId));
      if (this.#closed) return;
      this.model.patch({ roomsLeft: open.length - at - 1 });
    }
  }

  async #room(room: Room, known: RoomWalk | undefined): Promise<void> {
    const startedAtMs = Date.now();
    if (known) {
      // What came while chat was closed, down to what was seen.
      let from: string | undefined;
      do {
        const page = await this.#page(room, from);
        if (!page) return;
        from = page.oldestMs < known.headMs ? undefined : page.end;
      } while (from !== undefined);
    }
    // What comes from now on is kept as it is opened.
    let walk: RoomWalk = { ...(known ?? { roomId: room.roomId, isDone: false, hadKeys: this.#hasKeys }), headMs: startedAtMs };
    await this.#store.putWalk(walk);
    while (!walk.isDone) {
      const page = await this.#page(room, walk.from);
      if (!page) return;
      const isDone = page.end === undefined || page.oldestMs < Date.now() - AS_FAR_AS_MS || this.#index.size >= MOST_WORDS;
      walk = {
        roomId: walk.roomId,
        headMs: walk.headMs,
        hadKeys: walk.hadKeys,
        isDone,
        ...(page.end === undefined ? {} : { from: page.end }),
      };
      await this.#store.putWalk(walk);
    }
  }

  /** @returns undefined: at its end */
  async #page(room: Room, from: string | undefined): Promise<{ end: string | undefined; oldestMs: number } | undefined> {
    for (;;) {
      await this.#pausing(BETWEEN_PAGES_MS);
      if (this.#closed) return undefined;
      // One may have left meanwhile.
      if (room.getMyMembership() !== 'join') return { end: undefined, oldestMs: 0 };
      try {
        const answer = await this.#client.createMessagesRequest(room.roomId, from ?? null, PAGE, Direction.Backward, this.#filter);
        const events = answer.chunk.map(this.#client.getEventMapper());
        for (const event of events) {
          await this.#client.decryptEventIfNeeded(event);
          await this.#index.add(event);
        }
        return { end: answer.end, oldestMs: Math.min(Infinity, ...events.map((event) => event.getTs())) };
      } catch {
        // No network, or too many requests: tried again until the page is closed.
        await this.#pausing(AFTER_FAILURE_MS);
      }
    }
  }

  async #pausing(ms: number): Promise<void> {
    await this.#waited(ms);
    while (this.model.get().phase === 'paused' && !this.#closed) await this.#waited(undefined);
  }

  async #waited(ms: number | undefined): Promise<void> {
    if (this.#closed) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    const timer = ms === undefined ? undefined : setTimeout(this.#wake, ms);
    await promise;
    clearTimeout(timer);
  }
}
