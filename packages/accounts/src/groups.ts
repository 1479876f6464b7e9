/** Groups of directories, for whoever makes teams of them. */
import type { GroupStore, TeamGroup } from './group-ports.ts';
import { summaryOf, type PersonSummary } from './person.ts';

export class Groups {
  readonly #store: GroupStore;
  readonly #reportFault: (error: unknown) => void;
  readonly #listeners = new Set<() => void>();

  /** @param reportFault when a listener fails */
  constructor(store: GroupStore, reportFault: (error: unknown) => void) {
    this.#store = store;
    this.#reportFault = reportFault;
  }

  /** All, also those that are gone. */
  all(): Promise<TeamGroup[]> {
    return this.#store.teams();
  }

  /** Those in it whose account is open. */
  async people(groupId: string): Promise<PersonSummary[]> {
    return (await this.#store.people(groupId)).map(summaryOf);
  }

  /** On this server only: what another one changed is seen by its fingerprint. @returns the function that ends listening */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#reportFault(error);
      }
    }
  }
}
