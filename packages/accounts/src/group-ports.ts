/** What groups of directories need from outside. Filling: `postgres/group-store.ts`. */
import type { EpochMs } from '@saal/protocol';
import type { GroupPlan, KnownGroup } from './directory-groups-plan.ts';
import type { Person } from './person.ts';

/** A group as a team sees it. */
export type TeamGroup = {
  id: string;
  name: string;
  source: 'ldap' | 'scim';
  /** People with an open account. */
  people: number;
  /** The same as long as the same people are in it. */
  fingerprint: string;
  changedAtMs: EpochMs;
  /** The directory knows it no more. */
  isGone: boolean;
};

export interface GroupStore {
  /** Of LDAP. */
  known(): Promise<KnownGroup[]>;
  /** All of it or nothing. @param newId of a group that is added */
  apply(plan: GroupPlan, newId: () => string, nowMs: EpochMs): Promise<void>;
  /** All, whatever they come from, by name. */
  teams(): Promise<TeamGroup[]>;
  /** By id, also of those that are gone. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Whose account is open. */
  people(groupId: string): Promise<Person[]>;
}
