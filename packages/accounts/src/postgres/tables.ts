/** The tables of schema `accounts`, as migrations/ makes them. */
import type { Database } from '@saal/foundation';
import type { EpochMs, Language, PersonId, PersonRole, Theme } from '@saal/protocol';
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';
import type { Person } from '../person.ts';
import type { PictureFormat } from '../picture.ts';
import type { AuditAction, AuditEntry } from '../ports.ts';

type PersonTable = {
  id: PersonId;
  email: string;
  display_name: string;
  role: PersonRole;
  language: Language;
  theme: Theme;
  picture_version: string | null;
  disabled_at_ms: EpochMs | null;
  created_at_ms: EpochMs;
};

type AccountsTables = {
  'accounts.person': PersonTable;
  'accounts.password': { person_id: PersonId; hash: string; changed_at_ms: EpochMs };
  'accounts.session': {
    id: string;
    person_id: PersonId;
    secret_hash: string;
    agent: string;
    created_at_ms: EpochMs;
    last_seen_at_ms: EpochMs;
  };
  'accounts.known_browser': { secret_hash: string; person_id: PersonId; last_used_at_ms: EpochMs };
  'accounts.invitation': {
    id: string;
    secret_hash: string;
    email: string | null;
    role: PersonRole;
    invited_by: PersonId;
    created_at_ms: EpochMs;
    expires_at_ms: EpochMs;
    accepted_at_ms: EpochMs | null;
  };
  'accounts.password_reset': { person_id: PersonId; secret_hash: string; made_by: PersonId; expires_at_ms: EpochMs };
  'accounts.app_password': {
    id: string;
    person_id: PersonId;
    name: string;
    secret_hash: string;
    created_at_ms: EpochMs;
    last_used_at_ms: EpochMs | null;
  };
  'accounts.set_up_token': { secret_hash: string; expires_at_ms: EpochMs };
  'accounts.picture': { person_id: PersonId; version: string; format: PictureFormat; bytes: Buffer };
  'accounts.attempt': { key: string; empty_at_ms: EpochMs };
  'accounts.audit': {
    id: Generated<number>;
    at: Date;
    action: AuditAction;
    actor_id: PersonId | null;
    subject_id: string | null;
    network: string | null;
    details: ColumnType<NonNullable<AuditEntry['details']>, string, never>;
  };
};

/** Narrowed by {@link narrowed}; also what a transaction is. */
export type AccountsDatabase = Kysely<AccountsTables>;

export function narrowed(db: Database): AccountsDatabase {
  return db.$extendTables<AccountsTables>();
}

export const personColumns = [
  'accounts.person.id',
  'accounts.person.email',
  'accounts.person.display_name',
  'accounts.person.role',
  'accounts.person.language',
  'accounts.person.theme',
  'accounts.person.picture_version',
  'accounts.person.disabled_at_ms',
  'accounts.person.created_at_ms',
] as const;

export type PersonRow = Selectable<PersonTable>;

export function personOf(row: PersonRow): Person {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    role: row.role,
    language: row.language,
    theme: row.theme,
    pictureVersion: row.picture_version,
    disabledAtMs: row.disabled_at_ms,
    createdAtMs: row.created_at_ms,
  };
}
