import { sql } from 'kysely';
import type { EpochMs, PersonId } from '@saal/protocol';
import { memberEntry } from '../scim-group-entries.ts';
import type { ScimDeed, ScimStore, ScimToken, ScimUser, Written } from '../scim-ports.ts';
import type { JsonObject, ScimFacts } from '../scim-user.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import type { AccountsDatabase } from './tables.ts';

/** Of the advisory lock: two requests must not both find a name free. */
const LOCK = 7_391_045;
/** More often it is not written that a token was used. */
const USE_NOTED_EVERY_MS = 60_000;

/** What stands for somebody pushed where people of the directory have an id of its own. */
export const scimStableId = (id: string): string => `scim:${id}`;

export class PostgresScimStore implements ScimStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  async addToken({ id, name, linkByEmail, madeBy, createdAtMs }: ScimToken, secretHash: string): Promise<void> {
    const times = { created_at_ms: createdAtMs, last_used_at_ms: null };
    await this.#db
      .insertInto('accounts.scim_token')
      .values({ id, name, secret_hash: secretHash, link_by_email: linkByEmail, made_by: madeBy, ...times })
      .execute();
  }

  tokens(): Promise<ScimToken[]> {
    return this.#db
      .selectFrom('accounts.scim_token')
      .select(['id', 'name', 'link_by_email as linkByEmail', 'made_by as madeBy'])
      .select(['created_at_ms as createdAtMs', 'last_used_at_ms as lastUsedAtMs'])
      .orderBy('created_at_ms')
      .execute();
  }

  async removeToken(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('accounts.scim_token').where('id', '=', id).executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  }

  async useToken(secretHash: string, nowMs: EpochMs): Promise<Pick<ScimToken, 'id' | 'linkByEmail'> | undefined> {
    const token = await this.#db
      .selectFrom('accounts.scim_token')
      .select(['id', 'link_by_email as linkByEmail', 'last_used_at_ms'])
      .where('secret_hash', '=', secretHash)
      .executeTakeFirst();
    if (!token) return undefined;
    if ((token.last_used_at_ms ?? 0) < nowMs - USE_NOTED_EVERY_MS)
      await this.#db.updateTable('accounts.scim_token').set({ last_used_at_ms: nowMs }).where('id', '=', token.id).execute();
    return token;
  }

  user(id: PersonId): Promise<ScimUser | undefined> {
    return userOf(this.#db, id);
  }

  async list(
    where: { attribute: string; value: string } | undefined,
    from: number,
    count: number,
  ): Promise<{ total: number; users: ScimUser[] }> {
    let matching = usersOf(this.#db);
    if (where?.attribute === 'userName') matching = matching.where('scim.user_name', '=', where.value.toLowerCase());
    if (where?.attribute === 'externalId') matching = matching.where('scim.external_id', '=', where.value);
    if (where?.attribute === 'emails.value') matching = matching.where('person.email', '=', where.value.toLowerCase());
    if (where?.attribute === 'id') matching = matching.where('scim.person_id', '=', where.value as PersonId);
    const { total } = await matching
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await matching.orderBy('scim.user_name').offset(from).limit(count).execute();
    return { total, users: rows.map(fromRow) };
  }

  create(facts: ScimFacts, resource: JsonObject, o: { newId: PersonId; link: boolean; nowMs: EpochMs }): Promise<Written> {
    return this.#alone(async (db) => {
      const { newId, link, nowMs } = o;
      const holder = await holderOf(db, facts);
      if (holder === 'several') return 'taken';
      const mayTake = holder === undefined || holder.wasDeleted || (link && !holder.isOfDirectory);
      if (!mayTake) return 'taken';
      if (!holder) {
        const look = { language: 'de' as const, theme: 'system' as const, picture_version: null };
        await db
          .insertInto('accounts.person')
          .values({
            ...{ id: newId, email: facts.email, display_name: facts.displayName, role: 'person', further_roles: [] },
            ...{ ...look, disabled_at_ms: null, created_at_ms: nowMs },
          })
          .execute();
      }
      return write(db, holder?.id ?? newId, facts, resource, nowMs);
    });
  }

  replace(id: PersonId, facts: ScimFacts, resource: JsonObject, nowMs: EpochMs): Promise<Written | undefined> {
    return this.#alone(async (db) => {
      if (!(await userOf(db, id))) return undefined;
      const holder = await holderOf(db, facts);
      if (holder === 'several' || (holder && holder.id !== id)) return 'taken';
      return write(db, id, facts, resource, nowMs);
    });
  }

  forget(id: PersonId, { by, nowMs }: ScimDeed): Promise<boolean> {
    return this.#alone(async (db) => {
      // Whoever comes back is not of the groups of before.
      const left = await db
        .deleteFrom('accounts.directory_group_member')
        .where('stable_id', '=', scimStableId(id))
        .returning('group_id')
        .execute();
      await this.#audit.writeAllIn(
        db,
        left.map(({ group_id: groupId }) => memberEntry('group-left', by, groupId, id)),
      );
      const { numUpdatedRows } = await db
        .updateTable('accounts.scim_user')
        .set({ deleted_at_ms: nowMs })
        .where('person_id', '=', id)
        .where('deleted_at_ms', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    });
  }

  #alone<T>(task: (db: AccountsDatabase) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
      return task(transaction);
    });
  }
}

type Holder = { id: PersonId; wasDeleted: boolean; isOfDirectory: boolean };

/** Who has this user name or e-mail already. */
async function holderOf(db: AccountsDatabase, { userName, email }: ScimFacts): Promise<Holder | 'several' | undefined> {
  const rows = await db
    .selectFrom('accounts.person as person')
    .leftJoin('accounts.scim_user as scim', 'scim.person_id', 'person.id')
    .leftJoin('accounts.directory_entry as entry', 'entry.person_id', 'person.id')
    .select(['person.id', 'deleted_at_ms', 'entry.stable_id', 'scim.person_id as scim'])
    .where(({ or, eb }) => or([eb('person.email', '=', email), eb('scim.user_name', '=', userName)]))
    .execute();
  const [row, other] = rows;
  if (other) return 'several';
  return row && { id: row.id, wasDeleted: row.scim !== null && row.deleted_at_ms !== null, isOfDirectory: row.stable_id !== null };
}

async function write(db: AccountsDatabase, id: PersonId, facts: ScimFacts, resource: JsonObject, nowMs: EpochMs): Promise<ScimUser> {
  const { department, title, office, phone, mobile, extension } = facts;
  await db
    .updateTable('accounts.person')
    .set({ email: facts.email, display_name: facts.displayName })
    .where('id', '=', id)
    .where(({ or, eb }) => or([eb('email', '!=', facts.email), eb('display_name', '!=', facts.displayName)]))
    .execute();
  const told = { user_name: facts.userName, external_id: facts.externalId, resource: JSON.stringify(resource), changed_at_ms: nowMs };
  await db
    .insertInto('accounts.scim_user')
    .values({ person_id: id, ...told, created_at_ms: nowMs, deleted_at_ms: null })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ ...told, deleted_at_ms: null }))
    .execute();
  const entry = { department, title, office, phone, mobile, extension };
  await db
    .insertInto('accounts.directory_entry')
    .values({
      stable_id: scimStableId(id),
      person_id: id,
      fingerprint: '',
      given_roles: [],
      disabled_here: false,
      source: 'scim',
      ...entry,
    })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(entry))
    .execute();
  const written = await userOf(db, id);
  if (!written) throw new Error('a user was written and is not there');
  return written;
}

function usersOf(db: AccountsDatabase) {
  return db
    .selectFrom('accounts.scim_user as scim')
    .innerJoin('accounts.person as person', 'person.id', 'scim.person_id')
    .innerJoin('accounts.directory_entry as entry', 'entry.person_id', 'scim.person_id')
    .select(['scim.person_id as personId', 'resource', 'scim.created_at_ms as createdAtMs', 'changed_at_ms as changedAtMs'])
    .select(['disabled_at_ms as disabledAtMs', 'disabled_here as disabledHere'])
    .where('deleted_at_ms', 'is', null);
}

async function userOf(db: AccountsDatabase, id: PersonId): Promise<ScimUser | undefined> {
  const row = await usersOf(db).where('scim.person_id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

function fromRow({ disabledAtMs, ...row }: Omit<ScimUser, 'isOpen'> & { disabledAtMs: EpochMs | null }): ScimUser {
  return { ...row, isOpen: disabledAtMs === null };
}
