/** VTIMEZONE (RFC 5545 3.6.5) out of what the runtime knows of zones. Pure. */
import { wallTimeOf, type EpochMs } from '@saal/protocol';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * Each change of the clock by itself, so that no rule of a zone has to be guessed; good from a year before to a year after the span.
 * @param zone IANA
 */
export function zoneText(zone: string, { fromMs, toMs }: { fromMs: EpochMs; toMs: EpochMs }): string {
  const [firstMs, lastMs] = [fromMs - 366 * DAY_MS, toMs + 366 * DAY_MS];
  const lines = ['BEGIN:VTIMEZONE', `TZID:${zone}`];
  let offset = offsetMin(firstMs, zone);
  const changes = changesOf(zone, firstMs, lastMs);
  const standard = Math.min(offset, ...changes.map(({ to }) => to));
  const part = (atMs: EpochMs, from: number, to: number): void => {
    const kind = to > standard ? 'DAYLIGHT' : 'STANDARD';
    // The moment of a change is written as the clock before it shows it.
    lines.push(`BEGIN:${kind}`, `DTSTART:${written(atMs + from * MINUTE_MS)}`, `TZOFFSETFROM:${signed(from)}`, `TZOFFSETTO:${signed(to)}`);
    lines.push(`END:${kind}`);
  };
  part(firstMs, offset, offset);
  for (const { atMs, to } of changes) {
    part(atMs, offset, to);
    offset = to;
  }
  return [...lines, 'END:VTIMEZONE'].join('\r\n');
}

function changesOf(zone: string, firstMs: EpochMs, lastMs: EpochMs): { atMs: EpochMs; to: number }[] {
  const changes: { atMs: EpochMs; to: number }[] = [];
  for (let atMs = firstMs; atMs < lastMs; atMs += 7 * DAY_MS) {
    const [before, after] = [offsetMin(atMs, zone), offsetMin(atMs + 7 * DAY_MS, zone)];
    if (before === after) continue;
    let [low, high] = [Math.floor(atMs / MINUTE_MS), Math.floor((atMs + 7 * DAY_MS) / MINUTE_MS)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetMin(middle * MINUTE_MS, zone) === before) low = middle;
      else high = middle;
    }
    changes.push({ atMs: high * MINUTE_MS, to: after });
  }
  return changes;
}

function offsetMin(atMs: EpochMs, zone: string): number {
  const { date, time } = wallTimeOf(atMs, zone);
  return Date.parse(`${date}T${time}Z`) / MINUTE_MS - Math.floor(atMs / MINUTE_MS);
}

function written(asIfUtcMs: number): string {
  return new Date(asIfUtcMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
}

function signed(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
