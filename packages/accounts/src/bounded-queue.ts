/** Runs a few tasks at a time and lets only so many wait. Pure. */
import { RateLimited } from './errors.ts';

export class BoundedQueue {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #retryAfterMs: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param retryAfterMs told to those who find the queue full */
  constructor(o: { atOnce: number; maxWaiting: number; retryAfterMs: number }) {
    this.#atOnce = o.atOnce;
    this.#maxWaiting = o.maxWaiting;
    this.#retryAfterMs = o.retryAfterMs;
  }

  /** In the order asked. @throws {RateLimited} when too many wait */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) {
      this.#running++;
    } else {
      if (this.#waiting.length >= this.#maxWaiting) throw new RateLimited(this.#retryAfterMs);
      await new Promise<void>((resolve) => this.#waiting.push(resolve)); // takes over a place, so the count stays
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
