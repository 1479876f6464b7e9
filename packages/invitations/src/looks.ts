/** Looks at meetings one after the other, each soon after it is asked for; one that fails holds up no other. */
import type { MeetingId } from '@saal/protocol';

export type LooksOptions = {
  all: () => Promise<MeetingId[]>;
  look: (meetingId: MeetingId) => Promise<void>;
  /** With the next `atAll` it is tried again. */
  failed: (error: unknown, meetingId: MeetingId | undefined) => void;
};

export class Looks {
  readonly #options: LooksOptions;
  readonly #asked = new Set<MeetingId>();
  #all = false;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: LooksOptions) {
    this.#options = options;
  }

  at(meetingId: MeetingId): void {
    this.#asked.add(meetingId);
    this.#begin();
  }

  atAll(): void {
    this.#all = true;
    this.#begin();
  }

  /** When all that was asked for was tried. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** What has begun is finished. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #begin(): void {
    if (this.#closed) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Asked for while the last round was ending.
      if (this.#asked.size > 0 || this.#all) this.#begin();
    });
  }

  async #run(): Promise<void> {
    for (let next = await this.#next(); next !== undefined && !this.#closed; next = await this.#next()) {
      try {
        await this.#options.look(next);
      } catch (error) {
        this.#options.failed(error, next);
      }
    }
  }

  async #next(): Promise<MeetingId | undefined> {
    if (this.#all) {
      this.#all = false;
      try {
        for (const meetingId of await this.#options.all()) this.#asked.add(meetingId);
      } catch (error) {
        this.#options.failed(error, undefined);
      }
    }
    const [next] = this.#asked;
    if (next !== undefined) this.#asked.delete(next);
    return next;
  }
}
