/** Meetings as an iCalendar file (RFC 5545). Pure: the same meetings give the same bytes. */
import type { Language, PersonId } from '@saal/protocol';
import { eventsOf, type CalendarEvent, type PlannedMeeting } from '../planned-meeting.ts';
import { folded, moment, parameter, text, utc } from './content-lines.ts';
import { zoneText } from './zone-text.ts';

export type CalendarText = {
  language: Language;
  organizers: ReadonlyMap<PersonId, { name: string; email: string }>;
  linkTo: (meeting: PlannedMeeting) => string;
};

const words = {
  de: { join: (link: string) => `Videobesprechung: ${link}`, by: (name: string) => `Eingeladen von ${name}` },
  en: { join: (link: string) => `Video meeting: ${link}`, by: (name: string) => `Invited by ${name}` },
};

/** A feed: all meetings of somebody, read again about every quarter of an hour. @param name of the calendar */
export function writeFeed(meetings: readonly PlannedMeeting[], how: CalendarText & { name: string }): string {
  const hints = [
    `NAME:${text(how.name)}`,
    `X-WR-CALNAME:${text(how.name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    'X-PUBLISHED-TTL:PT15M',
  ];
  return calendar(
    ['METHOD:PUBLISH', ...hints],
    meetings.flatMap((meeting) => eventsOf(meeting).map((event) => ({ meeting, event }))),
    how,
  );
}

/** One event by itself, as calendar servers store it (RFC 4791 4.1). */
export function writeEvent(meeting: PlannedMeeting, event: CalendarEvent, how: CalendarText): string {
  return calendar([], [{ meeting, event }], how);
}

/** What an event says beside its time, in plain text. */
export function descriptionOf(meeting: PlannedMeeting, { language, organizers, linkTo }: CalendarText): string {
  const organizer = organizers.get(meeting.ownerId);
  return [words[language].join(linkTo(meeting)), ...(organizer ? [words[language].by(organizer.name)] : [])].join('\n');
}

function calendar(
  hints: readonly string[],
  events: readonly { meeting: PlannedMeeting; event: CalendarEvent }[],
  how: CalendarText,
): string {
  const head = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Saal//Saal//EN', 'CALSCALE:GREGORIAN', ...hints];
  return folded([
    ...head,
    ...zonesOf(events.map(({ event }) => event)),
    ...events.flatMap(({ meeting, event }) => eventLines(meeting, event, how)),
    'END:VCALENDAR',
  ]);
}

function zonesOf(events: readonly CalendarEvent[]): string[] {
  const zones = new Map<string, { fromMs: number; toMs: number }>();
  for (const event of events) {
    if (event.timeZone === undefined) continue;
    const known = zones.get(event.timeZone);
    const fromMs = Math.min(event.startsAtMs, ...event.moved.map(({ startsAtMs }) => startsAtMs), known?.fromMs ?? Infinity);
    const toMs = Math.max(event.lastMs, known?.toMs ?? 0);
    zones.set(event.timeZone, { fromMs, toMs });
  }
  return [...zones].flatMap(([zone, span]) => zoneText(zone, span).split('\r\n'));
}

function eventLines(meeting: PlannedMeeting, event: CalendarEvent, how: CalendarText): string[] {
  const { timeZone, rule } = event;
  const organizer = how.organizers.get(meeting.ownerId);
  const link = how.linkTo(meeting);
  const description = descriptionOf(meeting, how);
  const told = [
    `SUMMARY:${text(meeting.title)}`,
    `DESCRIPTION:${text(description)}`,
    `LOCATION:${text(link)}`,
    `URL:${link}`,
    ...(organizer ? [`ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.email}`] : []),
    'STATUS:CONFIRMED',
    'TRANSP:OPAQUE',
  ];
  const one = (more: readonly string[], startsAtMs: number, durationMin: number): string[] => [
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    // When it was made, so that a feed in which nothing has changed is the same to the byte.
    `DTSTAMP:${utc(meeting.createdAtMs)}`,
    moment('DTSTART', startsAtMs, timeZone),
    moment('DTEND', startsAtMs + durationMin * 60_000, timeZone),
    ...more,
    ...told,
    'END:VEVENT',
  ];
  return [
    ...one(
      [...(rule === undefined ? [] : [`RRULE:${rule}`]), ...event.except.map((atMs) => moment('EXDATE', atMs, timeZone))],
      event.startsAtMs,
      event.durationMin,
    ),
    ...event.moved.flatMap((date) => one([moment('RECURRENCE-ID', date.recurrenceMs, timeZone)], date.startsAtMs, date.durationMin)),
  ];
}
