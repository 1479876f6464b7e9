/** Gathers what happens in one turn of the event loop into one call. */
export class Soon {
  #asked = false;
  #ended = false;
  readonly #run: () => void;

  constructor(run: () => void) {
    this.#run = run;
  }

  ask(): void {
    if (this.#asked || this.#ended) return;
    this.#asked = true;
    setTimeout(() => {
      this.#asked = false;
      if (!this.#ended) this.#run();
    }, 0);
  }

  close(): void {
    this.#ended = true;
  }
}
