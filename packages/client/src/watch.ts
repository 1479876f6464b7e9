/** Tells the server which video is shown: at once, but at most every 100 ms. */
import type { WatchedTile } from '@saal/protocol';
import type { Timers } from './timers.ts';

const intervalMs = 100;
const maxTiles = 60;

export interface WatchListOptions {
  timers: Timers;
  send: (tiles: WatchedTile[]) => void;
}

export class WatchList {
  readonly #options: WatchListOptions;
  #tiles: WatchedTile[] = [];
  #sent: string | undefined;
  #audioOnly = false;
  #open = false;
  #cancel: (() => void) | undefined;

  constructor(options: WatchListOptions) {
    this.#options = options;
  }

  /** The whole list; beyond 60 the least important are left out. Sizes are rounded and kept within what the wire allows. */
  watch(tiles: WatchedTile[]): void {
    this.#tiles = [...tiles]
      .sort((one, other) => other.priority - one.priority)
      .slice(0, maxTiles)
      .map((tile) => ({ ...tile, widthPx: sizePx(tile.widthPx), heightPx: sizePx(tile.heightPx) }));
    this.#schedule();
  }

  setAudioOnly(audioOnly: boolean): void {
    this.#audioOnly = audioOnly;
    this.#schedule();
  }

  /** The server knows nothing of this device's list (any more): it is told as soon as there is one. */
  opened(): void {
    this.closed();
    this.#open = true;
    this.#sent = undefined;
    this.#flush();
  }

  /** Nothing can be told now. */
  closed(): void {
    this.#open = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    if (this.#open && this.#cancel === undefined) this.#flush();
  }

  #wait(): void {
    this.#cancel = this.#options.timers.after(intervalMs, () => {
      this.#cancel = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const tiles = this.#audioOnly ? [] : this.#tiles;
    const text = JSON.stringify(tiles);
    if (text === (this.#sent ?? '[]')) {
      this.#sent = text;
      return;
    }
    this.#sent = text;
    this.#wait();
    this.#options.send(tiles);
  }
}

function sizePx(value: number): number {
  return Math.min(8192, Math.max(1, Math.round(value)));
}
