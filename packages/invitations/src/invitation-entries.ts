/** What of a plan stands in the calendars of those invited, and what of it they have to be told anew. Pure. */
import { daysOf, momentOf, type EpochMs, type MeetingId } from '@saal/protocol';
import { calendarRule } from './calendar-rule.ts';
import type { InvitedTo } from './invitee-ports.ts';
import type { CalendarEntry } from './mail-ports.ts';

/** One entry, without what counts its changes. */
export type PlannedEntry = Omit<CalendarEntry, 'sequence' | 'method'>;
/** By the name of each entry; `sequence` of the last letter about it. */
export type ToldEntries = Readonly<Record<string, { sequence: number; entry: PlannedEntry }>>;
/** One letter about one entry. */
export type EntryNews = { name: string; kind: 'invited' | 'changed' | 'cancelled'; calendar: CalendarEntry };

const MINUTE_MS = 60_000;

/**
 * One entry for a meeting that takes place once, one for each stretch of a series, and one for each date that was moved. Without a
 * time nothing stands in a calendar.
 */
export function entriesOf(
  meetingId: MeetingId,
  plan: Omit<InvitedTo, 'ownerId' | 'running'>,
  words: { description: string; organizerName: string },
): Record<string, PlannedEntry> {
  const { title: summary, series, dates, place } = plan;
  const timeZone = plan.timeZone ?? 'UTC';
  const common = { summary, timeZone, ...words, ...(place !== undefined && { place }) };
  const [once] = dates;
  if (!series)
    return once ? { once: { uid: `${meetingId}@saal`, ...common, startsAtMs: once.startsAtMs, durationMin: once.durationMin } } : {};
  const entries: Record<string, PlannedEntry> = {};
  for (const { id, firstDay, time, durationMin, rule } of series.stretches) {
    const ruled = (day: string): EpochMs => momentOf({ date: day, time }, timeZone) ?? Date.parse(`${day}T${time}Z`);
    const days = daysOf(rule, firstDay);
    const [first] = days;
    if (first === undefined) continue;
    const of = series.dates.filter(({ stretchId }) => stretchId === id);
    const except = of.filter(({ state }) => state === 'cancelled').map(({ day }) => ruled(day));
    const uid = `${meetingId}-${id}@saal`;
    entries[id] = {
      ...{ uid, ...common, startsAtMs: ruled(first), durationMin, rule: calendarRule(rule, timeZone) },
      ...(except.length > 0 && { except }),
    };
    for (const moved of of.filter(({ state }) => state === 'moved'))
      entries[`${id}/${moved.day}`] = {
        ...{ uid, ...common, startsAtMs: moved.startsAtMs, durationMin: moved.durationMin, recurrenceAtMs: ruled(moved.day) },
      };
  }
  return entries;
}

/**
 * What somebody has to be told.
 * @param planned empty: they are invited no more, or the meeting does not take place
 * @param when.endsAtMs of the plan: what is over is told to nobody
 * @param when.again one letter goes out although no entry is another one: something beside them is
 */
export function newsOf(
  planned: Readonly<Record<string, PlannedEntry>>,
  told: ToldEntries,
  { nowMs, endsAtMs, again = false }: { nowMs: EpochMs; endsAtMs: EpochMs; again?: boolean },
): { news: EntryNews[]; told: ToldEntries } {
  const news: EntryNews[] = [];
  const next: Record<string, { sequence: number; entry: PlannedEntry }> = {};
  const isOver = endsAtMs <= nowMs;
  const say = (name: string, kind: EntryNews['kind'], sequence: number, entry: PlannedEntry): void => {
    if (!isOver) news.push({ name, kind, calendar: { ...entry, sequence, method: kind === 'cancelled' ? 'CANCEL' : 'REQUEST' } });
  };
  for (const [name, entry] of Object.entries(planned)) {
    const before = told[name];
    const same = before !== undefined && sameEntry(before.entry, entry);
    next[name] = same ? before : { sequence: before === undefined ? firstSequence(name, told) : before.sequence + 1, entry };
    if (!same) say(name, before || name.includes('/') ? 'changed' : 'invited', next[name].sequence, entry);
  }
  for (const [name, { sequence, entry }] of Object.entries(told)) {
    if (name in planned) continue;
    const [stretch = ''] = name.split('/');
    if (entry.recurrenceAtMs === undefined) {
      say(name, 'cancelled', sequence + 1, entry);
    } else if (stretch in planned) {
      // Back where its rule has it: a letter of its own, since a moved date stays moved in calendars otherwise.
      const back = { ...entry, startsAtMs: entry.recurrenceAtMs, durationMin: planned[stretch]?.durationMin ?? entry.durationMin };
      const settled = sameEntry(entry, back) || planned[stretch]?.except?.includes(entry.recurrenceAtMs) === true;
      next[name] = settled ? { sequence, entry } : { sequence: sequence + 1, entry: back };
      if (!settled) say(name, 'changed', sequence + 1, back);
    }
  }
  // About the last stretch: those before it may be over.
  const last = Object.keys(planned).findLast((name) => !name.includes('/'));
  const stands = last === undefined ? undefined : next[last];
  if (again && last !== undefined && stands && news.every(({ kind }) => kind === 'cancelled')) {
    next[last] = { ...stands, sequence: stands.sequence + 1 };
    say(last, 'changed', stands.sequence + 1, stands.entry);
  }
  return { news, told: next };
}

/** A date of a stretch that was changed already counts on from it. */
function firstSequence(name: string, told: ToldEntries): number {
  const [stretch = ''] = name.split('/');
  return name.includes('/') ? (told[stretch]?.sequence ?? 0) + 1 : 0;
}

/** Regardless of the order of fields: one of them was in the database. */
function sameEntry(one: PlannedEntry, other: PlannedEntry): boolean {
  const written = (entry: PlannedEntry): string => JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
  return written(one) === written(other);
}

/** When the last date is over; without one there is nothing to be late for. */
export function endOf(dates: InvitedTo['dates']): EpochMs {
  if (dates.length === 0) return Number.MAX_SAFE_INTEGER;
  return Math.max(...dates.map(({ startsAtMs, durationMin }) => startsAtMs + durationMin * MINUTE_MS));
}
