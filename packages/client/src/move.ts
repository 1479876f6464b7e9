/** A move of this device to another worker: the new paths come up beside the old ones. Says when all runs over them. */
import type { Consumers } from './consumers.ts';
import type { MediaPaths } from './media-paths.ts';
import type { OwnStreams } from './own-streams.ts';
import type { Timers } from './timers.ts';

const checkEveryMs = 100;
/** In a row: a decoder that has just begun has nothing in store. */
const checksNeeded = 3;
/** What comes by the old paths and not by the new ones is not waited for longer: it may just have ended. */
const patienceMs = 3000;

export interface MoveOptions {
  from: MediaPaths;
  to: MediaPaths;
  streams: OwnStreams;
  timers: Timers;
  onReady: () => void;
}

export class Move {
  readonly #options: MoveOptions;
  #waitedMs = 0;
  #passed = 0;
  #cancel: (() => void) | undefined;

  constructor(options: MoveOptions) {
    this.#options = options;
    this.#later();
  }

  get to(): MediaPaths {
    return this.#options.to;
  }

  close(): void {
    this.#cancel?.();
    this.to.close();
  }

  #later(): void {
    this.#cancel = this.#options.timers.after(checkEveryMs, () => {
      this.#waitedMs += checkEveryMs;
      this.#passed = this.#isReady() ? this.#passed + 1 : 0;
      if (this.#passed === checksNeeded) this.#options.onReady();
      else this.#later();
    });
  }

  #isReady(): boolean {
    const { from, to, streams } = this.#options;
    // A path that has nothing to carry stays `new`.
    if (!to.states.every((state) => state === 'connected' || state === 'new')) return false;
    if (!streams.isSame(from, to)) return false;
    return this.#waitedMs >= patienceMs || comesToo(from.consumers, to.consumers);
  }
}

/** Whether all that arrives by the one arrives by the other. */
function comesToo(from: Consumers, to: Consumers): boolean {
  const arriving = to.live().filter(({ consumer }) => !consumer.track.muted);
  return from
    .live()
    .filter(({ consumer, paused }) => !paused && !consumer.track.muted)
    .every(({ info: { producerId, slot } }) =>
      arriving.some(({ info }) =>
        slot === undefined ? info.producerId === producerId || info.replaces === producerId : info.slot === slot,
      ),
    );
}
