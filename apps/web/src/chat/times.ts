/** Moments people choose from, on the clock of their machine. Pure. */

interface Moments {
  inAnHour: number;
  tomorrow: number;
  monday: number;
}

const HOUR_MS = 3_600_000;
const MORNING = 8;

/** Milliseconds since 1970; mornings begin at eight. */
export function momentsAfter(nowMs: number): Moments {
  const now = new Date(nowMs);
  const morningIn = (days: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING).getTime();
  // From Monday on it is the next one.
  return { inAnHour: nowMs + HOUR_MS, tomorrow: morningIn(1), monday: morningIn((8 - now.getDay()) % 7 || 7) };
}

/** "2026-11-23" and "14:30"; undefined while one is missing. */
export function momentOf(date: string, time: string): number | undefined {
  const atMs = date === '' || time === '' ? Number.NaN : new Date(`${date}T${time}`).getTime();
  return Number.isNaN(atMs) ? undefined : atMs;
}

const two = (value: number): string => String(value).padStart(2, '0');
export function wallClock(atMs: number): { date: string; time: string } {
  const at = new Date(atMs);
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}
