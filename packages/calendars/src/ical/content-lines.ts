/** Content lines of iCalendar (RFC 5545 3.1): names, parameters and values, folded and escaped. Pure. */
import { wallTimeOf, type EpochMs } from '@saal/protocol';

const MOST_OCTETS = 75;

/** Joined by CRLF, each line folded at 75 octets, never within a character. */
export function folded(lines: readonly string[]): string {
  return lines.map((line) => `${foldedLine(line)}\r\n`).join('');
}

function foldedLine(line: string): string {
  let written = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MOST_OCTETS) {
      written += '\r\n ';
      octets = 1;
    }
    written += character;
    octets += size;
  }
  return written;
}

/** A value of type TEXT (3.3.11). Control characters, which no calendar may hold, are left out. */
export function text(value: string): string {
  return value
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '');
}

/** A value of a parameter: no quotes, no line ends (3.2). */
export function parameter(value: string): string {
  return `"${value.replace(/["\p{Cc}]/gu, ' ')}"`;
}

/** In UTC, to the second. */
export function utc(atMs: EpochMs): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** A property with a moment: as the clock of its zone shows it, else in UTC. */
export function moment(name: string, atMs: EpochMs, timeZone: string | undefined): string {
  if (timeZone === undefined) return `${name}:${utc(atMs)}`;
  const { date, time } = wallTimeOf(atMs, timeZone);
  return `${name};TZID=${timeZone}:${date.replaceAll('-', '')}T${time.replace(':', '')}00`;
}
