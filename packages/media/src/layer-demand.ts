import type { Clock } from '@saal/foundation/pure';

/** Going down waits for so long, so that a layout in motion does not stop and start the sender's encoder. */
const downDelayMs = 1_000;

/**
 * The highest layer of one video that any watcher takes, told to its sender when it changes: up at once, down after a
 * second. The sender begins with the lowest layer: what nobody takes costs no encoding, and a room that is rebuilt least of all.
 */
export class LayerDemand {
  readonly #clock: Clock;
  readonly #tell: (maxSpatialLayer: number) => void;
  readonly #wanted = new Map<string, number>();
  #told = 0;
  #cancelDown: (() => void) | undefined;

  /** @param tell called with -1 when nobody watches */
  constructor(clock: Clock, tell: (maxSpatialLayer: number) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#update();
  }

  /**
   * @param watcher a device, or another branch of the room with the highest layer that anybody there takes
   * @param layer undefined: not watched there
   */
  want(watcher: string, layer: number | undefined): void {
    if (layer === undefined ? !this.#wanted.delete(watcher) : this.#wanted.get(watcher) === layer) return;
    if (layer !== undefined) this.#wanted.set(watcher, layer);
    this.#update();
  }

  /** Tells once more what was told last, for a sender that may have missed it. */
  repeat(): void {
    if (this.#told !== 0) this.#tell(this.#told);
  }

  close(): void {
    this.#cancelDown?.();
    this.#wanted.clear();
  }

  #max(): number {
    return Math.max(-1, ...this.#wanted.values());
  }

  #update(): void {
    const max = this.#max();
    if (max < this.#told) {
      this.#cancelDown ??= this.#clock.after(downDelayMs, () => {
        this.#cancelDown = undefined;
        this.#say(this.#max());
      });
      return;
    }
    this.#cancelDown?.();
    this.#cancelDown = undefined;
    this.#say(max);
  }

  #say(max: number): void {
    if (max === this.#told) return;
    this.#told = max;
    this.#tell(max);
  }
}
