/** Tells the server which video is shown: at once, but at most every 100 ms. */
import type { ParticipantId, ParticipantView, WatchedTile } from '@saal/protocol';
import { producerOf, type WantedPicture } from './pictures.ts';
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
  #pictures: WantedPicture[] = [];
  #people: ReadonlyMap<ParticipantId, ParticipantView> = new Map();
  #sent: string | undefined;
  #audioOnly = false;
  #open = false;
  #cancel: (() => void) | undefined;

  constructor(options: WatchListOptions) {
    this.#options = options;
  }

  /** The whole list, also of pictures that nobody sends yet. Sizes are rounded and kept within what the wire allows. */
  watch(pictures: WantedPicture[]): void {
    this.#pictures = [...pictures].sort((one, other) => other.priority - one.priority);
    this.#schedule();
  }

  /** Who sends what now: a stream that shows a wanted picture is asked for without waiting for the screen. */
  setPeople(people: readonly ParticipantView[]): void {
    this.#people = new Map(people.map((person) => [person.id, person]));
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

  /** Beyond 60 the least important are left out. */
  #tiles(): WatchedTile[] {
    return this.#pictures
      .flatMap(({ participantId, shareId, widthPx, heightPx, priority }): WatchedTile[] => {
        const producerId = producerOf(this.#people.get(participantId), { shareId });
        return producerId === undefined ? [] : [{ producerId, widthPx: sizePx(widthPx), heightPx: sizePx(heightPx), priority }];
      })
      .slice(0, maxTiles);
  }

  #flush(): void {
    const tiles = this.#audioOnly ? [] : this.#tiles();
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
