/** Removes files of chat that nobody names: from the disk at once when their last event was redacted, the rest once an hour. */
import type { Clock } from '@saal/foundation/pure';
import type { Logger } from '@saal/foundation';
import { UNUSED_MS } from './media.ts';
import type { MediaFolder, MediaId, MediaStore } from './media-ports.ts';

const EVERY_MS = 3600_000;

export class MediaSweep {
  readonly #store: MediaStore;
  readonly #folder: MediaFolder;
  readonly #clock: Clock;
  readonly #log: Logger;
  #cancel = (): void => undefined;

  constructor(options: { store: MediaStore; folder: MediaFolder; clock: Clock; log: Logger }) {
    this.#store = options.store;
    this.#folder = options.folder;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#plan();
  }

  /** From the disk; the store has forgotten them. What fails here is found by the next sweep. */
  remove(mediaIds: readonly MediaId[]): void {
    Promise.all(mediaIds.map((mediaId) => this.#folder.remove(mediaId))).catch((error: unknown) =>
      this.#log.error({ err: error }, 'files of chat could not be removed'),
    );
  }

  /** Harmless when several servers do it at once. */
  async run(): Promise<void> {
    const beforeMs = this.#clock.now() - UNUSED_MS;
    for (const mediaId of await this.#store.removeUnused(beforeMs)) await this.#folder.remove(mediaId);
    // What a crash left: bytes in their place whose row was not written, or whose row was removed.
    for await (const mediaIds of this.#folder.olderThan(beforeMs)) {
      const known = await this.#store.known(mediaIds);
      for (const mediaId of mediaIds) if (!known.has(mediaId)) await this.#folder.remove(mediaId);
    }
  }

  close(): void {
    this.#cancel();
  }

  #plan(): void {
    this.#cancel = this.#clock.after(EVERY_MS, () => {
      this.#plan();
      this.run().catch((error: unknown) => this.#log.error({ err: error }, 'unused files of chat could not be removed'));
    });
  }
}
