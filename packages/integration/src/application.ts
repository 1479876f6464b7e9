/** Another program that plans meetings on behalf of a person; known by its key. Pure. */
import type { ApplicationScope, EpochMs, PersonId } from '@saal/protocol';

export type Scope = ApplicationScope;

export type Application = {
  id: string;
  name: string;
  /** On whose behalf it acts: its meetings are theirs. */
  ownerId: PersonId;
  scopes: readonly Scope[];
  /** Pages that may show a meeting inside of them. */
  origins: readonly string[];
  createdAtMs: EpochMs;
  expiresAtMs: EpochMs;
  lastUsedAtMs: EpochMs | null;
};

/** Lets scanners for secrets know a key of ours where it does not belong. */
export const KEY_PREFIX = 'saal_';

/** @returns the token of `Authorization: Bearer eyJ...`, a JWT */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^bearer (ey[\w-]{1,500}\.[\w-]{1,2000}\.[\w-]{1,200})$/i.exec(authorization ?? '')?.[1];
}

/** @returns the key of `Authorization: Bearer saal_...` */
export function keyOf(authorization: string | undefined): string | undefined {
  return /^bearer (saal_[\w-]{43})$/i.exec(authorization ?? '')?.[1];
}
