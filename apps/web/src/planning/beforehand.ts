import { duration } from '../i18n/format.ts';

const DAY_MIN = 24 * 60;

/** How long before a meeting, in words: whole days as days. */
export function beforehand(minutes: number, locale: string): string {
  if (minutes % DAY_MIN !== 0) return duration(minutes, locale);
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(minutes / DAY_MIN);
}
