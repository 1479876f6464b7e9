import type { Valve, ValveLevel } from '../overload-valve.ts';

/** For tests: stands where it is put, whatever the worker has to do. */
export class SetValve implements Valve {
  level: ValveLevel = 0;
  readonly #listeners = new Set<(level: ValveLevel) => void>();

  measured(): void {
    // What a worker really has to do says nothing here.
  }

  onChanged(listener: (level: ValveLevel) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  set(level: ValveLevel): void {
    this.level = level;
    for (const listener of [...this.#listeners]) listener(level);
  }
}
