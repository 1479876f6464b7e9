/** Tells that one is writing: when it begins, again while it lasts, and when it ends. */
import type { Timers } from '../../timers.ts';

/** Before the server forgets it. */
const AGAIN_MS = 8_000;
/** Who stopped typing does not write. */
const QUIET_MS = 5_000;

export class TypingTeller {
  readonly #timers: Timers;
  readonly #tell: (typing: boolean) => void;
  #toldAtMs: number | undefined;
  #cancel: () => void = () => undefined;

  constructor(timers: Timers, tell: (typing: boolean) => void) {
    this.#timers = timers;
    this.#tell = tell;
  }

  set(typing: boolean): void {
    this.#cancel();
    if (!typing) {
      if (this.#toldAtMs !== undefined) this.#tell(false);
      this.#toldAtMs = undefined;
      return;
    }
    const nowMs = this.#timers.now();
    if (this.#toldAtMs === undefined || nowMs - this.#toldAtMs >= AGAIN_MS) {
      this.#toldAtMs = nowMs;
      this.#tell(true);
    }
    this.#cancel = this.#timers.after(QUIET_MS, () => this.set(false));
  }

  close(): void {
    this.#cancel();
  }
}
