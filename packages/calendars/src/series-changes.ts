/** What somebody did to single dates of a series in their calendar. Pure. Source: docs/decisions/0070-outlook-single-dates-and-rooms.md */
import type { EpochMs } from '@saal/protocol';

type Time = { startsAtMs: EpochMs; endsAtMs: EpochMs };
/** A date that stands apart from its rule. */
export type DateInCalendar = Time | 'cancelled' | 'unreadable';

/** A series as a calendar has it. */
export type SeriesInCalendar = Time & {
  /** The same text for the same rule. */
  rule: string;
  /** By when the rule would have the date. */
  apart: ReadonlyMap<EpochMs, DateInCalendar>;
};

/** One date as it is planned; cancelled ones are left out. */
export type RuledDate = { day: string; ruledAtMs: EpochMs; startsAtMs: EpochMs };
export type DateChange = { day: string; to: Time | 'removed' };

/**
 * Of the dates to come, those that stand elsewhere now than they were written, or not at all.
 * With another rule, beginning or length nothing is said of single dates: nobody knows which of the new ones is which of the old.
 */
export function changedDates(
  written: SeriesInCalendar,
  found: SeriesInCalendar,
  dates: readonly RuledDate[],
  nowMs: EpochMs,
): DateChange[] {
  const isSame = written.rule === found.rule && written.startsAtMs === found.startsAtMs && written.endsAtMs === found.endsAtMs;
  if (!isSame) return [];
  return dates.flatMap(({ day, ruledAtMs, startsAtMs }): DateChange[] => {
    const [before, now] = [dateIn(written, ruledAtMs), dateIn(found, ruledAtMs)];
    if (startsAtMs <= nowMs || before === 'cancelled' || now === 'unreadable') return [];
    if (now === 'cancelled') return [{ day, to: 'removed' }];
    const stays = before !== 'unreadable' && before.startsAtMs === now.startsAtMs && before.endsAtMs === now.endsAtMs;
    return stays ? [] : [{ day, to: now }];
  });
}

function dateIn({ startsAtMs, endsAtMs, apart }: SeriesInCalendar, ruledAtMs: EpochMs): DateInCalendar {
  return apart.get(ruledAtMs) ?? { startsAtMs: ruledAtMs, endsAtMs: ruledAtMs + endsAtMs - startsAtMs };
}
