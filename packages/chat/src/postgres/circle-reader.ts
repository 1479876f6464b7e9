/** Who knows whom: who is in a room together. In large rooms nobody is told who is there: everybody would be told of everybody. */
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import type { ChatDatabase } from './tables.ts';

/** Members of a room in which it is told. */
const MOST_MEMBERS = 200;

export class PostgresCircleReader {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  /** Those among `others` who share a room with one of these people; everybody knows themselves. */
  async known(userIds: readonly UserId[], others: readonly UserId[]): Promise<UserId[]> {
    if (userIds.length === 0 || others.length === 0) return [];
    const { rows } = await sql<{ user_id: UserId }>`
      with shared as (
        select distinct room_nid from chat.membership member
        where user_id = any (${[...userIds]}::text[]) and membership = 'join' and (
          select count(*) from (
            select 1 from chat.membership where room_nid = member.room_nid and membership = 'join' limit ${MOST_MEMBERS + 1}
          ) few
        ) <= ${MOST_MEMBERS}
      )
      select distinct user_id from chat.membership join shared using (room_nid)
      where membership = 'join' and user_id = any (${[...others]}::text[])`.execute(this.#db);
    return rows.map(({ user_id }) => user_id);
  }
}
