import { sql } from 'kysely';
import type { EpochMs } from '@saal/protocol';
import type { GroupFacts, GroupFilter, GroupStep } from '../scim-group.ts';
import type { GroupWritten, ScimGroup, ScimGroupStore } from '../scim-group-ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { joinGroup, leaveGroup } from './group-store.ts';
import { groupEntries } from '../scim-group-entries.ts';
import type { ScimDeed } from '../scim-ports.ts';
import { scimStableId } from './scim-store.ts';
import type { AccountsDatabase } from './tables.ts';

/** Of the advisory lock: two requests must not both find a name free. */
const LOCK = 7_391_046;

export class PostgresScimGroupStore implements ScimGroupStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  group(id: string): Promise<ScimGroup | undefined> {
    return groupOf(this.#db, id);
  }

  async list(where: GroupFilter, from: number, count: number, withMembers: boolean): Promise<{ total: number; groups: ScimGroup[] }> {
    let matching = living(this.#db);
    if (where.id !== undefined) matching = matching.where('id', '=', where.id);
    if (where.externalId !== undefined) matching = matching.where('outer_id', '=', where.externalId);
    if (where.displayName !== undefined) matching = matching.where(sql<boolean>`lower(name) = lower(${where.displayName})`);
    if (where.member !== undefined)
      matching = matching.where('id', 'in', (eb) =>
        eb
          .selectFrom('accounts.directory_group_member')
          .select('group_id')
          .where('stable_id', '=', scimStableId(where.member ?? '')),
      );
    const { total } = await matching
      .clearSelect()
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const rows = await matching.orderBy('name').orderBy('id').offset(from).limit(count).execute();
    const groups = await Promise.all(rows.map(async (row) => ({ ...row, members: withMembers ? await membersOf(this.#db, row.id) : [] })));
    return { total, groups };
  }

  create({ displayName, externalId, members }: GroupFacts, newId: string, { by, nowMs }: ScimDeed): Promise<GroupWritten> {
    return this.#alone(async (db) => {
      const before =
        externalId === null
          ? undefined
          : await db
              .selectFrom('accounts.directory_group')
              .select(['id', 'gone_at_ms'])
              .where('source', '=', 'scim')
              .where('outer_id', '=', externalId)
              .executeTakeFirst();
      if (before?.gone_at_ms === null) throw new Refused('taken');
      if (!before) {
        const times = { created_at_ms: nowMs, changed_at_ms: nowMs, gone_at_ms: null };
        await db
          .insertInto('accounts.directory_group')
          .values({ id: newId, source: 'scim', outer_id: externalId, name: displayName, ...times })
          .execute();
      }
      const id = before?.id ?? newId;
      const membersBefore = await membersOf(db, id);
      const steps = [{ do: 'name', displayName } as const, { do: 'set-members', members } as const];
      await db.updateTable('accounts.directory_group').set({ gone_at_ms: null }).where('id', '=', id).execute();
      const group = await write(db, id, steps, nowMs);
      await this.#audit.writeAllIn(db, groupEntries(by, undefined, group, membersBefore));
      return group;
    });
  }

  change(id: string, steps: readonly GroupStep[], { by, nowMs }: ScimDeed): Promise<GroupWritten | undefined> {
    return this.#alone(async (db) => {
      const known = await groupOf(db, id);
      if (!known) return undefined;
      const group = await write(db, id, steps, nowMs);
      await this.#audit.writeAllIn(db, groupEntries(by, known, group));
      return group;
    });
  }

  forget(id: string, { by, nowMs }: ScimDeed): Promise<boolean> {
    return this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('accounts.directory_group')
        .set({ gone_at_ms: nowMs, changed_at_ms: nowMs })
        .where('id', '=', id)
        .where('source', '=', 'scim')
        .where('gone_at_ms', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
      await this.#audit.writeIn(db, { action: 'group-removed', tokenId: by, subjectId: id, details: { method: 'scim' } });
      return true;
    });
  }

  /** What is refused leaves nothing behind. */
  async #alone<T>(task: (db: AccountsDatabase) => Promise<T>): Promise<T | Refused['why']> {
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
        return task(transaction);
      });
    } catch (error) {
      if (error instanceof Refused) return error.why;
      throw error;
    }
  }
}

class Refused extends Error {
  readonly why: 'taken' | 'unknown-member';
  constructor(why: 'taken' | 'unknown-member') {
    super(why);
    this.why = why;
  }
}

/** @throws {Refused} */
async function write(db: AccountsDatabase, id: string, steps: readonly GroupStep[], nowMs: EpochMs): Promise<ScimGroup> {
  for (const step of steps) await take(db, id, step);
  await db.updateTable('accounts.directory_group').set({ changed_at_ms: nowMs }).where('id', '=', id).execute();
  const group = await groupOf(db, id);
  if (!group) throw new Error('a group was written and is not there');
  return group;
}

async function take(db: AccountsDatabase, id: string, step: GroupStep): Promise<void> {
  const group = db.updateTable('accounts.directory_group').where('id', '=', id);
  switch (step.do) {
    case 'name':
      if (await isTaken(db, id, { displayName: step.displayName })) throw new Refused('taken');
      await group.set({ name: step.displayName }).execute();
      return;
    case 'external-id':
      if (step.externalId !== null && (await isTaken(db, id, { externalId: step.externalId }))) throw new Refused('taken');
      await group.set({ outer_id: step.externalId }).execute();
      return;
    case 'remove-members':
      await leaveGroup(db, id, step.members.map(scimStableId));
      return;
    case 'set-members':
    case 'add-members': {
      if (!(await areUsers(db, step.members))) throw new Refused('unknown-member');
      const stableIds = step.members.map(scimStableId);
      if (step.do === 'set-members')
        await sql`delete from accounts.directory_group_member
          where group_id = ${id} and stable_id <> all (${stableIds}::text[])`.execute(db);
      await joinGroup(db, id, stableIds);
    }
  }
}

/** Also an external id of one that is gone: it would come back as that one. */
async function isTaken(db: AccountsDatabase, id: string, wanted: { displayName?: string; externalId?: string }): Promise<boolean> {
  const others = db.selectFrom('accounts.directory_group').select('id').where('source', '=', 'scim').where('id', '!=', id);
  const { displayName, externalId } = wanted;
  const same =
    externalId === undefined
      ? others.where('gone_at_ms', 'is', null).where(sql<boolean>`lower(name) = lower(${displayName ?? ''})`)
      : others.where('outer_id', '=', externalId);
  return (await same.limit(1).executeTakeFirst()) !== undefined;
}

async function areUsers(db: AccountsDatabase, members: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`select count(*)::int as found from accounts.scim_user
    where person_id = any (${[...members]}::text[]) and deleted_at_ms is null`.execute(db);
  return rows[0]?.found === members.length;
}

function living(db: AccountsDatabase) {
  return db
    .selectFrom('accounts.directory_group')
    .select(['id', 'name as displayName', 'outer_id as externalId', 'created_at_ms as createdAtMs', 'changed_at_ms as changedAtMs'])
    .where('source', '=', 'scim')
    .where('gone_at_ms', 'is', null);
}

async function groupOf(db: AccountsDatabase, id: string): Promise<ScimGroup | undefined> {
  const row = await living(db).where('id', '=', id).executeTakeFirst();
  return row && { ...row, members: await membersOf(db, id) };
}

async function membersOf(db: AccountsDatabase, id: string): Promise<ScimGroup['members']> {
  return db
    .selectFrom('accounts.directory_group_member as member')
    .innerJoin('accounts.directory_entry as entry', 'entry.stable_id', 'member.stable_id')
    .innerJoin('accounts.scim_user as scim', 'scim.person_id', 'entry.person_id')
    .innerJoin('accounts.person as person', 'person.id', 'entry.person_id')
    .select(['person.id as id', 'person.display_name as displayName'])
    .where('member.group_id', '=', id)
    .where('deleted_at_ms', 'is', null)
    .orderBy('person.id')
    .execute();
}
