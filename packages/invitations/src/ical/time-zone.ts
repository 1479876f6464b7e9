/**
 * VTIMEZONE of RFC 5545 3.6.5 out of the platform's own rules (IANA), for programs that know a zone only by what the file says.
 * A change of the clock that falls on the same weekday of the month each year becomes a yearly rule, as Outlook wants it.
 */
import { DateTime } from 'luxon';

type Change = { at: DateTime; fromMin: number; toMin: number; name: string };
const YEARS = 10;
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** @param year the first one that matters */
export function timeZoneBlock(zone: string, year: number): string {
  const changes = changesOf(zone, year - 1, year + YEARS);
  const blocks = changes.length === 0 ? [fixed(zone, year)] : observances(changes);
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...blocks.flat(), 'END:VTIMEZONE'].join('\r\n');
}

function fixed(zone: string, year: number): string[] {
  const at = DateTime.fromObject({ year }, { zone });
  return block({ at, fromMin: at.offset, toMin: at.offset, name: at.offsetNameShort ?? zone }, 'STANDARD', at, undefined);
}

function observances(changes: readonly Change[]): string[][] {
  const kinds = new Map<string, Change[]>();
  for (const change of changes) {
    const kind = `${change.fromMin} ${change.toMin}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), change]);
  }
  return [...kinds.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first) return [];
    const rule = yearlyRule(alike);
    return (rule === undefined ? alike : [first]).map((change) =>
      block(change, change.toMin > change.fromMin ? 'DAYLIGHT' : 'STANDARD', wallBefore(change), rule),
    );
  });
}

function block({ fromMin, toMin, name }: Change, kind: 'STANDARD' | 'DAYLIGHT', wall: DateTime, rule: string | undefined): string[] {
  return [
    `BEGIN:${kind}`,
    `TZNAME:${name}`,
    `TZOFFSETFROM:${offset(fromMin)}`,
    `TZOFFSETTO:${offset(toMin)}`,
    `DTSTART:${wall.toFormat("yyyyMMdd'T'HHmmss")}`,
    ...(rule === undefined ? [] : [`RRULE:${rule}`]),
    `END:${kind}`,
  ];
}

/** What the clock showed at the change, by the time before it (RFC 5545 3.6.5). */
function wallBefore({ at, fromMin }: Change): DateTime {
  return at.toUTC().plus({ minutes: fromMin });
}

/** @returns undefined: the years differ, and each change is listed by itself */
function yearlyRule(alike: readonly Change[]): string | undefined {
  const walls = alike.map(wallBefore);
  const [first] = walls;
  if (!first || alike.length < YEARS) return undefined;
  const same = (of: (wall: DateTime) => unknown): boolean => walls.every((wall) => of(wall) === of(first));
  if (!same((wall) => `${wall.month} ${wall.weekday} ${wall.hour}:${wall.minute}`)) return undefined;
  const nth = (wall: DateTime): number => Math.ceil(wall.day / 7);
  const isLast = (wall: DateTime): boolean => wall.plus({ days: 7 }).month !== wall.month;
  const which = walls.every(isLast) ? -1 : same(nth) ? nth(first) : undefined;
  return which === undefined ? undefined : `FREQ=YEARLY;BYMONTH=${first.month};BYDAY=${which}${days[first.weekday - 1] ?? ''}`;
}

function changesOf(zone: string, fromYear: number, toYear: number): Change[] {
  const changes: Change[] = [];
  let before = DateTime.fromObject({ year: fromYear }, { zone });
  while (before.year < toYear) {
    const next = before.plus({ days: 1 });
    if (next.offset !== before.offset) {
      const at = turnBetween(before.toMillis(), next.toMillis(), zone);
      changes.push({ at, fromMin: before.offset, toMin: next.offset, name: at.offsetNameShort ?? zone });
    }
    before = next;
  }
  return changes;
}

/** To the minute, by halves. */
function turnBetween(fromMs: number, toMs: number, zone: string): DateTime {
  const at = (ms: number): DateTime => DateTime.fromMillis(ms, { zone });
  const before = at(fromMs).offset;
  let [low, high] = [fromMs, toMs];
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 2 / 60_000) * 60_000;
    if (at(middle).offset === before) low = middle;
    else high = middle;
  }
  return at(high);
}

function offset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}${String(size % 60).padStart(2, '0')}`;
}
