/** All people page by page, with how they sign in. */
import { sql, type SqlBool } from 'kysely';
import type { PeopleFilter, PersonSource } from '@saal/protocol';
import type { ListedPerson, PeopleCounts, PeopleList } from '../people-list.ts';
import { personColumns, personOf, type AccountsDatabase, type PersonRow } from './tables.ts';

const ofDirectory = sql<SqlBool>`exists (select 1 from accounts.directory_entry where person_id = person.id)`;
const hasPassword = sql<SqlBool>`exists (select 1 from accounts.password where person_id = person.id)`;
const ofProvider = sql<SqlBool>`(exists (select 1 from accounts.identity where person_id = person.id) and not ${hasPassword})`;
const hasFactor = sql<SqlBool>`(exists (select 1 from accounts.passkey where person_id = person.id)
  or exists (select 1 from accounts.authenticator where person_id = person.id and sealed_secret is not null))`;
const source = sql<PersonSource>`case when ${ofDirectory} then 'directory' when ${ofProvider} then 'provider' else 'local' end`;

const conditions: Record<PeopleFilter, ReturnType<typeof sql<SqlBool>>> = {
  all: sql<SqlBool>`true`,
  roles: sql<SqlBool>`(role = 'administrator' or further_roles <> '{}')`,
  disabled: sql<SqlBool>`disabled_at_ms is not null`,
  local: sql<SqlBool>`not ${ofDirectory} and not ${ofProvider}`,
  directory: ofDirectory,
  provider: sql<SqlBool>`not ${ofDirectory} and ${ofProvider}`,
  'no-factor': sql<SqlBool>`${hasPassword} and not ${hasFactor}`,
};

export class PostgresPeopleList implements PeopleList {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async page(text: string, filter: PeopleFilter, after: string | undefined, limit: number): Promise<ListedPerson[]> {
    // The place is that of a person as they are called now; one who is gone begins the list anew.
    const later =
      after === undefined
        ? sql`true`
        : sql`(lower(display_name), id) > (coalesce((select lower(display_name) from accounts.person where id = ${after}), ''), ${after})`;
    const { rows } = await sql<PersonRow & { source: PersonSource; has_factor: boolean }>`
      select ${sql.join(personColumns.map((column) => sql.ref(column.replace('accounts.', ''))))},
        ${source} as source, ${hasFactor} as has_factor
      from accounts.person as person
      where ${matching(text)} and ${conditions[filter]} and ${later}
      order by lower(display_name), id limit ${limit}`.execute(this.#db);
    return rows.map(({ source: from, has_factor: secondFactor, ...row }) => ({ person: personOf(row), source: from, secondFactor }));
  }

  async count(text: string, filter: PeopleFilter): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from accounts.person as person where ${matching(text)} and ${conditions[filter]}`.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  async counts(): Promise<PeopleCounts> {
    const { rows } = await sql<PeopleCounts>`
      select count(*) filter (where source = 'local')::integer as local, count(*) filter (where source = 'directory')::integer as directory,
        count(*) filter (where source = 'provider')::integer as provider, count(*) filter (where has_factor)::integer as "withFactor",
        count(*) filter (where role = 'administrator' and has_password and not has_factor)::integer as "administratorsWithout"
      from (
        select role, ${source} as source, ${hasFactor} as has_factor, ${hasPassword} as has_password
        from accounts.person as person where disabled_at_ms is null
      ) as each`.execute(this.#db);
    return rows[0] ?? { local: 0, directory: 0, provider: 0, withFactor: 0, administratorsWithout: 0 };
  }
}

function matching(text: string): ReturnType<typeof sql> {
  if (text === '') return sql`true`;
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(display_name ilike ${pattern} or email ilike ${pattern})`;
}
