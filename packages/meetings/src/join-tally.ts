/** How joins go, counted in memory and stored now and then: the counts of a minute may be lost, a join never waits for them. */
import { every, type Clock } from '@saal/foundation/pure';
import type { ErrorCode } from '@saal/protocol';
import type { DayJoins, StatisticsStore } from './statistics.ts';

/** Upper bounds in milliseconds. */
const bounds = [50, 100, 250, 500, 1_000, 2_500, 5_000] as const;
/** What the server could not do. Other refusals (a wrong passcode, a lobby) are answers. */
const faults: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not_ready', 'media_unavailable', 'internal']);
const EVERY_MS = 60_000;

export class JoinTally {
  readonly #o: { store: Pick<StatisticsStore, 'addJoins'>; clock: Clock; failed: (error: unknown) => void };
  #counts = new Map<string, DayJoins>();
  readonly #stop: () => void;

  constructor(o: { store: Pick<StatisticsStore, 'addJoins'>; clock: Clock; failed: (error: unknown) => void }) {
    this.#o = o;
    this.#stop = every(o.clock, EVERY_MS, () => void this.#store());
  }

  /** @param code of a refusal */
  note(durationMs: number, code: ErrorCode | undefined): void {
    const failed = code !== undefined && faults.has(code);
    const withinMs = failed ? 0 : (bounds.find((bound) => durationMs <= bound) ?? 0);
    const key = `${failed} ${withinMs}`;
    const joins = (this.#counts.get(key)?.joins ?? 0) + 1;
    this.#counts.set(key, { outcome: failed ? 'failed' : 'answered', withinMs, joins });
  }

  /** Stores what is left. Idempotent. */
  async close(): Promise<void> {
    this.#stop();
    await this.#store();
  }

  async #store(): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    this.#counts = new Map();
    try {
      await this.#o.store.addJoins(Math.floor(this.#o.clock.now() / 86_400_000), counts);
    } catch (error) {
      this.#o.failed(error);
    }
  }
}
