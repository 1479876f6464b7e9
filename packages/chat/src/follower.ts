/** Does one thing for each of many ids, one at a time for each; what is asked for meanwhile is done by one further turn. */
import type { Clock } from '@saal/foundation/pure';

const RETRY_MS = 1_000;

interface Line {
  running: Promise<void>;
  next: Promise<void> | undefined;
}

export class Follower {
  readonly #options: { look: (id: string) => Promise<void>; failed: (error: unknown, id: string) => void; clock: Clock };
  readonly #lines = new Map<string, Line>();
  #closed = false;

  constructor(options: { look: (id: string) => Promise<void>; failed: (error: unknown, id: string) => void; clock: Clock }) {
    this.#options = options;
  }

  /** However often that takes. */
  followSurely(id: string): void {
    this.follow(id).catch((error: unknown) => {
      if (this.#closed) return;
      this.#options.failed(error, id);
      this.#options.clock.after(RETRY_MS, () => this.followSurely(id));
    });
  }

  /** Resolves when it has been looked at after this was called. */
  follow(id: string): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const line = this.#lines.get(id);
    if (!line) return this.#begin(id);
    line.next ??= line.running.catch(() => undefined).then(() => this.#begin(id));
    return line.next;
  }

  close(): void {
    this.#closed = true;
  }

  #begin(id: string): Promise<void> {
    const line: Line = { running: this.#options.look(id), next: undefined };
    this.#lines.set(id, line);
    const done = (): void => {
      if (this.#lines.get(id) === line && !line.next) this.#lines.delete(id);
    };
    line.running.then(done, done);
    return line.running;
  }
}
