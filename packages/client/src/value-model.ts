import type { Model } from './model.ts';

/** A model that holds one value; `set` tells its subscribers, unless the value is the same. */
export class ValueModel<T> implements Model<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(this.#value, value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Changes some fields; nothing is told when all of them are what they were. */
  patch(change: Partial<T>): void {
    for (const key in change) {
      if (!Object.is(this.#value[key], change[key])) {
        this.set({ ...this.#value, ...change });
        return;
      }
    }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
