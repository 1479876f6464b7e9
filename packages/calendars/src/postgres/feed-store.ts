import type { Database } from '@saal/foundation';
import { PersonId } from '@saal/protocol';
import type { FeedStore } from '../ports.ts';
import { calendarTables } from './tables.ts';

export function createFeedStore(database: Database): FeedStore {
  const db = calendarTables(database);
  return {
    async of(personId) {
      const row = await db.selectFrom('calendars.feed').selectAll().where('person_id', '=', personId).executeTakeFirst();
      return row && { personId, createdAtMs: row.created_at_ms, lastReadAtMs: row.last_read_at_ms };
    },

    async put(person_id, token_hash, nowMs) {
      const row = { token_hash, created_at_ms: nowMs, last_read_at_ms: null };
      await db
        .insertInto('calendars.feed')
        .values({ person_id, ...row })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
        .execute();
    },

    async remove(personId) {
      const { numDeletedRows } = await db.deleteFrom('calendars.feed').where('person_id', '=', personId).executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async read(tokenHash, nowMs) {
      const row = await db
        .updateTable('calendars.feed')
        .set({ last_read_at_ms: nowMs })
        .where('token_hash', '=', tokenHash)
        .returning('person_id')
        .executeTakeFirst();
      return row && PersonId.parse(row.person_id);
    },
  };
}
