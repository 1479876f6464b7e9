/** Removes files of chat that nobody names: from the disk at once when their last event was redacted, the rest once an hour. */
import { every, type Clock } from '@saal/foundation/pure';
import type { Logger } from '@saal/foundation';
import { UNUSED_MS } from './media.ts';
import type { MediaFolder, MediaId, MediaStore } from './media-ports.ts';

const EVERY_MS = 3600_000;

export class MediaSweep {
  readonly #store: MediaStore;
  readonly #folder: MediaFolder;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #longestKeptMs: number | undefined;
  readonly #cancel: () => void;

  /** @param options.longestKeptMs after so long no room has a message any more that could name a file. Default: never */
  constructor(options: { store: MediaStore; folder: MediaFolder; clock: Clock; log: Logger; longestKeptMs?: number | undefined }) {
    this.#store = options.store;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#longestKeptMs = options.longestKeptMs;
    this.#cancel = every(this.#clock, EVERY_MS, () => {
      this.run().catch((error: unknown) => this.#log.error({ err: error }, 'unused files of chat could not be removed'));
    });
  }

  /** From the disk; the store has forgotten them. What fails here is found by the next sweep. */
  remove(mediaIds: readonly MediaId[]): void {
    Promise.all(mediaIds.map((mediaId) => this.#folder.remove(mediaId))).catch((error: unknown) =>
      this.#log.error({ err: error }, 'files of chat could not be removed'),
    );
  }

  /** Harmless when several servers do it at once. */
  async run(): Promise<void> {
    const nowMs = this.#clock.now();
    const beforeMs = nowMs - UNUSED_MS;
    for (const mediaId of await this.#store.removeUnused(beforeMs)) await this.#folder.remove(mediaId);
    if (this.#longestKeptMs !== undefined)
      for (const mediaId of await this.#store.removeSealed(nowMs - this.#longestKeptMs)) await this.#folder.remove(mediaId);
    // What a crash left: bytes in their place whose row was not written, or whose row was removed.
    for await (const mediaIds of this.#folder.olderThan(beforeMs)) {
      const known = await this.#store.known(mediaIds);
      for (const mediaId of mediaIds) if (!known.has(mediaId)) await this.#folder.remove(mediaId);
    }
  }

  close(): void {
    this.#cancel();
  }
}
