/** Whom people ignore, in Postgres: kept with their account data, and in memory until it changes. */
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import { ignoredIn, type IgnoredPeople } from '../ignored-people.ts';
import type { JsonObject } from '../json.ts';
import type { KeptAnswers } from '../kept-answers.ts';
import { tellOutdated } from './stream.ts';
import type { ChatDatabase } from './tables.ts';

export interface IgnoredOf {
  userId: UserId;
  people: ReadonlySet<UserId>;
}

export class PostgresIgnoredPeople implements IgnoredPeople {
  readonly #db: ChatDatabase;
  readonly #kept: KeptAnswers<IgnoredOf>;

  constructor(db: ChatDatabase, kept: KeptAnswers<IgnoredOf>) {
    this.#db = db;
    this.#kept = kept;
  }

  async of(userId: UserId): Promise<ReadonlySet<UserId>> {
    const { people } = await this.#kept.get(
      userId,
      () => this.#read(userId),
      (found) => found.userId,
    );
    return people;
  }

  async #read(userId: UserId): Promise<IgnoredOf> {
    const rows = await this.#db.selectFrom('chat.ignored').select('ignored_id').where('user_id', '=', userId).execute();
    return { userId, people: new Set(rows.map(({ ignored_id }) => ignored_id)) };
  }
}

/** With the list that a client wrote. Told before the news of it: who looks again because of those is to find the new list. */
export async function keepIgnored(transaction: ChatDatabase, userId: UserId, content: JsonObject): Promise<void> {
  await transaction.deleteFrom('chat.ignored').where('user_id', '=', userId).execute();
  await sql`insert into chat.ignored (user_id, ignored_id)
    select ${userId}, unnest(${ignoredIn(content, userId)}::text[])`.execute(transaction);
  await tellOutdated(transaction, { people: [userId] });
}

/** A condition: this reader does not ignore who sent it. @param sender a column */
export const heardBy = (userId: UserId, sender: string) =>
  sql<boolean>`not exists (select 1 from chat.ignored where ignored.user_id = ${userId} and ignored_id = ${sql.ref(sender)})`;
