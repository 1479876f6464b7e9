/** Times at which people could meet, the best first. Pure. */
import { addDays, momentOf, weekdayOf, type EpochMs } from '@saal/protocol';
import type { Span } from './planned-meeting.ts';
import { overlap } from './spans.ts';

export type WantedTime = {
  /** Days in a row, from this one on: "2026-11-30". */
  firstDay: string;
  days: number;
  /** Times of day between which everything lies: "08:00", "18:00". */
  hours: { from: string; to: string };
  timeZone: string;
  lengthMin: number;
};
export type SuggestedTime = { startsAtMs: EpochMs; /** Who is busy then. */ busy: string[] };

const STEP_MIN = 30;
const MOST = 8;
const MOST_A_DAY = 2;

/**
 * On working days (Monday to Friday), each half hour. First those at which fewest are busy, then the earliest; at most two a day, which
 * do not overlap, so that there is something to choose from.
 * @param people who is asked, and when they are busy
 * @param nowMs nothing earlier
 */
export function suggestTimes(people: ReadonlyMap<string, readonly Span[]>, wanted: WantedTime, nowMs: EpochMs): SuggestedTime[] {
  const all = startsOf(wanted)
    .filter(({ startsAtMs }) => startsAtMs >= nowMs)
    .map(({ day, startsAtMs }) => {
      const span = { fromMs: startsAtMs, toMs: startsAtMs + wanted.lengthMin * 60_000 };
      return { day, span, busy: [...people].filter(([, spans]) => spans.some((each) => overlap(each, span))).map(([who]) => who) };
    })
    .filter(({ busy }) => people.size === 0 || busy.length < people.size);
  all.sort((a, b) => a.busy.length - b.busy.length || a.span.fromMs - b.span.fromMs);
  const chosen: typeof all = [];
  for (const one of all) {
    const sameDay = chosen.filter(({ day }) => day === one.day);
    if (sameDay.length < MOST_A_DAY && !sameDay.some(({ span }) => overlap(span, one.span))) chosen.push(one);
    if (chosen.length === MOST) break;
  }
  return chosen.map(({ span, busy }) => ({ startsAtMs: span.fromMs, busy }));
}

function startsOf({ firstDay, days, hours, timeZone, lengthMin }: WantedTime): { day: string; startsAtMs: EpochMs }[] {
  const dates = Array.from({ length: days }, (_, at) => addDays(firstDay, at)).filter((day) => !['sa', 'su'].includes(weekdayOf(day)));
  return dates.flatMap((day) => {
    const [fromMs, toMs] = [momentOf({ date: day, time: hours.from }, timeZone), momentOf({ date: day, time: hours.to }, timeZone)];
    if (fromMs === undefined || toMs === undefined) return [];
    const count = Math.floor((toMs - fromMs - lengthMin * 60_000) / (STEP_MIN * 60_000)) + 1;
    return Array.from({ length: Math.max(0, count) }, (_, at) => ({ day, startsAtMs: fromMs + at * STEP_MIN * 60_000 }));
  });
}
