import type { Database } from '@saal/foundation';
import { MeetingId, PersonId } from '@saal/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import type { BusyPerson } from '../ports.ts';
import { meetingTables } from './tables.ts';

const Row = z
  .object({ owner_id: PersonId, id: MeetingId, from_ms: z.coerce.number(), to_ms: z.coerce.number() })
  .transform((row): BusyPerson => ({ personId: row.owner_id, meetingId: row.id, fromMs: row.from_ms, toMs: row.to_ms }));

/** When people hold meetings they have planned, or that were planned on their behalf; of a series each date that takes place. */
export async function busyPeople(
  database: Database,
  personIds: readonly PersonId[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<BusyPerson[]> {
  const { rows } = await sql`
    select owner_id, id, from_ms, to_ms from (
      select meeting.owner_id, meeting.id, coalesce(date.starts_at_ms, meeting.starts_at_ms) as from_ms,
        coalesce(date.starts_at_ms, meeting.starts_at_ms)
          + coalesce(date.duration_min, meeting.duration_min, 60) * 60000::bigint as to_ms
      from meetings.meeting as meeting
      left join meetings.date as date on date.meeting_id = meeting.id and date.state <> 'cancelled'
      where meeting.kind = 'planned' and meeting.owner_id = any(${[...personIds]}::text[])
    ) as held
    where from_ms < ${toMs} and to_ms > ${fromMs}
    order by from_ms`.execute(meetingTables(database));
  return rows.map((row) => Row.parse(row));
}
