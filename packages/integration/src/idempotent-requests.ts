/** A repeated request with its idempotency key gets what the first one made. */
import type { Clock } from '@saal/foundation/pure';
import { IdempotencyKeyReused, RequestUnderWay } from './errors.ts';
import type { AnsweredRequestStore } from './ports.ts';

/** How long a repeated request gets the answer of the first. */
const IDEMPOTENT_MS = 24 * 3600_000;

export class IdempotentRequests {
  readonly #o: { store: AnsweredRequestStore; clock: Clock; hash: (text: string) => string };

  constructor(options: { store: AnsweredRequestStore; clock: Clock; hash: (text: string) => string }) {
    this.#o = options;
  }

  /**
   * @param key undefined: each request makes something of its own
   * @param asked what was asked, of which another one may not use the same key
   * @param make @returns the id of what it made
   * @throws {IdempotencyKeyReused, RequestUnderWay}
   */
  async once(applicationId: string, key: string | undefined, asked: unknown, make: () => Promise<string>): Promise<string> {
    if (key === undefined) return make();
    const { store, clock, hash } = this.#o;
    const bodyHash = hash(JSON.stringify(asked));
    const nowMs = clock.now();
    const earlier = await store.begin({ applicationId, key, bodyHash, atMs: nowMs }, nowMs - IDEMPOTENT_MS);
    if (earlier) {
      if (earlier.bodyHash !== bodyHash) throw new IdempotencyKeyReused();
      if (earlier.madeId === null) throw new RequestUnderWay();
      return earlier.madeId;
    }
    let id: string;
    try {
      id = await make();
    } catch (error) {
      await store.forget(applicationId, key);
      throw error;
    }
    await store.answered(applicationId, key, id);
    return id;
  }
}
