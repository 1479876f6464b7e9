import type { Database } from '@saal/foundation';
import { sql, type Kysely } from 'kysely';
import { sizeBounds, type DayJoins, type DayQuality, type RunStatistic, type StatisticsStore } from '../statistics.ts';
import { meetingTables, type MeetingTables } from './tables.ts';

const dayMs = 86_400_000;
/** Runs are folded into their day when they began before yesterday: most have ended by then, later ones are added. */
const FOLDED_AFTER_DAYS = 2;

/** In the transaction that ends the run. */
export async function keepStatistic(db: Kysely<MeetingTables>, run: RunStatistic): Promise<void> {
  await sql`
    insert into meetings.run_statistic (began_at_ms, people, guests, peak, stayed_ms, each_minute)
    values (${run.beganAtMs}, ${run.people}, ${run.guests}, ${run.peak}, ${run.stayedMs}, ${run.eachMinute}::integer[])`.execute(db);
}

/** A line a day out of the runs of `runs`. */
const summed = sql`
  select runs.day, count(*)::integer as meetings, sum(people)::integer as people, sum(guests)::integer as guests,
    sum(stayed_ms)::bigint as stayed_ms, coalesce(max(peaks.people_then), 0)::integer as peak_people,
    coalesce(max(peaks.meetings_then), 0)::integer as peak_meetings,
    array[${sql.join(
      [...sizeBounds, null].map((bound, index) => {
        const over = sizeBounds[index - 1] ?? -1;
        return bound === null
          ? sql`count(*) filter (where peak > ${sql.lit(over)})`
          : sql`count(*) filter (where peak > ${sql.lit(over)} and peak <= ${sql.lit(bound)})`;
      }),
    )}]::integer[] as sizes
  from runs left join (
    select day, max(people_then) as people_then, max(meetings_then) as meetings_then from (
      select day, sum(inside) as people_then, count(*) filter (where inside > 0) as meetings_then
      from runs, unnest(each_minute) with ordinality as each (inside, minute)
      group by day, began_at_ms / 60000 + minute
    ) as moments group by day
  ) as peaks using (day) group by runs.day`;

export function createStatisticsStore(database: Database): StatisticsStore {
  const db = meetingTables(database);
  return {
    async days(from, until) {
      const { rows } = await sql<DayRow>`
        with runs as (
          select *, (began_at_ms / ${sql.lit(dayMs)})::integer as day from meetings.run_statistic
          where began_at_ms >= ${from * dayMs} and began_at_ms < ${(until + 1) * dayMs}
        )
        select * from meetings.day_statistic where day between ${from} and ${until} union all ${summed} order by day`.execute(db);
      return rows.map(({ stayed_ms: stayedMs, peak_people: peakPeople, peak_meetings: peakMeetings, ...row }) => ({
        ...row,
        ...{ stayedMs, peakPeople, peakMeetings },
      }));
    },

    async joins(from, until) {
      const { rows } = await sql<{ outcome: DayJoins['outcome']; within_ms: number; joins: number }>`
        select outcome, within_ms, sum(joins)::integer as joins from meetings.day_joins
        where day between ${from} and ${until} group by outcome, within_ms`.execute(db);
      return rows.map(({ outcome, within_ms: withinMs, joins }) => ({ outcome, withinMs, joins }));
    },

    async addJoins(day, joins) {
      // In one order, so that servers that store at the same time do not wait for each other.
      const sorted = [...joins].sort((one, other) => one.outcome.localeCompare(other.outcome) || one.withinMs - other.withinMs);
      const [outcomes, bounds, counts] = [sorted.map((j) => j.outcome), sorted.map((j) => j.withinMs), sorted.map((j) => j.joins)];
      await sql`
        insert into meetings.day_joins (day, outcome, within_ms, joins)
        select ${day}::integer, * from unnest(${outcomes}::text[], ${bounds}::integer[], ${counts}::integer[])
        on conflict (day, outcome, within_ms) do update set joins = day_joins.joins + excluded.joins`.execute(db);
    },

    async quality(from, until) {
      const { rows } = await sql<DayQuality>`
        select level, reason, sum(minutes)::integer as minutes from meetings.day_quality
        where day between ${from} and ${until} group by level, reason order by level desc, reason`.execute(db);
      return rows;
    },

    async addQuality(day, quality) {
      // In one order, as above.
      const sorted = [...quality].sort((one, other) => one.level - other.level || one.reason.localeCompare(other.reason));
      const [levels, reasons, minutes] = [sorted.map((q) => q.level), sorted.map((q) => q.reason), sorted.map((q) => q.minutes)];
      await sql`
        insert into meetings.day_quality (day, level, reason, minutes)
        select ${day}::integer, * from unnest(${levels}::smallint[], ${reasons}::text[], ${minutes}::integer[])
        on conflict (day, level, reason) do update set minutes = day_quality.minutes + excluded.minutes`.execute(db);
    },

    async fold(nowMs) {
      const before = (Math.floor(nowMs / dayMs) - FOLDED_AFTER_DAYS + 1) * dayMs;
      await sql`
        with gone as (delete from meetings.run_statistic where began_at_ms < ${before} returning *),
          runs as (select *, (began_at_ms / ${sql.lit(dayMs)})::integer as day from gone)
        insert into meetings.day_statistic as kept (day, meetings, people, guests, stayed_ms, peak_people, peak_meetings, sizes)
        ${summed} order by day
        on conflict (day) do update set meetings = kept.meetings + excluded.meetings, people = kept.people + excluded.people,
          guests = kept.guests + excluded.guests, stayed_ms = kept.stayed_ms + excluded.stayed_ms,
          peak_people = greatest(kept.peak_people, excluded.peak_people), peak_meetings = greatest(kept.peak_meetings, excluded.peak_meetings),
          sizes = (select array_agg(a + b order by n) from unnest(kept.sizes, excluded.sizes) with ordinality as each (a, b, n))`.execute(
        db,
      );
    },
  };
}

type DayRow = {
  day: number;
  meetings: number;
  people: number;
  guests: number;
  stayed_ms: number;
  peak_people: number;
  peak_meetings: number;
  sizes: number[];
};
