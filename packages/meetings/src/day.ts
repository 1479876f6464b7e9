/** Days as people in a time zone count them. */
import type { EpochMs } from '@saal/protocol';

const DAY_MS = 24 * 3600_000;

/** Midnight to midnight around an instant. A day of a clock change has 23 or 25 hours. @param timeZone IANA name */
export function dayAround(nowMs: EpochMs, timeZone: string): { fromMs: EpochMs; toMs: EpochMs } {
  const { year, month, day } = localTime(nowMs, timeZone);
  return {
    fromMs: firstInstantOf(Date.UTC(year, month - 1, day), timeZone),
    toMs: firstInstantOf(Date.UTC(year, month - 1, day + 1), timeZone),
  };
}

/** @param midnightUtcMs the wanted local midnight, written as if it were UTC */
function firstInstantOf(midnightUtcMs: EpochMs, timeZone: string): EpochMs {
  // The clock may change at midnight itself: of the two offsets around it, the earlier instant within the day holds.
  const candidates = [midnightUtcMs - DAY_MS, midnightUtcMs + DAY_MS].map((near) => midnightUtcMs - offsetMs(near, timeZone));
  const within = candidates.filter((instant) => asUtc(instant, timeZone) >= midnightUtcMs);
  return Math.min(...(within.length > 0 ? within : candidates));
}

function offsetMs(instant: EpochMs, timeZone: string): number {
  return asUtc(instant, timeZone) - Math.floor(instant / 1000) * 1000;
}

function asUtc(instant: EpochMs, timeZone: string): EpochMs {
  const { year, month, day, hour, minute, second } = localTime(instant, timeZone);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function localTime(instant: EpochMs, timeZone: string): Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of format.formatToParts(instant)) {
    if (type === 'year' || type === 'month' || type === 'day' || type === 'hour' || type === 'minute' || type === 'second')
      parts[type] = Number(value);
  }
  return parts;
}
