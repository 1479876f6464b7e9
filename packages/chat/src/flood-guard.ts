/** Nobody changes more than people do: a client in a loop gets 429 and a time to come again (L03). Of one server, in memory. */
import { TokenBucket, type BucketSize } from '@saal/foundation/pure';
import { ChatError } from './errors.ts';
import type { UserId } from './ids.ts';

/** A client that starts asks for much at once. */
const changes: BucketSize = { burst: 100, perSecond: 10 };
/** Whose bucket is full again is forgotten, now and then. */
const FORGET_EVERY = 1_000;

export class FloodGuard {
  readonly #buckets = new Map<UserId, TokenBucket>();
  #counted = 0;

  /** @throws {ChatError} limit_exceeded */
  count(userId: UserId, nowMs: number): void {
    if (++this.#counted % FORGET_EVERY === 0) this.#forget(nowMs);
    const bucket = this.#buckets.get(userId) ?? new TokenBucket(changes, nowMs);
    this.#buckets.set(userId, bucket);
    const retryAfterMs = bucket.take(nowMs);
    if (retryAfterMs > 0) throw new ChatError('limit_exceeded', 'too much at once', { retry_after_ms: retryAfterMs });
  }

  #forget(nowMs: number): void {
    for (const [userId, bucket] of this.#buckets) if (bucket.isFull(nowMs)) this.#buckets.delete(userId);
  }
}
