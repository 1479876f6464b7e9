/** When somebody wants to hear nothing: their account data `eu.saal.quiet_hours`. Pure. */
import { isQuietAt } from '@saal/protocol';
import { z } from 'zod';

export const QUIET_HOURS = 'eu.saal.quiet_hours';

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** `{ enabled: true, from: '19:00', to: '07:00', days: [0, 6], time_zone: 'Europe/Berlin' }`; days are quiet as a whole, 0 is Sunday. */
const QuietHours = z.object({
  enabled: z.boolean(),
  from: time.optional(),
  to: time.optional(),
  days: z.array(z.int().min(0).max(6)).max(7).default([]),
  time_zone: z.string().max(64).refine(isTimeZone),
});

/** @param content what does not fit makes no time quiet */
export function isQuiet(content: unknown, nowMs: number): boolean {
  const hours = QuietHours.safeParse(content);
  if (!hours.success || !hours.data.enabled) return false;
  const { from, to, days, time_zone: timeZone } = hours.data;
  return isQuietAt({ fromMinute: from, toMinute: to, days, timeZone }, nowMs);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // It says so by throwing.
  }
}
