import type { Clock, Logger } from '@saal/foundation';
import type { DeviceId } from '@saal/protocol';
import type { FarBranch } from './far-branch.ts';
import { FarStream } from './far-stream.ts';
import type { Pipes } from './pipes.ts';
import type { RoomStream, StreamOutline } from './room-stream.ts';

export interface FarStreamsOptions {
  branchId: string;
  pipes: Pipes;
  clock: Clock;
  log: Logger;
  /** All streams of the branch; those of others are kept in it. */
  streams: Map<string, RoomStream>;
  /** It is new, or can be consumed from now on. */
  consider: (stream: RoomStream) => void;
}

/** What devices of other branches send, as one branch knows it. */
export class FarStreams {
  readonly #options: FarStreamsOptions;

  constructor(options: FarStreamsOptions) {
    this.#options = options;
  }

  /** All that the device sends now. */
  set(origin: FarBranch, deviceId: DeviceId, outlines: readonly StreamOutline[]): void {
    const sent = new Set(outlines.map(({ producerId }) => producerId));
    for (const stream of this.#all()) {
      if (stream.origin === origin && stream.deviceId === deviceId && !sent.has(stream.id)) this.#forget(stream);
    }
    for (const outline of outlines) {
      const known = this.#options.streams.get(outline.producerId);
      if (known instanceof FarStream) known.update(outline);
      else if (!known) this.#add(origin, outline);
    }
  }

  lose(origin: FarBranch): void {
    for (const stream of this.#all()) if (stream.origin === origin) this.#forget(stream);
  }

  close(): void {
    for (const stream of this.#all()) this.#forget(stream);
  }

  #all(): FarStream[] {
    return [...this.#options.streams.values()].filter((stream) => stream instanceof FarStream);
  }

  #add(origin: FarBranch, outline: StreamOutline): void {
    const { branchId, pipes, clock, log, streams, consider } = this.#options;
    const stream = new FarStream({ outline, origin, ownId: branchId, pipes, clock, log, came: consider });
    streams.set(stream.id, stream);
    consider(stream);
  }

  #forget(stream: FarStream): void {
    this.#options.streams.delete(stream.id);
    stream.close();
  }
}
