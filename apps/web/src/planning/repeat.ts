/** How a meeting repeats, as the form holds it: every field keeps what was chosen, also while another kind is shown. Pure. */
import { addDays, daysOf, MOST_DATES, weekdayOf, type SeriesRule, type Weekday } from '@saal/protocol';

export const repeats = ['never', 'day', 'week', 'month'] as const;
export type Repeats = (typeof repeats)[number];
/** On the day of the month, on the nth weekday, or on the last day or weekday. */
export const monthlies = ['day', 'nth', 'lastDay', 'lastWeekday'] as const;
export type Monthly = (typeof monthlies)[number];

export interface Repeat {
  every: Repeats;
  interval: number;
  /** Empty: on that of the first date. */
  days: readonly Weekday[];
  monthly: Monthly;
  endBy: 'count' | 'until';
  count: number;
  /** "2026-11-23" */
  until: string;
}

/** @param firstDay "2026-11-23", or empty while it is incomplete */
export function noRepeat(firstDay: string): Repeat {
  return {
    every: 'never',
    interval: 1,
    days: [],
    monthly: 'day',
    endBy: 'count',
    count: 10,
    until: firstDay === '' ? '' : addDays(firstDay, 91),
  };
}

/** Which of the ways to say "each month like this" are different for this day: the fifth Monday is the last one. */
export function monthliesOf(firstDay: string): readonly Monthly[] {
  const isLastWeek = addDays(firstDay, 7).slice(0, 7) !== firstDay.slice(0, 7);
  const isLastDay = addDays(firstDay, 1).slice(0, 7) !== firstDay.slice(0, 7);
  return monthlies.filter((way) => {
    if (way === 'nth') return nthOf(firstDay) <= 4;
    if (way === 'lastDay') return isLastDay;
    return way === 'day' || isLastWeek;
  });
}

/** The how many-th of its weekday in its month. */
export function nthOf(day: string): number {
  return Math.ceil(Number(day.slice(8)) / 7);
}

/** @returns undefined: it takes place once, or what was typed is incomplete */
export function ruleOf(repeat: Repeat, firstDay: string): SeriesRule | undefined {
  if (firstDay === '' || (repeat.endBy === 'until' && repeat.until === '')) return undefined;
  const end = repeat.endBy === 'count' ? { count: repeat.count } : { until: repeat.until };
  const { interval } = repeat;
  switch (repeat.every) {
    case 'never':
      return undefined;
    case 'day':
      return { every: 'day', interval, end };
    case 'week':
      return { every: 'week', interval, days: repeat.days.length > 0 ? [...repeat.days] : [weekdayOf(firstDay)], end };
    case 'month':
      return { every: 'month', interval, on: monthDayOf(repeat.monthly, firstDay), end };
  }
}

function monthDayOf(monthly: Monthly, firstDay: string): Extract<SeriesRule, { every: 'month' }>['on'] {
  // What another day offered may not be offered by this one.
  const way = monthliesOf(firstDay).includes(monthly) ? monthly : 'day';
  const weekday = weekdayOf(firstDay);
  switch (way) {
    case 'day':
      return { day: Number(firstDay.slice(8)) };
    case 'nth':
      return { nth: nthOf(firstDay), weekday };
    case 'lastDay':
      return { day: -1 };
    case 'lastWeekday':
      return { nth: -1, weekday };
  }
}

export type RepeatProblem = 'noDates' | 'tooManyDates';

/** The days it stands for, or what is wrong with it. */
export function repeatDays(rule: SeriesRule, firstDay: string): { days: string[] } | { problem: RepeatProblem } {
  const days = daysOf(rule, firstDay);
  if (days.length === 0) return { problem: 'noDates' };
  return days.length > MOST_DATES ? { problem: 'tooManyDates' } : { days };
}
