/** Nobody changes more than people do: a client in a loop gets 429 and a time to come again (L03). Of one server, in memory. */
import { ChatError } from './errors.ts';
import type { UserId } from './ids.ts';

/** At once, and in the long run: a client that starts asks for much. */
const BURST = 100;
const PER_SECOND = 10;
/** Whose bucket has been full for long is forgotten. */
const FORGET_EVERY = 1_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class FloodGuard {
  readonly #buckets = new Map<UserId, Bucket>();
  #counted = 0;

  /** @throws {ChatError} limit_exceeded */
  count(userId: UserId, nowMs: number): void {
    if (++this.#counted % FORGET_EVERY === 0) this.#forget(nowMs);
    const bucket = this.#buckets.get(userId) ?? { tokens: BURST, atMs: nowMs };
    bucket.tokens = Math.min(BURST, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * PER_SECOND);
    bucket.atMs = nowMs;
    this.#buckets.set(userId, bucket);
    if (bucket.tokens < 1) {
      const retryAfterMs = Math.ceil(((1 - bucket.tokens) / PER_SECOND) * 1_000);
      throw new ChatError('limit_exceeded', 'too much at once', { retry_after_ms: retryAfterMs });
    }
    bucket.tokens -= 1;
  }

  #forget(nowMs: number): void {
    const fullAfterMs = (BURST / PER_SECOND) * 1_000;
    for (const [userId, { atMs }] of this.#buckets) if (nowMs - atMs > fullAfterMs) this.#buckets.delete(userId);
  }
}
