/** What comes in is worked off in turns: the first at once, and while more comes each turn takes all that has gathered. */
import type { Clock } from '@saal/foundation/pure';

export class Turns<T> {
  readonly #clock: Clock;
  readonly #gapMs: () => number;
  readonly #run: (gathered: readonly T[]) => Promise<void>;
  #gathered: T[] = [];
  #isBusy = false;
  #cancelGap: (() => void) | undefined;

  /** @param options.gapMs from the end of a turn to the next; @param options.run never fails */
  constructor(options: { clock: Clock; gapMs: () => number; run: (gathered: readonly T[]) => Promise<void> }) {
    this.#clock = options.clock;
    this.#gapMs = options.gapMs;
    this.#run = options.run;
  }

  add(item: T): void {
    this.#gathered.push(item);
    if (this.#isBusy) return;
    this.#isBusy = true;
    // What came in one piece goes in one turn.
    queueMicrotask(() => void this.#turn());
  }

  close(): void {
    this.#cancelGap?.();
  }

  async #turn(): Promise<void> {
    const gathered = this.#gathered;
    this.#gathered = [];
    await this.#run(gathered);
    this.#cancelGap = this.#clock.after(this.#gapMs(), () => {
      if (this.#gathered.length > 0) void this.#turn();
      else this.#isBusy = false;
    });
  }
}
