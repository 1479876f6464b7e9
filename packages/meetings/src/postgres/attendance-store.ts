import type { Database } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import { sql, type Kysely } from 'kysely';
import { RunNumbers, runNumbers } from '../attendance-numbers.ts';
import { personIdOf } from '../identity.ts';
import { StoredEvent } from '../meeting-event.ts';
import type { AttendanceStore } from '../ports.ts';
import { runStatistic } from '../statistics.ts';
import { keepStatistic } from './statistics-store.ts';
import { dateColumns, datedMeetingFrom, meetingFrom, meetingTables, type MeetingTables } from './tables.ts';

/** A personal room has many. */
const RUNS_TOLD = 50;

export function createAttendanceStore(database: Database): AttendanceStore {
  const db = meetingTables(database);
  return {
    async of(personId, which) {
      const attended = db
        .selectFrom('meetings.attendance')
        .innerJoin('meetings.meeting as meeting', 'meeting.id', 'meetings.attendance.meeting_id')
        .selectAll('meeting')
        .select('meetings.attendance.last_entered_at_ms')
        .where('meetings.attendance.person_id', '=', personId);
      if ('running' in which) {
        const rows = await attended.where('phase', '=', 'running').orderBy('last_entered_at_ms').execute();
        return rows.map((row) => ({ meeting: meetingFrom(row), lastEnteredAtMs: row.last_entered_at_ms }));
      }
      const rows = await attended
        .leftJoin('meetings.date as date', (join) => join.onRef('date.meeting_id', '=', 'meeting.id').on('date.state', '<>', 'cancelled'))
        .select(dateColumns)
        .where(({ eb, or }) => or([eb('phase', '<>', 'running'), eb('date.day', 'is not', null)]))
        .where(({ eb, fn }) =>
          eb.between(fn.coalesce('date.starts_at_ms', 'meeting.starts_at_ms', 'last_entered_at_ms'), which.fromMs, which.toMs - 1),
        )
        .orderBy(
          ({ fn }) => fn.coalesce('date.starts_at_ms', 'meeting.starts_at_ms', 'last_entered_at_ms'),
          which.newestFirst ? 'desc' : 'asc',
        )
        .limit(which.limit)
        .execute();
      return rows.map((row) => ({ meeting: datedMeetingFrom(row), lastEnteredAtMs: row.last_entered_at_ms }));
    },

    async forgetBefore(enteredAtMs) {
      await db.deleteFrom('meetings.attendance').where('last_entered_at_ms', '<', enteredAtMs).execute();
    },

    async numbers(meetingId) {
      const rows = await db
        .selectFrom('meetings.run_numbers')
        .select(['run', 'numbers'])
        .where('meeting_id', '=', meetingId)
        .orderBy('run', 'desc')
        .limit(RUNS_TOLD)
        .execute();
      return rows.map(({ run, numbers }) => ({ run, numbers: RunNumbers.parse(numbers) }));
    },
  };
}

/** Whether these events change who attended. */
export function changesAttendance(event: StoredEvent): boolean {
  return (event.type === 'entered' && personIdOf(event.identity.key) !== undefined) || (event.type === 'removed' && event.keepOut);
}

/** To be called in the transaction that stores the events, after they are stored. */
export async function keepAttendance(db: Kysely<MeetingTables>, meetingId: MeetingId, events: readonly StoredEvent[]): Promise<void> {
  const entered = new Map<string, number>();
  for (const event of events) {
    const personId = event.type === 'entered' ? personIdOf(event.identity.key) : undefined;
    if (event.type === 'entered' && personId !== undefined) entered.set(personId, event.atMs);
  }
  const rows = [...entered].map(([person_id, last_entered_at_ms]) => ({ person_id, last_entered_at_ms }));
  if (rows.length > 0)
    await sql`
      insert into meetings.attendance (meeting_id, person_id, last_entered_at_ms)
      select meeting.id, one.person_id, one.last_entered_at_ms
      from meetings.meeting, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (person_id text, last_entered_at_ms bigint)
      where meeting.id = ${meetingId} and meeting.owner_id <> one.person_id
      on conflict (meeting_id, person_id) do update set last_entered_at_ms = excluded.last_entered_at_ms`.execute(db);
  // Who is kept out is to hear no more of the meeting: neither a new title nor when it is planned again.
  for (const event of events) {
    if (event.type !== 'removed' || !event.keepOut) continue;
    await sql`
      delete from meetings.attendance as attendance using meetings.event as entered
      where attendance.meeting_id = ${meetingId} and entered.meeting_id = ${meetingId} and entered.type = 'entered'
      and entered.data ->> 'participantId' = ${event.participantId}
      and entered.data #>> '{identity,key}' = 'person:' || attendance.person_id`.execute(db);
  }
}

/** Before the events of a run that ended are deleted: what is kept of them names nobody. */
export async function keepNumbers(db: Kysely<MeetingTables>, meetingId: MeetingId, ended: StoredEvent & { type: 'ended' }): Promise<void> {
  const rows = await db.selectFrom('meetings.event').select(['run', 'data']).where('meeting_id', '=', meetingId).orderBy('seq').execute();
  const run = rows[0]?.run;
  const events = rows.map(({ data }) => StoredEvent.parse(data));
  const numbers = runNumbers(events, ended.atMs);
  if (run === undefined || !numbers) return;
  await keepStatistic(db, runStatistic(events, numbers));
  await db
    .insertInto('meetings.run_numbers')
    .values({ meeting_id: meetingId, run, numbers: JSON.stringify(numbers) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
