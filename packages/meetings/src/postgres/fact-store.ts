import type { Database } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import { sql, type Kysely } from 'kysely';
import { Fact, factsOf, type NewFact } from '../fact.ts';
import type { StoredEvent } from '../meeting-event.ts';
import type { FactStore } from '../ports.ts';
import { meetingTables, type MeetingTables } from './tables.ts';

export function createFactStore(database: Database): FactStore {
  const db = meetingTables(database);
  return {
    async follow(meetingId) {
      await db.transaction().execute(async (transaction) => {
        await takeTurns(transaction, meetingId);
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('meetings.followed')
          .values({ meeting_id: meetingId })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) return;
        const known = await transaction.selectFrom('meetings.meeting').select('id').where('id', '=', meetingId).executeTakeFirst();
        if (known) await keepFacts(transaction, meetingId, [{ type: 'planned' }]);
      });
    },

    takeNext(take) {
      return db.transaction().execute(async (transaction) => {
        // One that another server is at holds back those of the same meeting after it.
        const row = await transaction
          .selectFrom('meetings.fact as fact')
          .selectAll('fact')
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('meetings.fact as earlier')
                  .select('earlier.seq')
                  .whereRef('earlier.meeting_id', '=', 'fact.meeting_id')
                  .whereRef('earlier.seq', '<', 'fact.seq'),
              ),
            ),
          )
          .orderBy('seq')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!row) return false;
        const { id, meeting_id: meetingId, type, data, at_ms: atMs } = row;
        await take(Fact.parse({ ...(data as object), id, meetingId, type, atMs }));
        await transaction.deleteFrom('meetings.fact').where('seq', '=', row.seq).execute();
        return true;
      });
    },
  };
}

/** Making a meeting and following it: whichever is second sees the first. Until the end of the transaction. */
export async function takeTurns(transaction: Kysely<MeetingTables>, meetingId: MeetingId): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${meetingId}, 0))`.execute(transaction);
}

/** In the transaction in which they happen. Of a meeting that nobody follows, nothing is kept. */
export async function keepFacts(db: Kysely<MeetingTables>, meetingId: MeetingId, facts: readonly NewFact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ type, data = {}, atMs }) => ({ type, data, at_ms: atMs }));
  await sql`
    insert into meetings.fact (meeting_id, type, data, at_ms)
    select followed.meeting_id, one.type, one.data, coalesce(one.at_ms, floor(extract(epoch from clock_timestamp()) * 1000))
    from meetings.followed, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (type text, data jsonb, at_ms bigint)
    where followed.meeting_id = ${meetingId}`.execute(db);
}

/** Before the phase follows the events: an end is told only of what had begun. */
export async function keepFactsOf(db: Kysely<MeetingTables>, meetingId: MeetingId, events: readonly StoredEvent[]): Promise<void> {
  const followed = await db
    .selectFrom('meetings.followed')
    .innerJoin('meetings.meeting as meeting', 'meeting.id', 'meetings.followed.meeting_id')
    .select('meeting.phase')
    .where('meeting.id', '=', meetingId)
    .executeTakeFirst();
  if (followed) await keepFacts(db, meetingId, factsOf(events, followed.phase === 'running'));
}

/** In the transaction that deletes it: the last fact of a meeting. */
export async function keepDeletion(db: Kysely<MeetingTables>, meetingId: MeetingId): Promise<void> {
  await keepFacts(db, meetingId, [{ type: 'deleted' }]);
  await db.deleteFrom('meetings.followed').where('meeting_id', '=', meetingId).execute();
}
