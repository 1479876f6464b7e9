import type { Clock, Database } from '@saal/foundation';
import { MeetingId, SeriesDate, SeriesRule } from '@saal/protocol';
import { sql, type Kysely, type Transaction } from 'kysely';
import { z } from 'zod';
import type { SeriesStore } from '../ports.ts';
import type { Series } from '../series.ts';
import { book } from './bookings.ts';
import { keepFacts } from './fact-store.ts';
import { meetingTables, type MeetingTables } from './tables.ts';

const StretchRow = z
  .object({ id: z.string(), first_day: z.string(), time: z.string(), duration_min: z.number(), rule: SeriesRule })
  .transform(({ id, first_day: firstDay, time, duration_min: durationMin, rule }) => ({ id, firstDay, time, durationMin, rule }));
const dateShape = { day: z.string(), starts_at_ms: z.number(), duration_min: z.number(), state: SeriesDate.shape.state };
const DateRow = z.object({ ...dateShape, stretch_id: z.string() }).transform((row) => ({ ...dateFrom(row), stretchId: row.stretch_id }));
const NearestRow = z.object({ ...dateShape, meeting_id: MeetingId }).transform((row) => [row.meeting_id, dateFrom(row)] as const);

function dateFrom(row: z.output<z.ZodObject<typeof dateShape>>): SeriesDate {
  return { day: row.day, startsAtMs: row.starts_at_ms, durationMin: row.duration_min, state: row.state };
}

export function createSeriesStore(database: Database, clock: Clock): SeriesStore {
  const db = meetingTables(database);
  return {
    async of(meetingId) {
      const meeting = await db.selectFrom('meetings.meeting').select('time_zone').where('id', '=', meetingId).executeTakeFirst();
      return meeting && readSeries(db, meetingId, meeting.time_zone);
    },

    async change(meetingId, change) {
      return db.transaction().execute(async (transaction) => {
        const meeting = await transaction
          .selectFrom('meetings.meeting')
          .select('time_zone')
          .where('id', '=', meetingId)
          .forUpdate()
          .executeTakeFirst();
        const before = meeting && (await readSeries(transaction, meetingId, meeting.time_zone));
        if (!before) return undefined;
        const after = change(before);
        await transaction.deleteFrom('meetings.stretch').where('meeting_id', '=', meetingId).execute();
        await writeSeries(transaction, meetingId, after);
        await book(transaction, meetingId, clock.now());
        await keepFacts(transaction, meetingId, [{ type: 'changed' }]);
        return after;
      });
    },

    async nearest(meetingIds, atMs) {
      if (meetingIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('meetings.date')
        .distinctOn('meeting_id')
        .selectAll()
        .where('meeting_id', 'in', meetingIds)
        .where('state', '<>', 'cancelled')
        .orderBy('meeting_id')
        .orderBy(sql`abs(starts_at_ms - ${atMs})`)
        .execute();
      return new Map(rows.map((row) => NearestRow.parse(row)));
    },
  };
}

async function readSeries(db: Kysely<MeetingTables>, meetingId: MeetingId, timeZone: string | null): Promise<Series | undefined> {
  const stretches = await db.selectFrom('meetings.stretch').selectAll().where('meeting_id', '=', meetingId).orderBy('first_day').execute();
  if (stretches.length === 0 || timeZone === null) return undefined;
  const dates = await db.selectFrom('meetings.date').selectAll().where('meeting_id', '=', meetingId).orderBy('day').execute();
  return { timeZone, stretches: stretches.map((row) => StretchRow.parse(row)), dates: dates.map((row) => DateRow.parse(row)) };
}

/** Where none is stored. The meeting itself is told with its first date. */
export async function writeSeries(transaction: Transaction<MeetingTables>, meetingId: MeetingId, series: Series): Promise<void> {
  await transaction
    .insertInto('meetings.stretch')
    .values(
      series.stretches.map(({ id, firstDay, time, durationMin, rule }) => ({
        id,
        meeting_id: meetingId,
        first_day: firstDay,
        time,
        duration_min: durationMin,
        rule: JSON.stringify(rule),
      })),
    )
    .execute();
  await transaction
    .insertInto('meetings.date')
    .values(
      series.dates.map(({ day, stretchId, startsAtMs, durationMin, state }) => ({
        meeting_id: meetingId,
        day,
        stretch_id: stretchId,
        starts_at_ms: startsAtMs,
        duration_min: durationMin,
        state,
      })),
    )
    .execute();
  const first = series.dates.find(({ state }) => state !== 'cancelled');
  if (first)
    await transaction
      .updateTable('meetings.meeting')
      .set({ starts_at_ms: first.startsAtMs, duration_min: first.durationMin })
      .where('id', '=', meetingId)
      .execute();
}
