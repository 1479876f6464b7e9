/** Tells the server which video is shown: at once, but at most every 100 ms. */
import type { WatchedTile } from '@saal/protocol';
import type { Timers } from './timers.ts';

const intervalMs = 100;
const againAfterMs = 1000;
const maxTiles = 60;

export interface WatchListOptions {
  timers: Timers;
  /** Rejects when it was not heard: it is told again a second later. */
  send: (tiles: WatchedTile[]) => Promise<unknown>;
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

  /** A new room, in which this device has no list yet: it is told as soon as there is one. */
  opened(): void {
    this.closed();
    this.#open = true;
    this.#sent = '[]'; // A new room shows nothing.
    this.#flush();
  }

  /** Back in the same room: whether the last list was heard is not known. */
  resumed(): void {
    if (!this.#open) return;
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

  #wait(ms = intervalMs): void {
    this.#cancel?.();
    this.#cancel = this.#options.timers.after(ms, () => {
      this.#cancel = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const tiles = this.#audioOnly ? [] : this.#tiles;
    const text = JSON.stringify(tiles);
    if (text === this.#sent) return;
    this.#sent = text;
    this.#wait();
    this.#options.send(tiles).catch(() => {
      if (!this.#open || this.#sent !== text) return;
      this.#sent = undefined;
      this.#wait(againAfterMs);
    });
  }
}

function sizePx(value: number): number {
  return Math.min(8192, Math.max(1, Math.round(value)));
}
