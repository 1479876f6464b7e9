/** What those see who look after accounts: everybody, how they sign in, and whether a second factor protects them. */
import type { PeopleFilter, PersonSource } from '@saal/protocol';
import type { Person } from './person.ts';

export type ListedPerson = { person: Person; source: PersonSource; secondFactor: boolean };

/** Of accounts that are open. */
export type PeopleCounts = { local: number; directory: number; provider: number; withFactor: number; administratorsWithout: number };

/** Filling: `postgres/people-list.ts`. */
export interface PeopleList {
  /**
   * By name; those whose name or e-mail holds `text`.
   * @param after id of the last one of the page before
   */
  page(text: string, filter: PeopleFilter, after: string | undefined, limit: number): Promise<ListedPerson[]>;
  count(text: string, filter: PeopleFilter): Promise<number>;
  counts(): Promise<PeopleCounts>;
}
