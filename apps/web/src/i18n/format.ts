/** Dates, times and numbers in the reader's language and zone. */

/** Who travels with an open page is told the new zone within this time. */
const zoneKeptMs = 60_000;
let zone = { name: '', readAtMs: -Infinity };

/** The browser's own IANA zone. */
export function localTimeZone(): string {
  const nowMs = performance.now();
  if (nowMs - zone.readAtMs > zoneKeptMs) zone = { name: new Intl.DateTimeFormat().resolvedOptions().timeZone, readAtMs: nowMs };
  return zone.name;
}

/** Making one takes longer than all that it formats in a list: each is made once. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();

function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dateFormats, locale + JSON.stringify(options), () => new Intl.DateTimeFormat(locale, options));
}

function numbers(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return kept(numberFormats, locale + JSON.stringify(options), () => new Intl.NumberFormat(locale, options));
}

function kept<T>(formats: Map<string, T>, key: string, make: () => T): T {
  const there = formats.get(key);
  if (there) return there;
  const made = make();
  formats.set(key, made);
  return made;
}

/** "14:30" */
export function clock(atMs: number, locale: string, timeZone: string): string {
  return dates(locale, { hour: '2-digit', minute: '2-digit', timeZone }).format(atMs);
}

/** "Montag, 23. November" and the year when it is another one than now's. */
export function day(atMs: number, locale: string, timeZone: string, nowMs: number): string {
  const year = dates('en', { year: 'numeric', timeZone });
  const other = year.format(atMs) !== year.format(nowMs);
  return dates(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
    ...(other ? { year: 'numeric' } : {}),
  }).format(atMs);
}

/** "23. November 2026, 14:30" */
export function dayAndClock(atMs: number, locale: string, timeZone: string): string {
  return dates(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(atMs);
}

/** Nine digits in threes: "123 456 789". */
export function spacedNumber(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, '$1 ');
}

/** "1 Std. 30 Min." */
export function duration(minutes: number, locale: string): string {
  const unit = (value: number, name: 'hour' | 'minute') =>
    numbers(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 ? unit(hours, 'hour') : '', rest > 0 || hours === 0 ? unit(rest, 'minute') : '']
    .filter((part) => part !== '')
    .join(' ');
}

/** "vor 5 Minuten", "gestern" */
export function ago(atMs: number, nowMs: number, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const minutes = Math.round((atMs - nowMs) / 60_000);
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 24 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

/** "Di., 24.11." */
export function shortDay(atMs: number, locale: string, timeZone: string): string {
  return dates(locale, { weekday: 'short', day: '2-digit', month: '2-digit', timeZone }).format(atMs);
}

/** "1.660" */
export function grouped(value: number, locale: string): string {
  return numbers(locale).format(value);
}
