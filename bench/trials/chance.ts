/** Chance that comes out the same each time, so that two runs can be compared (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0..1 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @param ratio 0..1: how often it happens */
  happens(ratio: number): boolean {
    return this.next() < ratio;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }
}
