import { sql } from 'kysely';
import type { EpochMs } from '@saal/protocol';
import type { GroupPlan, KnownGroup } from '../directory-groups-plan.ts';
import type { GroupStore, TeamGroup } from '../group-ports.ts';
import type { Person } from '../person.ts';
import { personColumns, personOf, type AccountsDatabase } from './tables.ts';

export class PostgresGroupStore implements GroupStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async known(): Promise<KnownGroup[]> {
    const { rows } = await sql<{ id: string; stableId: string; name: string; isGone: boolean; members: string[] }>`
      select id, outer_id as "stableId", name, gone_at_ms is not null as "isGone",
        coalesce(array_agg(member.stable_id) filter (where member.stable_id is not null), '{}') as members
      from accounts.directory_group "group" left join accounts.directory_group_member member on member.group_id = "group".id
      where source = 'ldap' group by "group".id`.execute(this.#db);
    return rows.map(({ members, ...group }) => ({ ...group, members: new Set(members) }));
  }

  async apply({ add, change, end }: GroupPlan, newId: () => string, nowMs: EpochMs): Promise<void> {
    if (add.length + change.length + end.length === 0) return;
    await this.#db.transaction().execute(async (transaction) => {
      const times = { created_at_ms: nowMs, changed_at_ms: nowMs, gone_at_ms: null };
      for (const { stableId, name, members } of add) {
        const id = newId();
        await transaction
          .insertInto('accounts.directory_group')
          .values({ id, source: 'ldap', outer_id: stableId, name, ...times })
          .execute();
        await joinGroup(transaction, id, members);
      }
      for (const { id, name, join, leave } of change) {
        await transaction
          .updateTable('accounts.directory_group')
          .set({ name, changed_at_ms: nowMs, gone_at_ms: null })
          .where('id', '=', id)
          .execute();
        await leaveGroup(transaction, id, leave);
        await joinGroup(transaction, id, join);
      }
      for (const { id } of end)
        await transaction
          .updateTable('accounts.directory_group')
          .set({ changed_at_ms: nowMs, gone_at_ms: nowMs })
          .where('id', '=', id)
          .execute();
    });
  }

  async teams(): Promise<TeamGroup[]> {
    const { rows } = await sql<TeamGroup>`
      select "group".id, name, "group".source, changed_at_ms as "changedAtMs", gone_at_ms is not null as "isGone",
        count(person.id)::int as people, md5(coalesce(string_agg(person.id, ' ' order by person.id), '')) as fingerprint
      from accounts.directory_group "group"
      left join accounts.directory_group_member member on member.group_id = "group".id
      left join accounts.directory_entry entry on entry.stable_id = member.stable_id
      left join accounts.person person on person.id = entry.person_id and person.disabled_at_ms is null
      group by "group".id order by name, "group".id`.execute(this.#db);
    return rows;
  }

  async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ id: string; name: string }>`
      select id, name from accounts.directory_group where id = any (${[...ids]}::text[])`.execute(this.#db);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async people(groupId: string): Promise<Person[]> {
    const rows = await this.#db
      .selectFrom('accounts.directory_group_member as member')
      .innerJoin('accounts.directory_entry as entry', 'entry.stable_id', 'member.stable_id')
      .innerJoin('accounts.person', 'accounts.person.id', 'entry.person_id')
      .select(personColumns)
      .where('member.group_id', '=', groupId)
      .where('accounts.person.disabled_at_ms', 'is', null)
      .execute();
    return rows.map(personOf);
  }
}

/** @param members stable ids; who is in it already stays */
export async function joinGroup(db: AccountsDatabase, id: string, members: readonly string[]): Promise<void> {
  if (members.length === 0) return;
  await sql`insert into accounts.directory_group_member (group_id, stable_id)
    select ${id}, stable_id from unnest(${[...members]}::text[]) as member (stable_id) on conflict do nothing`.execute(db);
}

export async function leaveGroup(db: AccountsDatabase, id: string, members: readonly string[]): Promise<void> {
  if (members.length === 0) return;
  await sql`delete from accounts.directory_group_member where group_id = ${id} and stable_id = any (${[...members]}::text[])`.execute(db);
}
