/** What groups of SCIM need from outside. Filling: `postgres/scim-group-store.ts`. */
import type { EpochMs } from '@saal/protocol';
import type { ScimDeed } from './scim-ports.ts';
import type { GroupFacts, GroupFilter, GroupStep } from './scim-group.ts';

export type ScimGroup = {
  id: string;
  displayName: string;
  externalId: string | null;
  members: readonly { id: string; displayName: string }[];
  createdAtMs: EpochMs;
  changedAtMs: EpochMs;
};

/** `taken`: another group bears the name or the external id. `unknown-member`: no user of this provider. */
export type GroupWritten = ScimGroup | 'taken' | 'unknown-member';

/** What it changes it writes into the audit, too: both or neither. */
export interface ScimGroupStore {
  group(id: string): Promise<ScimGroup | undefined>;
  /** By name. @param from 0 for the first @param withMembers else `members` is empty */
  list(where: GroupFilter, from: number, count: number, withMembers: boolean): Promise<{ total: number; groups: ScimGroup[] }>;
  /** A new one, or one with this external id that was deleted before. */
  create(facts: GroupFacts, newId: string, deed: ScimDeed): Promise<GroupWritten>;
  /** All steps or none. @returns undefined: there is no such group */
  change(id: string, steps: readonly GroupStep[], deed: ScimDeed): Promise<GroupWritten | undefined>;
  /** From now on the provider knows it no more. @returns false: it did not before */
  forget(id: string, deed: ScimDeed): Promise<boolean>;
}
