import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import type { CalendarEntry } from '../mail-ports.ts';
import { calendarText } from './calendar-text.ts';
import { readReply } from './reply.ts';
import { timeZoneBlock } from './time-zone.ts';

const berlin = (text: string): number => DateTime.fromISO(text, { zone: 'Europe/Berlin' }).toMillis();
const entry = (changes: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ...{ uid: 'one@example.org', sequence: 2, method: 'REQUEST', summary: 'Gespräch, „Ämter“; Teil 1', description: 'Zeile\nzwei' },
  ...{ startsAtMs: berlin('2026-10-20T09:00'), durationMin: 45, timeZone: 'Europe/Berlin', organizerName: 'Anna "A" Beispiel' },
  ...changes,
});
const parties = { organizerEmail: 'saal+1@example.org', attendee: { name: 'Bob; Muster', email: 'bob@example.net' } };
const read = (text: string): ICAL.Component => ICAL.Component.fromString(text);
const eventOf = (text: string): ICAL.Event => new ICAL.Event(read(text).getFirstSubcomponent('vevent') ?? new ICAL.Component('vevent'));

test('one date is read again as it was planned, by whom and for whom', () => {
  const text = calendarText(entry(), parties);
  const event = eventOf(text);
  expect(read(text).getFirstPropertyValue('method')).toBe('REQUEST');
  expect(event.startDate.toJSDate().getTime()).toBe(berlin('2026-10-20T09:00'));
  expect(event.duration.toSeconds()).toBe(45 * 60);
  expect([event.uid, event.sequence, event.summary, event.description]).toEqual([
    'one@example.org',
    2,
    'Gespräch, „Ämter“; Teil 1',
    'Zeile\nzwei',
  ]);
  expect(event.organizer).toBe('mailto:saal+1@example.org');
  const [attendee] = event.attendees;
  expect(attendee?.getFirstValue()).toBe('MAILTO:bob@example.net');
  expect([attendee?.getFirstParameter('rsvp'), attendee?.getFirstParameter('partstat')]).toEqual(['TRUE', 'NEEDS-ACTION']);
});

test('a cancellation says so', () => {
  const text = calendarText(entry({ method: 'CANCEL', sequence: 3 }), parties);
  expect(read(text).getFirstPropertyValue('method')).toBe('CANCEL');
  expect(read(text).getFirstSubcomponent('vevent')?.getFirstPropertyValue('status')).toBe('CANCELLED');
});

test('a series keeps its time of day over the change of the clock, without the days left out', () => {
  const text = calendarText(entry({ rule: 'FREQ=WEEKLY;COUNT=4', except: [berlin('2026-11-03T09:00')] }), parties);
  // As a program that knows no zone but by the file.
  const zone = new ICAL.Timezone(read(text).getFirstSubcomponent('vtimezone') ?? new ICAL.Component('vtimezone'));
  const event = eventOf(text);
  const dates: number[] = [];
  const turns = event.iterator();
  for (let next = turns.next(); next; next = turns.next()) {
    next.zone = zone;
    dates.push(next.toJSDate().getTime());
  }
  expect(dates).toEqual(['2026-10-20T09:00', '2026-10-27T09:00', '2026-11-10T09:00'].map(berlin));
});

test('one moved date of a series names the date it stands for', () => {
  const text = calendarText(entry({ recurrenceAtMs: berlin('2026-10-27T09:00'), startsAtMs: berlin('2026-10-28T14:00') }), parties);
  const recurrence = read(text).getFirstSubcomponent('vevent')?.getFirstProperty('recurrence-id');
  expect(recurrence?.getFirstParameter('tzid')).toBe('Europe/Berlin');
  expect(String(recurrence?.getFirstValue())).toBe('2026-10-27T09:00:00');
});

test.each(['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata'])(
  'the rules of %s, as they are written, agree with those of the platform',
  (name) => {
    const zone = new ICAL.Timezone(ICAL.Component.fromString(timeZoneBlock(name, 2026)));
    for (let day = 0; day < 365 * 3; day += 5) {
      const there = DateTime.fromObject({ year: 2026, hour: 12 }, { zone: name }).plus({ days: day });
      const { year, month, hour, minute, second } = there;
      const time = new ICAL.Time({ year, month, day: there.day, hour, minute, second, isDate: false }, zone);
      expect(`${there.toISODate()} ${zone.utcOffset(time) / 60}`).toBe(`${there.toISODate()} ${there.offset}`);
    }
  },
);

test('a yearly change of the clock is a rule', () => {
  expect(timeZoneBlock('Europe/Berlin', 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU');
  expect(timeZoneBlock('America/New_York', 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU');
});

test('an answer is read; invitations, nonsense and missing answers are none', () => {
  const invitation = calendarText(entry(), parties);
  const reply = invitation.replace('METHOD:REQUEST', 'METHOD:REPLY').replace('PARTSTAT=NEEDS-ACTION', 'PARTSTAT=TENTATIVE');
  expect(readReply(reply)).toEqual({ email: 'bob@example.net', answer: 'tentative', uid: 'one@example.org', sequence: 2 });
  expect(readReply(invitation)).toBeUndefined();
  expect(readReply(reply.replace('TENTATIVE', 'NEEDS-ACTION'))).toBeUndefined();
  for (const text of ['', 'Hallo', 'BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR', 'BEGIN:VCARD\r\nEND:VCARD'])
    expect(readReply(text)).toBeUndefined();
});
