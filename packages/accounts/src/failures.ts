/** Sign-ins that failed in a row: told to the audit when they become many, without what was typed. */
import type { Clock } from '@saal/foundation/pure';
import type { EpochMs } from '@saal/protocol';
import { networkOf, senderOf } from './network.ts';
import type { AuditLog, PersonStore, Secrets } from './ports.ts';

export interface FailureStore {
  /** Counts one more; anew when the last was longer ago. @returns how many in a row */
  note(key: string, nowMs: EpochMs, inARowSinceMs: EpochMs): Promise<number>;
  forget(key: string): Promise<void>;
}

/** Told of one name at so many, then at twice, four times as many and so on. As many as a stranger may try at once. */
const OF_A_NAME = 5;
/** Of one address: a whole town hall may sit behind it. */
const OF_AN_ADDRESS = 30;
/** What is further apart is no row. */
export const IN_A_ROW_MS = 60 * 60_000;

export class Failures {
  readonly #store: FailureStore;
  readonly #people: Pick<PersonStore, 'byEmail'>;
  readonly #audit: AuditLog;
  readonly #secrets: Secrets;
  readonly #clock: Clock;

  constructor(o: { store: FailureStore; people: Pick<PersonStore, 'byEmail'>; audit: AuditLog; secrets: Secrets; clock: Clock }) {
    this.#store = o.store;
    this.#people = o.people;
    this.#audit = o.audit;
    this.#secrets = o.secrets;
    this.#clock = o.clock;
  }

  /** The same work for names that nobody has. */
  async note(email: string, address: string): Promise<void> {
    const network = networkOf(address);
    const byName = await this.#count(`name ${email}`);
    if (isTold(byName, OF_A_NAME)) {
      const subjectId = (await this.#people.byEmail(email))?.id;
      const of = subjectId === undefined ? 'unknown-name' : 'person';
      await this.#audit.write({ action: 'sign-ins-failed', subjectId, network, details: { count: byName, of } });
    }
    const byAddress = await this.#count(`sender ${senderOf(address)}`);
    if (isTold(byAddress, OF_AN_ADDRESS))
      await this.#audit.write({ action: 'sign-ins-failed', network, details: { count: byAddress, of: 'address' } });
  }

  /** Those of the address stay: else an own account would wash off the guesses at others. */
  succeeded(email: string): Promise<void> {
    return this.#store.forget(this.#secrets.hash(`name ${email}`));
  }

  #count(key: string): Promise<number> {
    const nowMs = this.#clock.now();
    return this.#store.note(this.#secrets.hash(key), nowMs, nowMs - IN_A_ROW_MS);
  }
}

/** At `first`, twice, four times as many and so on: a long attack is few lines. */
export function isTold(count: number, first: number): boolean {
  return count >= first && count % first === 0 && Number.isInteger(Math.log2(count / first));
}
