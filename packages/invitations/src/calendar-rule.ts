/** A rule of a series as iCalendar writes it (RFC 5545 3.3.10), without the name RRULE. Pure. */
import { momentOf, type SeriesRule } from '@saal/protocol';

/** @param timeZone of the series: its last day ends there */
export function calendarRule(rule: SeriesRule, timeZone: string): string {
  return [...frequency(rule), ...(rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : []), end(rule, timeZone)].join(';');
}

function frequency(rule: SeriesRule): string[] {
  switch (rule.every) {
    case 'day':
      return ['FREQ=DAILY'];
    case 'week':
      return ['FREQ=WEEKLY', `BYDAY=${rule.days.join(',').toUpperCase()}`];
    case 'month':
      return ['FREQ=MONTHLY', 'day' in rule.on ? `BYMONTHDAY=${rule.on.day}` : `BYDAY=${rule.on.nth}${rule.on.weekday.toUpperCase()}`];
  }
}

function end({ end: { ...end } }: SeriesRule, timeZone: string): string {
  if ('count' in end) return `COUNT=${end.count}`;
  const lastMs = momentOf({ date: end.until, time: '23:59' }, timeZone) ?? Date.parse(`${end.until}T23:59Z`);
  return `UNTIL=${new Date(lastMs).toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
}
