/** The tables of schema `accounts`, as migrations/ makes them. */
import type { AuditTables, Database } from '@saal/foundation';
import type { EpochMs, HouseRole, Language, PersonId, PersonRole, Theme } from '@saal/protocol';
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';
import type { DirectoryRun } from '../directory-ports.ts';
import type { ChallengePurpose } from '../factor-ports.ts';
import { roleOf, type Person } from '../person.ts';
import type { PictureFormat } from '../picture.ts';
import { inOrder } from '../rights.ts';
import type { JsonObject } from '../scim-user.ts';

type PersonTable = {
  id: PersonId;
  email: string;
  display_name: string;
  role: PersonRole;
  further_roles: HouseRole[];
  language: Language;
  theme: Theme;
  picture_version: string | null;
  disabled_at_ms: EpochMs | null;
  created_at_ms: EpochMs;
};

export type PasskeyTable = {
  id: string;
  person_id: PersonId;
  credential_id: string;
  name: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  created_at_ms: EpochMs;
  last_used_at_ms: EpochMs | null;
};

type AuthenticatorTable = {
  person_id: PersonId;
  sealed_secret: string | null;
  created_at_ms: EpochMs | null;
  last_step: Generated<number>;
  draft_secret: string | null;
  draft_until_ms: EpochMs | null;
};

type AccountsTables = AuditTables & {
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
  'accounts.identity': {
    id: string;
    provider: string;
    subject: string;
    person_id: PersonId;
    created_at_ms: EpochMs;
    last_used_at_ms: EpochMs;
    given_roles: Generated<HouseRole[]>;
  };
  'accounts.sign_in_journey': { secret_hash: string; provider: string; return_path: string; expires_at_ms: EpochMs };
  'accounts.session_origin': {
    session_id: string;
    provider: string;
    subject: string;
    provider_session: string | null;
    name_hash: string | null;
    sealed_end_hint: string | null;
  };
  'accounts.used_token': { provider: string; token_id: string; expires_at_ms: EpochMs };
  'accounts.passkey': PasskeyTable;
  'accounts.authenticator': AuthenticatorTable;
  'accounts.recovery_code': { person_id: PersonId; secret_hash: string };
  'accounts.pending_sign_in': { secret_hash: string; person_id: PersonId; expires_at_ms: EpochMs };
  'accounts.challenge': { binding: string; purpose: ChallengePurpose; challenge: string; expires_at_ms: EpochMs };
  'accounts.proof': { session_id: string; proven_at_ms: EpochMs };
  'accounts.factor_reset': { person_id: PersonId; reset_at_ms: EpochMs };
  'accounts.set_up_token': { secret_hash: string; expires_at_ms: EpochMs };
  'accounts.picture': { person_id: PersonId; version: string; format: PictureFormat; bytes: Buffer };
  'accounts.directory_picture': { person_id: PersonId; hash: string; version: string; format: PictureFormat; bytes: Buffer };
  'accounts.attempt': { key: string; empty_at_ms: EpochMs };
  'accounts.directory_entry': {
    stable_id: string;
    person_id: PersonId;
    fingerprint: string;
    given_roles: HouseRole[];
    disabled_here: boolean;
    department: string;
    title: string;
    office: string;
    phone: string;
    mobile: string;
    extension: string;
    source: Generated<'ldap' | 'scim'>;
    picture_stamp: Generated<string>;
  };
  'accounts.scim_token': {
    id: string;
    name: string;
    secret_hash: string;
    link_by_email: boolean;
    made_by: PersonId;
    created_at_ms: EpochMs;
    last_used_at_ms: EpochMs | null;
  };
  'accounts.scim_user': {
    person_id: PersonId;
    user_name: string;
    external_id: string | null;
    resource: ColumnType<JsonObject, string, string>;
    created_at_ms: EpochMs;
    changed_at_ms: EpochMs;
    deleted_at_ms: EpochMs | null;
  };
  'accounts.failed_sign_in': { key: string; count: number; last_at_ms: EpochMs };
  'accounts.policy': { name: string; value: ColumnType<unknown, string, string>; changed_at_ms: EpochMs };
  'accounts.directory_run': {
    id: string;
    kind: DirectoryRun['kind'];
    state: DirectoryRun['state'];
    at_ms: EpochMs;
    added: number;
    changed: number;
    disabled: number;
    enabled: number;
    faults: ColumnType<DirectoryRun['faults'], string, never>;
    disabling: ColumnType<DirectoryRun['disabling'], string, never>;
    error: string | null;
    took_ms: number | null;
    teams: ColumnType<DirectoryRun['teams'], string | null, never>;
  };
  'accounts.directory_group': {
    id: string;
    source: 'ldap' | 'scim';
    outer_id: string | null;
    name: string;
    created_at_ms: EpochMs;
    changed_at_ms: EpochMs;
    gone_at_ms: EpochMs | null;
  };
  'accounts.directory_group_member': { group_id: string; stable_id: string };
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
  'accounts.person.further_roles',
  'accounts.person.language',
  'accounts.person.theme',
  'accounts.person.picture_version',
  'accounts.person.disabled_at_ms',
  'accounts.person.created_at_ms',
] as const;

export type PersonRow = Selectable<PersonTable>;

/** How roles are stored: administrators by the column that servers before roles know, the others beside it. */
export function roleColumns(person: Pick<Person, 'roles'>): Pick<PersonRow, 'role' | 'further_roles'> {
  return { role: roleOf(person), further_roles: person.roles.filter((role) => role !== 'administrator') };
}

export function personOf(row: PersonRow): Person {
  return {
    id: row.id,
    email: row.email,
    displayName: row.display_name,
    roles: inOrder(row.role === 'administrator' ? ['administrator', ...row.further_roles] : row.further_roles),
    language: row.language,
    theme: row.theme,
    pictureVersion: row.picture_version,
    disabledAtMs: row.disabled_at_ms,
    createdAtMs: row.created_at_ms,
  };
}
