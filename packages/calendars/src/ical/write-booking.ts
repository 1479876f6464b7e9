import type { EpochMs } from '@saal/protocol';
import { folded, text, utc } from './content-lines.ts';

/** That a room is taken, and nothing of why. Pure: the same booking gives the same bytes. */
export function writeBooking({ uid, fromMs, toMs }: { uid: string; fromMs: EpochMs; toMs: EpochMs }, title: string): string {
  return folded([
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Saal//Saal//EN', 'CALSCALE:GREGORIAN', 'BEGIN:VEVENT', `UID:${uid}`],
    // Of the booking, not of the writing, so that nothing is written twice.
    `DTSTAMP:${utc(fromMs)}`,
    ...[`DTSTART:${utc(fromMs)}`, `DTEND:${utc(toMs)}`, `SUMMARY:${text(title)}`, 'STATUS:CONFIRMED', 'TRANSP:OPAQUE', 'CLASS:PRIVATE'],
    ...['END:VEVENT', 'END:VCALENDAR'],
  ]);
}
