import type { MeetingDetail } from '@saal/client';
import { momentOf } from '@saal/protocol';
import type { Draft } from './draft.ts';
import { repeatDays, ruleOf } from './repeat.ts';

export interface Slot {
  fromMs: number;
  toMs: number;
}

/**
 * When a meeting is to take place: once, or at each date of its series. Empty while it is not known.
 * @param series of a meeting that exists: its dates are changed elsewhere
 */
export function slotsOf(draft: Draft, series: MeetingDetail['series'], nowMs: number): Slot[] {
  const slot = (fromMs: number, durationMin: number): Slot => ({ fromMs, toMs: fromMs + durationMin * 60_000 });
  if (series)
    return series.dates
      .filter(({ state, startsAtMs, durationMin }) => state !== 'cancelled' && startsAtMs + durationMin * 60_000 > nowMs)
      .map(({ startsAtMs, durationMin }) => slot(startsAtMs, durationMin));
  if (draft.when.date === '' || draft.when.time === '') return [];
  const rule = ruleOf(draft.repeat, draft.when.date);
  const outcome = rule ? repeatDays(rule, draft.when.date) : { days: [draft.when.date] };
  if ('problem' in outcome) return [];
  return outcome.days.flatMap((date) => {
    const fromMs = momentOf({ date, time: draft.when.time }, draft.timeZone);
    return fromMs === undefined ? [] : [slot(fromMs, draft.durationMin)];
  });
}
