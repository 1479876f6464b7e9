/** The days of a series, after its rule: a subset of RFC 5545 §3.3.10. Pure; the same in pages and servers, so that both count alike. */
import type { SeriesRule } from './series.ts';

/** Of one series. */
export const MOST_DATES = 400;
export const weekdays = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
export type Weekday = (typeof weekdays)[number];

const DAY_MS = 24 * 3_600_000;
/** Where no month has such a day any more within reach (29 February, a fifth of a month), looking ends. */
const MOST_STEPS = 12 * 100;

/** Which day of the week. @param day "2026-11-23" */
export function weekdayOf(day: string): Weekday {
  return weekdays[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7] ?? 'mo';
}

/** @param day "2026-11-23" */
export function addDays(day: string, days: number): string {
  return written(Date.parse(`${day}T00:00Z`) + days * DAY_MS);
}

/**
 * The days of a rule from `firstDay` on, in order; the first is the first that fits. At most `MOST_DATES` + 1, so that more than are
 * allowed can be told from as many.
 */
export function daysOf(rule: SeriesRule, firstDay: string): string[] {
  const days: string[] = [];
  const most = 'count' in rule.end ? rule.end.count : MOST_DATES + 1;
  const until = 'until' in rule.end ? rule.end.until : '9999-12-31';
  for (let step = 0; step < MOST_STEPS && days.length < most; step += 1) {
    for (const day of daysOfStep(rule, firstDay, step * rule.interval)) {
      if (day < firstDay || days.length >= most) continue;
      if (day > until) return days;
      days.push(day);
    }
  }
  return days;
}

/** Those in the day, week or month that lies so many after the one of the first day. */
function daysOfStep(rule: SeriesRule, firstDay: string, after: number): string[] {
  switch (rule.every) {
    case 'day':
      return [addDays(firstDay, after)];
    case 'week': {
      const monday = addDays(firstDay, 7 * after - weekdays.indexOf(weekdayOf(firstDay)));
      return weekdays.flatMap((weekday, index) => (rule.days.includes(weekday) ? [addDays(monday, index)] : []));
    }
    case 'month': {
      const [year = 0, month = 0] = firstDay.split('-').map(Number);
      return dayOfMonth(rule.on, year, month - 1 + after);
    }
  }
}

/** @param month from 0, beyond 11 in later years */
function dayOfMonth(on: Extract<SeriesRule, { every: 'month' }>['on'], year: number, month: number): string[] {
  const first = written(Date.UTC(year, month, 1));
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if ('day' in on) {
    if (on.day > length) return [];
    return [addDays(first, (on.day === -1 ? length : on.day) - 1)];
  }
  const wanted = weekdays.indexOf(on.weekday);
  if (on.nth === -1) {
    const last = addDays(first, length - 1);
    return [addDays(last, -((weekdays.indexOf(weekdayOf(last)) - wanted + 7) % 7))];
  }
  return [addDays(first, ((wanted - weekdays.indexOf(weekdayOf(first)) + 7) % 7) + 7 * (on.nth - 1))];
}

function written(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
