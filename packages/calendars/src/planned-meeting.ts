/** A meeting as calendars see it, and the events of a calendar that it is. Pure. Source: docs/decisions/0055-feeds-of-meetings.md */
import { daysOf, momentOf, type EpochMs, type MeetingId, type PersonId, type SeriesDate, type SeriesRule } from '@saal/protocol';
import type { RuledDate } from './series-changes.ts';

/** A span of time [fromMs, toMs). */
export type Span = { fromMs: EpochMs; toMs: EpochMs };

export type PlannedMeeting = {
  id: MeetingId;
  title: string;
  ownerId: PersonId;
  createdAtMs: EpochMs;
  startsAtMs: EpochMs;
  durationMin: number;
  /** IANA; undefined where it was planned without one. */
  timeZone: string | undefined;
  /** Whose agenda it is from planned it, and its time is decided nowhere else. Absent: not so. */
  mayChange?: boolean;
  /** Stretches with one rule each, and all dates (decision 0047). */
  series?: {
    timeZone: string;
    stretches: readonly { id: string; firstDay: string; time: string; durationMin: number; rule: SeriesRule }[];
    dates: readonly (SeriesDate & { stretchId: string })[];
  };
};

/** One VEVENT, with those that stand for single dates of its rule. */
export type CalendarEvent = {
  /** The same for all time, whatever becomes of the meeting. */
  uid: string;
  startsAtMs: EpochMs;
  durationMin: number;
  /** With a rule always: nine stays nine when the clocks change. */
  timeZone: string | undefined;
  /** Of one date of a series that stands by itself. */
  day?: string;
  /** RRULE without its name (RFC 5545 3.8.5.3). */
  rule?: string;
  /** When the last date begins. */
  lastMs: EpochMs;
  /** Dates of the rule that do not take place. */
  except: readonly EpochMs[];
  /** Dates that were moved; `recurrenceMs` is when the rule would have them. */
  moved: readonly { recurrenceMs: EpochMs; startsAtMs: EpochMs; durationMin: number }[];
  /** With a rule: all its dates that take place. */
  dates?: readonly RuledDate[];
};

/** Names of our events end with it. */
export const OF_THIS_HOUSE = '@saal';

/** Whether an event of somebody's calendar is one that was written from here. */
export function isOurs(uid: string): boolean {
  return uid.endsWith(OF_THIS_HOUSE);
}

/** Of one date of a series as an event of its own. */
export function uidOfDate(id: MeetingId, day: string): string {
  return `${id}.${day}${OF_THIS_HOUSE}`;
}

/** A series is an event for each of its stretches; one whose dates are all cancelled is none. */
export function eventsOf(meeting: PlannedMeeting): CalendarEvent[] {
  const { id, startsAtMs, durationMin, timeZone, series } = meeting;
  if (!series) return [{ uid: `${id}${OF_THIS_HOUSE}`, startsAtMs, durationMin, timeZone, lastMs: startsAtMs, except: [], moved: [] }];
  return series.stretches.flatMap((stretch) => {
    const ruledAt = (day: string): EpochMs => momentOf({ date: day, time: stretch.time }, series.timeZone) ?? NaN;
    const days = daysOf(stretch.rule, stretch.firstDay);
    const dates = series.dates.filter(({ stretchId }) => stretchId === stretch.id);
    const [first] = days;
    if (first === undefined || dates.every(({ state }) => state === 'cancelled')) return [];
    return [
      {
        uid: `${id}.${stretch.id}${OF_THIS_HOUSE}`,
        startsAtMs: ruledAt(first),
        durationMin: stretch.durationMin,
        timeZone: series.timeZone,
        lastMs: Math.max(ruledAt(days.at(-1) ?? first), ...dates.map(({ startsAtMs: atMs }) => atMs)),
        rule: ruleText(stretch.rule, days.length),
        except: dates.filter(({ state }) => state === 'cancelled').map(({ day }) => ruledAt(day)),
        moved: dates
          .filter(({ state }) => state === 'moved')
          .map((date) => ({ recurrenceMs: ruledAt(date.day), startsAtMs: date.startsAtMs, durationMin: date.durationMin })),
        dates: dates
          .filter(({ state }) => state !== 'cancelled')
          .map((date) => ({ day: date.day, ruledAtMs: ruledAt(date.day), startsAtMs: date.startsAtMs })),
      },
    ];
  });
}

/** Each date from a moment on as an event of its own: for calendars that take no series from us. */
export function datesOf(meeting: PlannedMeeting, fromMs: EpochMs): CalendarEvent[] {
  const { id, series } = meeting;
  type One = Pick<CalendarEvent, 'uid' | 'startsAtMs' | 'durationMin' | 'timeZone' | 'day'>;
  const all: One[] = series
    ? series.dates
        .filter(({ state }) => state !== 'cancelled')
        .map((date) => ({ ...date, uid: uidOfDate(id, date.day), timeZone: series.timeZone }))
    : [{ uid: `${id}${OF_THIS_HOUSE}`, startsAtMs: meeting.startsAtMs, durationMin: meeting.durationMin, timeZone: meeting.timeZone }];
  return all
    .filter(({ startsAtMs, durationMin }) => startsAtMs + durationMin * 60_000 > fromMs)
    .map(({ uid, startsAtMs, durationMin, timeZone, day }) => ({
      uid,
      ...(day !== undefined && { day }),
      startsAtMs,
      durationMin,
      timeZone,
      lastMs: startsAtMs,
      except: [],
      moved: [],
    }));
}

/** When the meeting takes place, as spans that touch the range. */
export function spansOf({ startsAtMs, durationMin, series }: PlannedMeeting, { fromMs, toMs }: Span): Span[] {
  const dates = series ? series.dates.filter(({ state }) => state !== 'cancelled') : [{ startsAtMs, durationMin }];
  return dates
    .map((date) => ({ fromMs: date.startsAtMs, toMs: date.startsAtMs + date.durationMin * 60_000 }))
    .filter((span) => span.fromMs < toMs && span.toMs > fromMs);
}

/** Counted rather than until: counting needs no moment in UTC. */
function ruleText(rule: SeriesRule, count: number): string {
  const parts = [`FREQ=${{ day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY' }[rule.every]}`];
  if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
  parts.push(`COUNT=${count}`);
  if (rule.every === 'week') parts.push('WKST=MO', `BYDAY=${rule.days.map((day) => day.toUpperCase()).join(',')}`);
  if (rule.every === 'month')
    parts.push('day' in rule.on ? `BYMONTHDAY=${rule.on.day}` : `BYDAY=${rule.on.nth}${rule.on.weekday.toUpperCase()}`);
  return parts.join(';');
}
