import { daysOf, momentOf, MeetingId, PersonId, type SeriesRule } from '@saal/protocol';
import { newId } from '@saal/foundation';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeFeed } from './ical/write-calendar.ts';
import { eventsOf, isOurs, spansOf, type PlannedMeeting } from './planned-meeting.ts';
import { readCalendar } from './testing/read-calendar.ts';

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const ownerId = PersonId.parse(newId());

function meetingOf(more: Partial<PlannedMeeting> = {}): PlannedMeeting {
  const startsAtMs = Date.parse('2027-03-01T08:00Z');
  return { id: MeetingId.parse(newId()), title: 'Lage', ownerId, createdAtMs: 0, startsAtMs, durationMin: 30, timeZone: zones[0], ...more };
}

function seriesOf(timeZone: string, rule: SeriesRule, firstDay: string, time: string): PlannedMeeting {
  const stretch = { id: 's1', firstDay, time, durationMin: 30, rule };
  const dates = daysOf(rule, firstDay).map((day) => ({
    ...{ day, startsAtMs: momentOf({ date: day, time }, timeZone) ?? NaN, durationMin: 30, state: 'ruled' as const, stretchId: 's1' },
  }));
  return meetingOf({ timeZone, series: { timeZone, stretches: [stretch], dates } });
}

const write = (meetings: readonly PlannedMeeting[]): string =>
  writeFeed(meetings, {
    language: 'de',
    name: 'Saal',
    organizers: new Map([[ownerId, { name: 'Anna "Ä" Maier', email: 'anna@example.org' }]]),
    linkTo: ({ id }) => `https://saal.example.org/m/${id}`,
  });

const startsOf = (meeting: PlannedMeeting): number[] =>
  spansOf(meeting, { fromMs: 0, toMs: Infinity })
    .map(({ fromMs }) => fromMs)
    .sort((a, b) => a - b);

test('one meeting is one event, with its words whole whatever they hold', () => {
  const title = 'Straße; Grün, "Öl" \\ Zeile\nzwei — 🎉'.repeat(3);
  const file = write([meetingOf({ title })]);
  expect(readCalendar(file)).toMatchObject([{ startsAtMs: Date.parse('2027-03-01T08:00Z'), minutes: 30, title }]);
  expect(Math.max(...file.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(file.split('\r\n').every((line) => !line.includes('\n'))).toBe(true);
});

test('a title cannot add lines of its own', () => {
  const file = write([meetingOf({ title: 'x\r\nATTENDEE:mailto:eve@example.org\u0000' })]);
  expect(file).not.toMatch(/^ATTENDEE/m);
});

test('the same meetings give the same bytes', () => {
  const meetings = [meetingOf(), seriesOf('Europe/Berlin', { every: 'day', interval: 1, end: { count: 3 } }, '2027-03-26', '09:00')];
  expect(write(meetings)).toBe(write(meetings));
});

test('a series has the dates of the server in every zone, over changes of the clock', () => {
  const weekday = fc.constantFrom('mo', 'tu', 'we', 'th', 'fr', 'sa', 'su' as const);
  const end = fc.record({ count: fc.integer({ min: 1, max: 60 }) });
  const interval = fc.integer({ min: 1, max: 3 });
  const rule: fc.Arbitrary<SeriesRule> = fc.oneof(
    fc.record({ every: fc.constant('day' as const), interval, end }),
    fc.record({ every: fc.constant('week' as const), interval, end, days: fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 }) }),
    fc.record({
      ...{ every: fc.constant('month' as const), interval, end },
      on: fc.oneof(fc.record({ day: fc.constantFrom(1, 15, 28, 31, -1) }), fc.record({ nth: fc.constantFrom(1, 2, 3, 4, -1), weekday })),
    }),
  );
  const firstDay = fc
    .integer({ min: 0, max: 700 })
    .map((days) => new Date(Date.UTC(2026, 11, 1) + days * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(rule, firstDay, fc.constantFrom(...zones), fc.constantFrom('09:00', '23:30', '04:15'), (aRule, day, zone, time) => {
      const meeting = seriesOf(zone, aRule, day, time);
      expect(readCalendar(write([meeting])).map(({ startsAtMs }) => startsAtMs)).toEqual(startsOf(meeting));
    }),
    { numRuns: 150 },
  );
});

test('dates that were cancelled are left out, moved ones stand where they are now', () => {
  const meeting = seriesOf('Europe/Berlin', { every: 'day', interval: 1, end: { count: 5 } }, '2027-03-26', '09:00');
  const dates = meeting.series?.dates.map((date, at) => {
    if (at === 1) return { ...date, state: 'cancelled' as const };
    return at === 3 ? { ...date, state: 'moved' as const, startsAtMs: date.startsAtMs + 5_400_000, durationMin: 45 } : date;
  });
  const changed = { ...meeting, series: { ...meeting.series!, dates: dates ?? [] } };
  const found = readCalendar(write([changed]));
  expect(found.map(({ startsAtMs }) => startsAtMs)).toEqual(startsOf(changed));
  expect(found.map(({ minutes }) => minutes)).toEqual([30, 30, 45, 30]);
});

test('a stretch without a date left is no event', () => {
  const meeting = seriesOf('Europe/Berlin', { every: 'day', interval: 1, end: { count: 2 } }, '2027-03-26', '09:00');
  const dates = meeting.series!.dates.map((date) => ({ ...date, state: 'cancelled' as const }));
  expect(eventsOf({ ...meeting, series: { ...meeting.series!, dates } })).toEqual([]);
});

test('an event from here is known by its name', () => {
  expect(isOurs(eventsOf(meetingOf())[0]!.uid)).toBe(true);
  expect(isOurs('b1@example.org')).toBe(false);
});
