import type { Logger } from '@saal/foundation';

/** What has to be ended, last begun first. A part that fails to end is logged and does not keep the others open. */
export class Closers {
  readonly #log: Logger;
  readonly #parts: { name: string; close: () => Promise<void> | void }[] = [];
  #running: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#parts.push({ name, close });
  }

  run(): Promise<void> {
    this.#running ??= this.#closeAll();
    return this.#running;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#parts.reverse()) {
      try {
        await close();
      } catch (err) {
        this.#log.error({ err, part: name }, 'did not end cleanly');
      }
    }
  }
}
