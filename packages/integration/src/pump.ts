/** Does something as long as there is something to do, one after the other, and again whenever it is woken. */
export class Pump {
  readonly #task: (isOpen: () => boolean) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  /** @param failed what the next wake tries again */
  constructor(task: (isOpen: () => boolean) => Promise<void>, failed: (error: unknown) => void) {
    this.#task = task;
    this.#failed = failed;
  }

  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** What has begun is finished. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#task(() => !this.#closed);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
