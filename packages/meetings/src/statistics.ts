/** Figures of use, out of what is kept a day: no names, no meetings, and nothing so small that it tells of somebody. Pure. */
import { csvOf } from '@saal/foundation/pure';
import type { ConnectionQuality, Language, StatisticsPeriod, StatisticsQuery, StatisticsView } from '@saal/protocol';
import type { z } from 'zod';
import type { RunNumbers } from './attendance-numbers.ts';
import { isGuest } from './identity.ts';
import type { StoredEvent } from './meeting-event.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** Upper bounds of how many were in a meeting at once; the last group has none. */
export const sizeBounds = [2, 5, 10, 25, 100] as const;
/** Smaller figures are not told, but for none at all. */
const TOLD_FROM = 5;

/** What is kept of one run. */
export type RunStatistic = { beganAtMs: number; people: number; guests: number; peak: number; stayedMs: number; eachMinute: number[] };

export type DayStatistic = {
  /** Since 1970, in UTC. */
  day: number;
  meetings: number;
  people: number;
  guests: number;
  stayedMs: number;
  peakPeople: number;
  peakMeetings: number;
  /** One more than bounds. */
  sizes: readonly number[];
};

export type DayJoins = { outcome: 'answered' | 'failed'; withinMs: number; joins: number };

export type DayQuality = { level: number; reason: ConnectionQuality['reason']; minutes: number };

export interface StatisticsStore {
  /** Both included. A day may be told in two parts. */
  days(from: number, until: number): Promise<DayStatistic[]>;
  joins(from: number, until: number): Promise<DayJoins[]>;
  /** Adds to what there is of this day. */
  addJoins(day: number, joins: readonly DayJoins[]): Promise<void>;
  quality(from: number, until: number): Promise<DayQuality[]>;
  /** Adds to what there is of this day. */
  addQuality(day: number, quality: readonly DayQuality[]): Promise<void>;
  /** Runs become part of their day. Several servers may do it at once: a run is counted once. */
  fold(nowMs: number): Promise<void>;
}

type Period = z.output<typeof StatisticsPeriod>;
export type Query = z.output<typeof StatisticsQuery>;
export type View = z.output<typeof StatisticsView>;

/** @param events of a run that ended */
export function runStatistic(events: readonly StoredEvent[], numbers: RunNumbers): RunStatistic {
  const guests = new Set(events.flatMap((event) => (event.type === 'entered' && isGuest(event.identity.key) ? [event.participantId] : [])));
  return {
    ...{ beganAtMs: numbers.beganAtMs, people: numbers.came, guests: guests.size, peak: numbers.peak, eachMinute: numbers.eachMinute },
    stayedMs: Math.round(numbers.averageStayMs * numbers.came),
  };
}

export function dayOf(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

function textOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The first day of the period a day belongs to. Weeks begin on Monday (1970-01-01 was a Thursday). */
function periodOf(day: number, by: Query['by']): number {
  if (by === 'day') return day;
  return by === 'week' ? day - ((day + 3) % 7) : dayOf(`${textOf(day).slice(0, 7)}-01`);
}

/** @param today nothing after it is told */
export function statisticsView(
  query: Query,
  { days, joins, quality }: { days: readonly DayStatistic[]; joins: readonly DayJoins[]; quality: readonly DayQuality[] },
  today: number,
): View {
  const last = Math.min(dayOf(query.until), today);
  const sums = new Map<number, Omit<DayStatistic, 'day' | 'sizes'>>();
  for (let day = dayOf(query.from); day <= last; day++) sums.set(periodOf(day, query.by), nothing);
  const sizes: { upTo: number | null; meetings: number }[] = [...sizeBounds, null].map((upTo) => ({ upTo, meetings: 0 }));
  for (const each of days) {
    const period = periodOf(each.day, query.by);
    const sum = sums.get(period);
    if (!sum) continue;
    sums.set(period, added(sum, each));
    for (const [index, size] of sizes.entries()) size.meetings += each.sizes[index] ?? 0;
  }
  return {
    periods: [...sums].map(([from, sum]) => told(textOf(from), sum)),
    sizes: sizes.map(({ upTo, meetings }) => ({ upTo, meetings: figure(meetings) })),
    joins: joinsOf(joins),
    quality: quality.map((each) => ({ ...each, minutes: figure(each.minutes) })),
  };
}

const nothing = { meetings: 0, people: 0, guests: 0, stayedMs: 0, peakPeople: 0, peakMeetings: 0 };

function added(sum: typeof nothing, day: DayStatistic): typeof nothing {
  return {
    meetings: sum.meetings + day.meetings,
    people: sum.people + day.people,
    guests: sum.guests + day.guests,
    stayedMs: sum.stayedMs + day.stayedMs,
    peakPeople: Math.max(sum.peakPeople, day.peakPeople),
    peakMeetings: Math.max(sum.peakMeetings, day.peakMeetings),
  };
}

/** Where few took part, how long they did is not told either. */
function told(from: string, sum: typeof nothing): Period {
  const few = sum.people > 0 && sum.people < TOLD_FROM;
  return {
    from,
    meetings: figure(sum.meetings),
    participations: figure(sum.people),
    guests: few ? null : figure(sum.guests),
    minutes: few ? null : Math.round(sum.stayedMs / minuteMs),
    peakPeople: figure(sum.peakPeople),
    peakMeetings: figure(sum.peakMeetings),
  };
}

function figure(count: number): number | null {
  return count === 0 || count >= TOLD_FROM ? count : null;
}

function joinsOf(joins: readonly DayJoins[]): View['joins'] {
  const within = new Map<number, number>();
  let [answered, failed] = [0, 0];
  for (const each of joins) {
    if (each.outcome === 'failed') failed += each.joins;
    else {
      answered += each.joins;
      within.set(each.withinMs, (within.get(each.withinMs) ?? 0) + each.joins);
    }
  }
  const order = (ms: number): number => (ms === 0 ? Infinity : ms);
  const sorted = [...within].sort(([one], [other]) => order(one) - order(other));
  return { answered, failed, within: sorted.map(([ms, count]) => ({ ms: ms === 0 ? null : ms, joins: count })) };
}

const heads: Record<Language, string[]> = {
  de: ['Ab', 'Besprechungen', 'Teilnahmen', 'davon Gäste', 'Minuten', 'Personen gleichzeitig', 'Besprechungen gleichzeitig'],
  en: ['From', 'Meetings', 'Participations', 'of them guests', 'Minutes', 'People at once', 'Meetings at once'],
};

/** The byte order mark tells spreadsheets that it is UTF-8. */
export function statisticsTable({ periods }: View, language: Language): string {
  const cell = (value: number | null): number | string => value ?? (language === 'de' ? 'unter 5' : 'under 5');
  const rows = periods.map(({ from, meetings, participations, guests, minutes, peakPeople, peakMeetings }) => [
    from,
    ...[meetings, participations, guests, minutes, peakPeople, peakMeetings].map(cell),
  ]);
  return `\ufeff${csvOf([heads[language], ...rows])}`;
}
