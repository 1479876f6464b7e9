/** Whether it is quiet at a time, by the clock of the person. Without schemas: browsers load it too. */

export interface QuietTimes {
  /** Minutes from midnight. Over midnight where `fromMinute` is later; both or neither. */
  fromMinute: number | undefined;
  toMinute: number | undefined;
  /** Quiet as a whole; 0 is Sunday. */
  days: readonly number[];
  /** IANA name, known here. */
  timeZone: string;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

export function isQuietAt({ fromMinute, toMinute, days, timeZone }: QuietTimes, nowMs: number): boolean {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const found = new Map(parts.formatToParts(nowMs).map(({ type, value }) => [type, value]));
  if (days.includes(weekdays.indexOf(found.get('weekday') ?? ''))) return true;
  if (fromMinute === undefined || toMinute === undefined || fromMinute === toMinute) return false;
  const minute = Number(found.get('hour')) * 60 + Number(found.get('minute'));
  // Over midnight it is quiet outside of what lies between.
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}
