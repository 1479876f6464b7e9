/** Tells this server of accounts that another one disabled, or a directory: whose sessions are over leaves meetings and chat here, too. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs } from '@saal/protocol';
import type { PersonStore } from './ports.ts';
import type { Sessions } from './sessions.ts';

/** Clocks of servers differ, and a transaction takes a moment to be seen. */
const OVERLAP_MS = 60_000;

export class DisabledWatch {
  readonly #people: Pick<PersonStore, 'disabledSince'>;
  readonly #sessions: Pick<Sessions, 'ended'>;
  readonly #clock: Clock;
  readonly #fromMs: EpochMs;
  /** Told already, by person: when they were disabled. */
  #told = new Map<string, EpochMs>();

  constructor(o: { people: Pick<PersonStore, 'disabledSince'>; sessions: Pick<Sessions, 'ended'>; clock: Clock }) {
    this.#people = o.people;
    this.#sessions = o.sessions;
    this.#clock = o.clock;
    this.#fromMs = o.clock.now();
  }

  async look(): Promise<void> {
    const found = await this.#people.disabledSince(Math.max(this.#fromMs, this.#clock.now() - OVERLAP_MS));
    const fresh = found.filter(({ id, disabledAtMs }) => this.#told.get(id) !== disabledAtMs);
    this.#told = new Map(found.map(({ id, disabledAtMs }) => [id, disabledAtMs]));
    this.#sessions.ended(fresh.map(({ id }) => ({ personId: id })));
  }
}
