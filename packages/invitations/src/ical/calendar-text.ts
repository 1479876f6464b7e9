/** A calendar entry as iCalendar (RFC 5545) that invites or cancels (RFC 5546). */
import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventBusyStatus, ICalEventStatus } from 'ical-generator';
import { DateTime } from 'luxon';
import type { CalendarEntry } from '../mail-ports.ts';
import { timeZoneBlock } from './time-zone.ts';

const MINUTE_MS = 60_000;

export type CalendarParties = {
  /** Answers go there. */
  organizerEmail: string;
  attendee: { name: string; email: string };
  /** Where to press, when the program shows it. */
  url?: string;
};

export function calendarText(entry: CalendarEntry, { organizerEmail, attendee, url }: CalendarParties): string {
  const { startsAtMs, timeZone, recurrenceAtMs, rule } = entry;
  // A rule goes by the clock of its zone; one date is a moment, which nobody can read wrongly.
  const goesByClock = rule !== undefined || recurrenceAtMs !== undefined;
  const zone = goesByClock ? timeZone : 'utc';
  const at = (ms: number): DateTime => DateTime.fromMillis(ms, { zone });
  const calendar = ical({
    prodId: { company: 'Saal', product: 'Saal', language: 'DE' },
    method: ICalCalendarMethod[entry.method],
    ...(goesByClock ? { timezone: { name: timeZone, generator: (name) => timeZoneBlock(name, at(startsAtMs).year) } } : {}),
  });
  calendar.createEvent({
    ...{ id: entry.uid, sequence: entry.sequence, summary: entry.summary, description: entry.description },
    ...{ start: at(startsAtMs), end: at(startsAtMs + entry.durationMin * MINUTE_MS), stamp: DateTime.utc() },
    ...(goesByClock ? { timezone: timeZone } : {}),
    ...(recurrenceAtMs === undefined ? {} : { recurrenceId: at(recurrenceAtMs) }),
    ...(rule === undefined ? {} : { repeating: [`RRULE:${rule}`, ...exceptLine(entry.except ?? [], at, timeZone)].join('\n') }),
    ...(url === undefined ? {} : { url }),
    ...(entry.place === undefined ? {} : { location: entry.place }),
    status: entry.method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: ICalEventBusyStatus.BUSY,
    organizer: { name: entry.organizerName, email: organizerEmail },
    attendees: [{ ...attendee, rsvp: entry.method === 'REQUEST', role: ICalAttendeeRole.REQ, status: ICalAttendeeStatus.NEEDSACTION }],
  });
  return calendar.toString();
}

function exceptLine(except: readonly number[], at: (ms: number) => DateTime, zone: string): string[] {
  return except.length === 0 ? [] : [`EXDATE;TZID=${zone}:${except.map((ms) => at(ms).toFormat("yyyyMMdd'T'HHmmss")).join(',')}`];
}
