/** The appointment as a file for the own calendar (RFC 5545), made in the browser: the link's secret is in it and needs no server. */
import type { PersonalInvitation } from '@saal/client';

type Appointment = Pick<PersonalInvitation, 'meetingId' | 'title' | 'inviterName' | 'startsAtMs' | 'durationMin' | 'dates'>;

/** @param how.url the personal link @param how.nowMs when it was made */
export function calendarFile(invitation: Appointment, how: { url: string; locale: string; nowMs: number }): string {
  const { startsAtMs, durationMin, dates } = invitation;
  const all = startsAtMs === null ? [] : [{ startsAtMs, durationMin: durationMin ?? 60 }, ...dates];
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Saal//Saal//DE', 'METHOD:PUBLISH'],
    ...all.flatMap((date) => [
      'BEGIN:VEVENT',
      `UID:${invitation.meetingId}-${date.startsAtMs}@saal`,
      `DTSTAMP:${utc(how.nowMs)}`,
      `DTSTART:${utc(date.startsAtMs)}`,
      `DTEND:${utc(date.startsAtMs + date.durationMin * 60_000)}`,
      `SUMMARY:${text(invitation.title)}`,
      `DESCRIPTION:${text(`${invitation.inviterName}\n${how.url}`)}`,
      `URL:${how.url}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

export function calendarFileName({ title }: Pick<Appointment, 'title'>): string {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `${name === '' ? 'termin' : name}.ics`;
}

function utc(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** RFC 5545 3.3.11. */
function text(value: string): string {
  return value.replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r?\n/g, '\\n');
}

/** At most 75 octets a line, and no letter is cut (3.1). */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const parts: string[] = [''];
  for (const letter of line) {
    const last = parts.at(-1) ?? '';
    // What follows begins with a blank.
    if (encoder.encode(last + letter).length > (parts.length === 1 ? 75 : 74)) parts.push(letter);
    else parts[parts.length - 1] = last + letter;
  }
  return parts.join('\r\n ');
}
