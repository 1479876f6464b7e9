/**
 * Counts what is kept in memory only (who types, who is there), for the second number of sync tokens. It goes with the clock, so that
 * a token of one server means about the same to the next one; what it makes of it too little is told once more, or is old in seconds.
 */
import type { Clock } from '@saal/foundation/pure';

export class EphemeralCount {
  readonly #clock: Clock;
  #latest: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#latest = clock.now();
  }

  get latest(): number {
    return this.#latest;
  }

  next(): number {
    this.#latest = Math.max(this.#latest + 1, this.#clock.now());
    return this.#latest;
  }
}
