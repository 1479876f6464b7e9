import { BusAway, RemoteError, type Clock, type Logger } from '@saal/foundation';

const retryDelayMs = 250;
const mostAtOnce = 100;

/**
 * What one process orders of another, in order and until it is taken: what is sent again may have been done, so orders say
 * what is to be, not what is to change.
 */
export class Outbox<T> {
  readonly #deliver: (orders: readonly T[]) => Promise<unknown>;
  readonly #attempts: number;
  readonly #clock: Clock;
  readonly #log: Logger;
  #orders: T[] = [];
  #failures = 0;
  #busy = false;
  #closed = false;
  #waiting: { taken: () => void; failed: (error: unknown) => void }[] = [];

  /** @param options.attempts after so many in a row what waits is dropped; default: never */
  constructor(options: { deliver: (orders: readonly T[]) => Promise<unknown>; attempts?: number; clock: Clock; log: Logger }) {
    this.#deliver = options.deliver;
    this.#attempts = options.attempts ?? Infinity;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** What is ordered in one turn goes in one message. */
  push(order: T): void {
    if (this.#closed) return;
    this.#orders.push(order);
    if (this.#busy) return;
    this.#busy = true;
    queueMicrotask(() => void this.#run());
  }

  /** Resolves when all that was ordered is taken. @throws what the next attempt failed by */
  async taken(): Promise<void> {
    if (this.#closed) throw new BusAway();
    if (!this.#busy) return;
    await new Promise<void>((taken, failed) => this.#waiting.push({ taken, failed }));
  }

  /** Drops what waits. */
  close(): void {
    this.#closed = true;
    this.#orders = [];
    this.#tellWaiting(({ failed }) => failed(new BusAway()));
  }

  async #run(): Promise<void> {
    while (this.#orders.length > 0) {
      const orders = this.#orders.slice(0, mostAtOnce);
      try {
        await this.#deliver(orders);
      } catch (error) {
        if (this.#closed) return;
        this.#log.debug({ err: error }, 'orders were not taken');
        this.#tellWaiting(({ failed }) => failed(error));
        this.#failures++;
        const isFault = error instanceof RemoteError && error.code === 'internal';
        if (!isFault && this.#failures < this.#attempts) {
          this.#clock.after(retryDelayMs, () => void this.#run());
          return;
        }
        // Who is not there any more needs no orders; that somebody is gone is told where people are placed again.
        this.#log[isFault ? 'warn' : 'info']({ err: error, orders: orders.length }, 'orders are given up');
      }
      this.#failures = 0;
      this.#orders.splice(0, orders.length);
    }
    this.#busy = false;
    this.#tellWaiting(({ taken }) => taken());
  }

  #tellWaiting(tell: (waiting: { taken: () => void; failed: (error: unknown) => void }) => void): void {
    for (const waiting of this.#waiting.splice(0)) tell(waiting);
  }
}
