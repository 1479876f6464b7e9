import type { Clock, Logger } from '@saal/foundation';
import type { Producer } from 'mediasoup/types';
import { kindOf } from '../stream-limits.ts';
import { beside } from './coded.ts';
import type { FarBranch } from './far-branch.ts';
import type { Pipes } from './pipes.ts';
import type { RoomStream, StreamOutline } from './room-stream.ts';

/** Nobody here takes it for so long: its pipe is closed. A layout in motion looks away for less. */
const closeDelayMs = 3_000;
const retryDelayMs = 1_000;

/**
 * A stream whose sender is on another worker. It comes through a pipe, once, however many take it here; the pipe is opened
 * for the first and closed after the last.
 */
export class FarStream implements RoomStream {
  readonly origin: FarBranch;
  readonly #ownId: string;
  readonly #pipes: Pipes;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #came: () => void;
  readonly #wanted = new Map<string, number>();
  #outline: StreamOutline;
  #told: number | undefined;
  #opening = false;
  #pipe: Producer | undefined;
  #cancelClose: (() => void) | undefined;
  #cancelRetry: (() => void) | undefined;
  #closed = false;

  /** @param came it can be consumed here from now on */
  constructor(options: {
    outline: StreamOutline;
    origin: FarBranch;
    ownId: string;
    pipes: Pipes;
    clock: Clock;
    log: Logger;
    came: (stream: FarStream) => void;
  }) {
    this.#outline = options.outline;
    this.origin = options.origin;
    this.#ownId = options.ownId;
    this.#pipes = options.pipes;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#came = () => options.came(this);
  }

  get id() {
    return this.#outline.producerId;
  }
  get source() {
    return this.#outline.source;
  }
  get kind() {
    return kindOf(this.#outline.source);
  }
  get deviceId() {
    return this.#outline.deviceId;
  }
  get participantId() {
    return this.#outline.participantId;
  }
  get replaces() {
    return this.#outline.replaces;
  }
  get layers() {
    return this.#outline.layers;
  }
  get isPaused(): boolean {
    return this.#outline.paused;
  }
  get isHere(): boolean {
    return this.#pipe?.closed === false;
  }

  want(watcher: string, layer: number | undefined): void {
    if (this.#closed) return;
    if (layer === undefined ? !this.#wanted.delete(watcher) : this.#wanted.get(watcher) === layer) return;
    if (layer !== undefined) this.#wanted.set(watcher, layer);
    const highest = this.#wanted.size > 0 ? Math.max(...this.#wanted.values()) : undefined;
    if (this.kind === 'video' && highest !== this.#told) this.origin.wantLayer(this.#ownId, this.id, highest);
    this.#told = highest;
    this.#settle();
  }

  /** It was paused or resumed. */
  update(outline: StreamOutline): void {
    this.#outline = outline;
    const pipe = this.#pipe;
    if (pipe && pipe.paused !== outline.paused) beside(this.#log, 'pause far', outline.paused ? pipe.pause() : pipe.resume());
    this.#settle();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelClose?.();
    this.#cancelRetry?.();
    this.#wanted.clear();
    this.#closePipe();
  }

  #settle(): void {
    if (this.#wanted.size === 0) {
      if (this.#pipe) this.#cancelClose ??= this.#clock.after(closeDelayMs, () => this.#closePipe());
      return;
    }
    this.#cancelClose?.();
    this.#cancelClose = undefined;
    // Most microphones of a large meeting are never opened; one that was stays, so that its next word is not cut.
    const silent = this.kind === 'audio' && this.#outline.paused;
    if (!this.isHere && !this.#opening && !silent) this.#open();
  }

  #open(): void {
    this.#opening = true;
    this.#pipes
      .receive(this.origin, this.id, () => this.#outline.paused)
      .then(
        (pipe) => {
          this.#opening = false;
          this.#pipe = pipe;
          if (this.#closed) {
            this.#closePipe();
            return;
          }
          this.#came();
          this.#settle(); // Nobody may want it any more.
        },
        (error: unknown) => {
          this.#opening = false;
          if (this.#closed) return;
          this.#log.info({ err: error, producerId: this.id }, 'stream does not come through its pipe yet');
          this.#cancelRetry?.();
          this.#cancelRetry = this.#clock.after(retryDelayMs, () => this.#settle());
        },
      );
  }

  #closePipe(): void {
    this.#cancelClose = undefined;
    const pipe = this.#pipe;
    this.#pipe = undefined;
    if (!pipe) return;
    pipe.close();
    this.origin.stopStream(this.#ownId, this.id);
  }
}
