/**
 * The dates of a meeting that takes place again and again: one link, one number, one room of chat, many dates. Pure.
 * Source: docs/decisions/0047-a-series-is-one-meeting-with-dates.md
 */
import {
  MOST_DATES,
  addDays,
  daysOf,
  momentOf,
  wallTimeOf,
  type ChangeDate,
  type EpochMs,
  type SeriesDate,
  type SeriesRule,
  type SeriesView,
} from '@saal/protocol';
import { BadRequest } from './errors.ts';

/** A stretch of a series with one rule, time and length. "This and the following" begins a new one. */
export type Stretch = { id: string; firstDay: string; time: string; durationMin: number; rule: SeriesRule };
export type PlannedDate = SeriesDate & { stretchId: string };
/** Stretches follow each other; dates are in the order of their days. */
export type Series = { timeZone: string; stretches: readonly Stretch[]; dates: readonly PlannedDate[] };

type Following = Omit<Extract<ChangeDate, { scope: 'following' | 'all' }>, 'scope'>;

const LAST_START_MS = Date.UTC(9000, 0, 1);

/** @throws {BadRequest} a rule without a date, or with too many */
export function newSeries(plan: { startsAtMs: EpochMs; durationMin: number; timeZone: string; rule: SeriesRule }, id: string): Series {
  // Days have years of four digits.
  if (plan.startsAtMs >= LAST_START_MS) throw new BadRequest('startsAtMs', 'a series begins before the year 9000');
  const { date, time } = wallTimeOf(plan.startsAtMs, plan.timeZone);
  return withDates(plan.timeZone, [{ id, firstDay: date, time, durationMin: plan.durationMin, rule: plan.rule }], []);
}

/**
 * @param newId of the stretch that begins, where one does
 * @param nowMs what has begun stays as it was when all are changed
 * @throws {BadRequest} no such date, nothing left of the series, or too many dates
 */
export function changeSeries(series: Series, day: string, change: ChangeDate, newId: string, nowMs: EpochMs): Series {
  const date = series.dates.find((each) => each.day === day);
  if (!date) throw new BadRequest('day', 'the series has no such date');
  if (change.scope === 'this') return changeOne(series, date, change);
  const from = change.scope === 'following' ? date : series.dates.find(({ startsAtMs }) => startsAtMs > nowMs);
  if (!from) throw new BadRequest('scope', 'every date has begun');
  return changeFrom(series, from, change, newId);
}

/** The date that people mean now: the one that takes place, else the next, else the last. */
export function dateNow(series: Series, nowMs: EpochMs): PlannedDate | undefined {
  const open = series.dates.filter(({ state }) => state !== 'cancelled').sort((a, b) => a.startsAtMs - b.startsAtMs);
  return open.find(({ startsAtMs, durationMin }) => startsAtMs + durationMin * 60_000 > nowMs) ?? open.at(-1);
}

function changeOne(series: Series, date: PlannedDate, change: Extract<ChangeDate, { scope: 'this' }>): Series {
  const stretch = series.stretches.find(({ id }) => id === date.stretchId);
  if (!stretch) throw new Error(`date ${date.day} belongs to no stretch`);
  const { startsAtMs = date.startsAtMs, durationMin = date.durationMin, cancelled = false } = change;
  const ruled = startsAtMs === startOf(date.day, stretch, series.timeZone) && durationMin === stretch.durationMin;
  const state = cancelled ? 'cancelled' : ruled ? 'ruled' : 'moved';
  return checked({
    ...series,
    dates: series.dates.map((each) => (each.day === date.day ? { ...each, startsAtMs, durationMin, state } : each)),
  });
}

function changeFrom(series: Series, from: PlannedDate, change: Following, newId: string): Series {
  const at = series.stretches.findIndex(({ id }) => id === from.stretchId);
  const cut = series.stretches[at];
  if (!cut) throw new Error(`date ${from.day} belongs to no stretch`);
  const before = daysOf(cut.rule, cut.firstDay).filter((day) => day < from.day);
  const earlier = series.stretches.slice(0, at);
  // Cut short by its last day: counting would give the same, and needs no count.
  if (before.length > 0) earlier.push({ ...cut, rule: { ...cut.rule, end: { until: addDays(from.day, -1) } } });
  if (change.cancelled) return withDates(series.timeZone, earlier, series.dates);
  const again = {
    time: change.time ?? cut.time,
    durationMin: change.durationMin ?? cut.durationMin,
    rule: change.rule ?? { ...cut.rule, end: 'count' in cut.rule.end ? { count: cut.rule.end.count - before.length } : cut.rule.end },
  };
  const begun: Stretch = { ...again, id: before.length > 0 ? newId : cut.id, firstDay: from.day };
  // A new rule stands for all that follows; a new time or length is that of later stretches too.
  const later = change.rule
    ? []
    : series.stretches.slice(at + 1).map((stretch) => ({
        ...stretch,
        ...(change.time !== undefined && { time: change.time }),
        ...(change.durationMin !== undefined && { durationMin: change.durationMin }),
      }));
  return withDates(series.timeZone, [...earlier, begun, ...later], series.dates);
}

/** What was moved or cancelled by itself stays so, as long as its day is one of the rule. */
function withDates(timeZone: string, stretches: readonly Stretch[], before: readonly PlannedDate[]): Series {
  const known = new Map(before.map((date) => [date.day, date]));
  const days = stretches.map((stretch) => ({ stretch, days: daysOf(stretch.rule, stretch.firstDay) }));
  if (days.reduce((sum, { days: { length } }) => sum + length, 0) > MOST_DATES)
    throw new BadRequest('series', `at most ${MOST_DATES} dates`);
  const dates = days.flatMap(({ stretch, days: own }) =>
    own.map((day): PlannedDate => {
      const { id: stretchId, durationMin } = stretch;
      const kept = known.get(day);
      if (kept?.state === 'moved') return { ...kept, stretchId };
      const state = kept?.state ?? 'ruled';
      return { day, startsAtMs: startOf(day, stretch, timeZone), durationMin, state, stretchId };
    }),
  );
  return checked({ timeZone, stretches, dates });
}

function checked(series: Series): Series {
  if (!series.dates.some(({ state }) => state !== 'cancelled')) throw new BadRequest('series', 'a series has at least one date');
  return series;
}

function startOf(day: string, { time }: Stretch, timeZone: string): EpochMs {
  const moment = momentOf({ date: day, time }, timeZone);
  if (moment === undefined) throw new BadRequest('series', `${day} ${time} is no moment`);
  return moment;
}

/** As its owner is told of it. */
export function seriesView({ stretches, dates }: Series): SeriesView | undefined {
  const last = stretches.at(-1);
  return (
    last && {
      rule: last.rule,
      time: last.time,
      dates: dates.map(({ day, startsAtMs, durationMin, state }) => ({ day, startsAtMs, durationMin, state })),
    }
  );
}
