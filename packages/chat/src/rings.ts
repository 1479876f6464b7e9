/** Who is rung, until one answers or nobody does. Kept in the database: every server tells the same, and none forgets. */
import type { Clock } from '@saal/foundation/pure';
import type { CallStore, Ring } from './call-ports.ts';
import type { RoomId, UserId } from './ids.ts';

export const RING_MS = 45_000;
const KEPT_MS = 24 * 3_600_000;

export interface RingsOptions {
  store: CallStore;
  clock: Clock;
  newId: () => string;
  /** They want to hear nothing now, or nothing from there: by their status, quiet hours, a muted room, or since they ignore who calls. */
  wantsQuiet: (callee: UserId, call: { caller: UserId; roomId: RoomId }) => Promise<boolean>;
  /** On all servers. */
  tellServers: (moment: { userId: UserId }) => void;
  /** Its answers have changed. */
  changed: (meetingId: string) => void;
  failed: (error: unknown) => void;
}

export class Rings {
  readonly #options: RingsOptions;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #timers = new Set<() => void>();
  #closed = false;

  constructor(options: RingsOptions) {
    this.#options = options;
  }

  async ring(call: { meetingId: string; roomId: RoomId; caller: UserId; callees: readonly UserId[]; video: boolean }): Promise<void> {
    const { store, clock, newId, wantsQuiet } = this.#options;
    const rangAtMs = clock.now();
    const rings: Ring[] = [];
    for (const callee of call.callees) {
      const already = (await store.ringing(callee, rangAtMs)).some(({ meetingId }) => meetingId === call.meetingId);
      if (already) continue;
      const { meetingId, caller, video } = call;
      rings.push({
        ...{ ringId: newId(), meetingId, caller, callee, video, rangAtMs, endsAtMs: rangAtMs + RING_MS },
        silent: await wantsQuiet(callee, call),
      });
    }
    if (rings.length === 0) return;
    await store.addRings(rings);
    this.#wake(rings.map(({ callee }) => callee));
    const cancel = clock.after(RING_MS + 100, () => {
      this.#timers.delete(cancel);
      this.#giveUp().catch(this.#options.failed);
    });
    this.#timers.add(cancel);
  }

  /** What their pages ring for. */
  async ringing(userId: UserId): ReturnType<CallStore['ringing']> {
    const all = await this.#options.store.ringing(userId, this.#options.clock.now());
    return all.filter(({ silent }) => !silent);
  }

  /** What rings, as soon as it is other than known. */
  async news(
    userId: UserId,
    isNew: (rings: Awaited<ReturnType<CallStore['ringing']>>) => boolean,
    timeoutMs: number,
    gone: AbortSignal,
  ): ReturnType<CallStore['ringing']> {
    // Waited for before it is looked at: nothing falls in between.
    const enough = new AbortController();
    const waiting = this.#wait(userId, timeoutMs, AbortSignal.any([gone, enough.signal]));
    const now = await this.ringing(userId);
    if (isNew(now) || timeoutMs === 0) {
      enough.abort();
      return now;
    }
    await waiting;
    return this.ringing(userId);
  }

  /** @returns the meeting; undefined: it rings no more */
  async answer(userId: UserId, ringId: string, answer: 'accepted' | 'declined'): Promise<string | undefined> {
    const ring = await this.#options.store.answer(ringId, userId, answer);
    if (!ring) return undefined;
    this.#wake([userId]);
    this.#options.changed(ring.meetingId);
    return ring.meetingId;
  }

  /** Nobody is inside any more. */
  async endOf(meetingId: string): Promise<void> {
    this.#wake((await this.#options.store.miss({ meetingId })).map(({ callee }) => callee));
  }

  /** What a server that died left ringing. */
  async catchUp(): Promise<void> {
    await this.#giveUp();
    await this.#options.store.forgetBefore(this.#options.clock.now() - KEPT_MS);
  }

  /** Resolves when something may have changed for them, or the time is up. */
  #wait(userId: UserId, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const mine = this.#waiting.get(userId) ?? new Set();
      this.#waiting.set(userId, mine);
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        mine.delete(done);
        if (mine.size === 0 && this.#waiting.get(userId) === mine) this.#waiting.delete(userId);
        resolve();
      };
      const cancel = this.#options.clock.after(timeoutMs, done);
      signal.addEventListener('abort', done);
      mine.add(done);
    });
  }

  /** Told by another server. */
  heard({ userId }: { userId: string }): void {
    for (const done of [...(this.#waiting.get(userId) ?? [])]) done();
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    for (const userId of [...this.#waiting.keys()]) this.heard({ userId });
  }

  async #giveUp(): Promise<void> {
    if (this.#closed) return;
    const missed = await this.#options.store.miss({ endedBefore: this.#options.clock.now() });
    this.#wake(missed.map(({ callee }) => callee));
    for (const meetingId of new Set(missed.map((ring) => ring.meetingId))) this.#options.changed(meetingId);
  }

  #wake(userIds: readonly UserId[]): void {
    for (const userId of userIds) {
      this.heard({ userId });
      this.#options.tellServers({ userId });
    }
  }
}
