/** Wall clock of a time zone <-> moment. Pure; the rules of the zones come from Intl. */

export interface WallTime {
  /** "2026-11-23" */
  date: string;
  /** "14:30" */
  time: string;
}

function offsetMs(atMs: number, timeZone: string): number {
  const { date, time } = wallTimeOf(atMs, timeZone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(atMs / 60_000) * 60_000;
}

/** Making one takes a hundred times as long as using it, and a series uses it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** Names of zones may be written in many ways. */
const MOST_FORMATS = 500;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(timeZone, made);
  return made;
}

/** What a clock on the wall of that zone shows. */
export function wallTimeOf(atMs: number, timeZone: string): WallTime {
  const parts = formatOf(timeZone).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  return { date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/**
 * The moment a clock of that zone shows this. An hour left out in spring means the one after it, one repeated in autumn the first.
 * @returns undefined when date or time is incomplete
 */
export function momentOf({ date, time }: WallTime, timeZone: string): number | undefined {
  const asIfUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asIfUtc)) return undefined;
  // The offset may differ on either side of a change: of the day before and the day after one is right.
  const dayMs = 24 * 3_600_000;
  const before = asIfUtc - offsetMs(asIfUtc - dayMs, timeZone);
  const after = asIfUtc - offsetMs(asIfUtc + dayMs, timeZone);
  const shows = (moment: number): boolean => {
    const wall = wallTimeOf(moment, timeZone);
    return wall.date === date && wall.time === time;
  };
  const right = [before, after].filter(shows);
  return right.length > 0 ? Math.min(...right) : before;
}
