/** What SCIM needs from outside. Filling: `postgres/scim-store.ts`. */
import type { EpochMs, PersonId } from '@saal/protocol';
import type { JsonObject, ScimFacts } from './scim-user.ts';

export type ScimToken = {
  id: string;
  name: string;
  /** Accounts made here, with the e-mail of a pushed user, become that user's. */
  linkByEmail: boolean;
  madeBy: PersonId;
  createdAtMs: EpochMs;
  lastUsedAtMs: EpochMs | null;
};

export type ScimUser = {
  personId: PersonId;
  /** As the provider sent it. */
  resource: JsonObject;
  isOpen: boolean;
  /** By its provider: only then it opens it again. */
  disabledHere: boolean;
  createdAtMs: EpochMs;
  changedAtMs: EpochMs;
};

/** By which token, and when. */
export type ScimDeed = { by: string; nowMs: EpochMs };

/** `taken`: the name or the e-mail is somebody's who is not this provider's to change. */
export type Written = ScimUser | 'taken';

export interface ScimStore {
  addToken(token: ScimToken, secretHash: string): Promise<void>;
  tokens(): Promise<ScimToken[]>;
  removeToken(id: string): Promise<boolean>;
  /** Whose secret this is; notes that it was used. */
  useToken(secretHash: string, nowMs: EpochMs): Promise<Pick<ScimToken, 'id' | 'linkByEmail'> | undefined>;
  user(id: PersonId): Promise<ScimUser | undefined>;
  /** By user name. @param where all of them; @param from 0 for the first */
  list(where: { attribute: string; value: string } | undefined, from: number, count: number): Promise<{ total: number; users: ScimUser[] }>;
  /** A new account, one its provider deleted before, or with `link` one made here. @param newId of a new account */
  create(facts: ScimFacts, resource: JsonObject, o: { newId: PersonId; link: boolean; nowMs: EpochMs }): Promise<Written>;
  /** @returns undefined: there is no such user */
  replace(id: PersonId, facts: ScimFacts, resource: JsonObject, nowMs: EpochMs): Promise<Written | undefined>;
  /** From now on the provider knows nobody of this id; that they left their groups is in the audit. @returns false: it did not before */
  forget(id: PersonId, deed: ScimDeed): Promise<boolean>;
}
