import type { Database } from '@saal/foundation';
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import { LeaseLost } from '../errors.ts';
import { holdsFacts } from '../fact.ts';
import { StoredEvent } from '../meeting-event.ts';
import type { EventStore, Lease } from '../ports.ts';
import { changesAttendance, keepAttendance, keepNumbers } from './attendance-store.ts';
import { keepFactsOf } from './fact-store.ts';
import { meetingTables, type MeetingTables } from './tables.ts';

/** Media that nobody took up is closed by then. */
const LATELY_MS = 90_000;
/** So long before the last event a conductor that lived has made media follow. */
const ENFORCED_WITHIN_MS = 5_000;
const UNIQUE_VIOLATION = '23505';
const PgError = z.object({ code: z.string() });

export function createEventStore(database: Database): EventStore {
  const db = meetingTables(database);
  return {
    async load(meetingId, run) {
      const rows = await db
        .selectFrom('meetings.event')
        .select(['type', 'data'])
        .where('meeting_id', '=', meetingId)
        .where('run', '=', run)
        .orderBy('seq')
        .execute();
      return rows.map(({ data }) => StoredEvent.parse(data));
    },

    async lately(meetingId, run) {
      const { rows } = await sql<{ data: unknown }>`
        select data from meetings.event
        where meeting_id = ${meetingId} and run = ${run} and at > now() - ${`${LATELY_MS} milliseconds`}::interval
          and at > (select max(at) from meetings.event where meeting_id = ${meetingId} and run = ${run})
                   - ${`${ENFORCED_WITHIN_MS} milliseconds`}::interval
        order by seq`.execute(db);
      return rows.map(({ data }) => StoredEvent.parse(data));
    },

    async append(lease, position, events) {
      const changesPhase = events.some(({ type }) => type === 'run-opened' || type === 'began' || type === 'ended');
      try {
        if (!changesPhase && !events.some(changesAttendance) && !holdsFacts(events)) return await insertEvents(db, lease, position, events);
        await db.transaction().execute(async (transaction) => {
          await insertEvents(transaction, lease, position, events);
          await keepAttendance(transaction, lease.meetingId, events);
          if (holdsFacts(events)) await keepFactsOf(transaction, lease.meetingId, events);
          await keepPhase(transaction, lease, events);
        });
      } catch (error) {
        // The same place in the sequence was written by another server.
        if (PgError.safeParse(error).data?.code === UNIQUE_VIOLATION) throw new LeaseLost(lease.meetingId, error);
        throw error;
      }
    },
  };
}

/** One statement, so that the check of the lease and the insert are one: the row lock makes a take-over wait for the commit. */
async function insertEvents(
  db: Kysely<MeetingTables>,
  lease: Lease,
  position: { run: number; afterSeq: number },
  events: readonly StoredEvent[],
): Promise<void> {
  let { run, afterSeq: seq } = position;
  const rows = events.map((event) => {
    if (event.type === 'run-opened') {
      run = event.run;
      seq = 0;
    }
    return { run, seq: ++seq, type: event.type, data: event };
  });
  const { numAffectedRows } = await sql`
    with held as (
      select meeting_id from meetings.lease
      where meeting_id = ${lease.meetingId} and conductor = ${lease.conductor} and fencing = ${lease.fencing}
      for share
    )
    insert into meetings.event (meeting_id, run, seq, type, data)
    select held.meeting_id, one.run, one.seq, one.type, one.data
    from held, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (run integer, seq integer, type text, data jsonb)`.execute(db);
  if (numAffectedRows !== BigInt(rows.length)) throw new LeaseLost(lease.meetingId);
}

async function keepPhase(db: Kysely<MeetingTables>, { meetingId }: Lease, events: readonly StoredEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === 'run-opened')
      await db.updateTable('meetings.meeting').set({ run: event.run, phase: 'not-begun' }).where('id', '=', meetingId).execute();
    if (event.type === 'began') await db.updateTable('meetings.meeting').set({ phase: 'running' }).where('id', '=', meetingId).execute();
    if (event.type !== 'ended') continue;
    // A lobby in which people waited in vain is no meeting that took place.
    await db
      .updateTable('meetings.meeting')
      .set(({ eb }) => ({
        phase: 'ended',
        last_ended_at_ms: eb.case().when('phase', '=', 'running').then(event.atMs).else(eb.ref('last_ended_at_ms')).end(),
      }))
      .where('id', '=', meetingId)
      .execute();
    await keepNumbers(db, meetingId, event);
    await db.deleteFrom('meetings.event').where('meeting_id', '=', meetingId).execute();
  }
}
