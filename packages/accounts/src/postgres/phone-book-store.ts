import { sql, type RawBuilder } from 'kysely';
import type { PersonId } from '@saal/protocol';
import type { Person } from '../person.ts';
import type { PhoneBookRow, PhoneBookSearch } from '../phone-book.ts';
import type { PhoneBookStore } from '../ports.ts';
import { personColumns, personOf, type AccountsDatabase } from './tables.ts';

/** Is not searched either. */
type Hidden = { email: boolean; mobile: boolean };

/** In the middle of words, one or two letters are everywhere. */
const isShort = /^\D{1,2}$/;

/**
 * One pass over the folded words of everybody: with 25,000 people a few milliseconds, without an extension of PostgreSQL, and it finds
 * the middle of a word too, which German names of departments need.
 */
export class PostgresPhoneBookStore implements PhoneBookStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async search(search: PhoneBookSearch, hidden: Hidden, limit: number): Promise<PhoneBookRow[]> {
    const { rows } = await sql<PhoneBookRow>`
      select person.id, display_name as "displayName", picture_version as "pictureVersion", person.email,
        coalesce(entry.department, '') as department, coalesce(title, '') as title, coalesce(office, '') as office,
        coalesce(phone, '') as phone, coalesce(extension, '') as extension, coalesce(mobile, '') as mobile
      from ${best(search, hidden, limit)} as found
      join accounts.person as person on person.id = found.person_id
      left join accounts.directory_entry as entry on entry.person_id = found.person_id
      order by place`.execute(this.#db);
    return rows;
  }

  async people(search: PhoneBookSearch, hidden: Hidden, limit: number): Promise<Person[]> {
    const rows = await this.#db
      .selectFrom('accounts.person')
      .innerJoin(best(search, hidden, limit).as('found'), 'found.person_id', 'accounts.person.id')
      .select(personColumns)
      .orderBy('found.place')
      .execute();
    return rows.map(personOf);
  }

  async entry(id: PersonId): Promise<PhoneBookRow | undefined> {
    const { rows } = await sql<PhoneBookRow>`
      select person.id, display_name as "displayName", picture_version as "pictureVersion", person.email,
        coalesce(department, '') as department, coalesce(title, '') as title, coalesce(office, '') as office,
        coalesce(phone, '') as phone, coalesce(extension, '') as extension, coalesce(mobile, '') as mobile
      from accounts.person as person left join accounts.directory_entry as entry on entry.person_id = person.id
      where person.id = ${id} and disabled_at_ms is null`.execute(this.#db);
    return rows[0];
  }
}

/** Who is found, best match first (`place`). */
function best(
  { words, numbers, seekerId }: PhoneBookSearch,
  hidden: Hidden,
  limit: number,
): RawBuilder<{ person_id: PersonId; place: number }> {
  const seekers = sql`(select department from accounts.phone_book where person_id = ${seekerId ?? null})`;
  // Without a seeker nobody is one; null would come before all others.
  const isColleague = sql`coalesce(department <> '' and department = ${seekers}, false)`;
  const places = [sql.ref('words'), ...(hidden.email ? [] : [sql.ref('email')]), ...(hidden.mobile ? [] : [sql.ref('mobile')])];
  const pattern = (word: string) => (isShort.test(word) ? `% ${word}%` : `%${word}%`);
  const found = (word: string): RawBuilder<unknown> => or(places.map((place) => sql`${place} like ${pattern(word)}`));
  const colleagues = sql`department <> '' and department = ${seekers} and person_id <> ${seekerId ?? null}`;
  const isFound = words.length === 0 ? colleagues : or([and(words.map(found)), ...numbers.map(found)]);
  // Text that was folded holds neither % nor _, so nothing is to be escaped.
  const begins = (word: string) => sql`(words like ${`% ${word}%`})::int`;
  const beginsName = (word: string) => sql`(names like ${`% ${word}%`})::int`;
  const isWhole = (word: string) => sql`(words || ' ' like ${`% ${word} %`})::int`;
  const sum = (of: (word: string) => RawBuilder<unknown>) => (words.length === 0 ? sql`0 + 0` : sql.join(words.map(of), sql` + `));
  return sql`(
    select person_id, row_number() over () as place from (
      select person_id from accounts.phone_book where is_open and ${isFound}
      order by ${sum(beginsName)} desc, ${sum(begins)} desc, ${isColleague} desc,
        ${sum(isWhole)} desc, names, person_id
      limit ${limit}
    ) as best
  )`;
}

function or(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`(${sql.join(conditions, sql` or `)})`;
}

function and(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`(${sql.join(conditions, sql` and `)})`;
}
