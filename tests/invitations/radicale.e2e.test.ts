/** Calendar entries of letters in a calendar of somebody else: Debian's Radicale takes them and gives them back as they were meant. */
import { startRadicale, type Radicale } from '@saal/calendars/testing/radicale';
import { calendarText, ICAL } from '@saal/invitations/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let radicale: Radicale;
let collection: string;

beforeAll(async () => {
  radicale = await startRadicale(['bob']);
  collection = await radicale.makeCalendar('bob', 'calendar');
});
afterAll(() => radicale?.close());

const ask = (method: string, name: string, body?: string) =>
  radicale.as('bob', method, `${collection}${name}`, body, { 'content-type': 'text/calendar; charset=utf-8' });

const entry: Parameters<typeof calendarText>[0] = {
  ...{ uid: 'one@example.org', sequence: 0, method: 'REQUEST', summary: 'Gespräch „Ämter“; Teil 1', description: 'Zeile\nzwei' },
  ...{ startsAtMs: Date.UTC(2027, 2, 25, 8), durationMin: 30, timeZone: 'Europe/Berlin', organizerName: 'Anna Beispiel' },
};
const parties = { organizerEmail: 'saal+1@example.org', attendee: { name: 'Bob Muster', email: 'bob@example.net' } };

test.each([
  ['one date', entry, ['2027-03-25T08:00:00.000Z']],
  [
    'a series over the change of the clock, with a day left out',
    { ...entry, uid: 'two@example.org', rule: 'FREQ=WEEKLY;COUNT=4', except: [Date.UTC(2027, 3, 8, 7)] },
    ['2027-03-25T08:00:00.000Z', '2027-04-01T07:00:00.000Z', '2027-04-15T07:00:00.000Z'],
  ],
])('%s is stored and read again', async (_, given, dates) => {
  const put = await ask('PUT', `${given.uid}.ics`, calendarText(given, parties));
  expect(put.status).toBe(201);
  const calendar = ICAL.Component.fromString((await ask('GET', `${given.uid}.ics`)).text);
  const zone = calendar.getFirstSubcomponent('vtimezone');
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('there is no event');
  const event = new ICAL.Event(component);
  const found: string[] = [];
  const turns = event.iterator();
  for (let next = turns.next(); next && found.length < 10; next = turns.next()) {
    if (zone) next.zone = new ICAL.Timezone(zone);
    found.push(next.toJSDate().toISOString());
    if (!event.isRecurring()) break;
  }
  expect(found).toEqual(dates);
  expect([event.uid, event.summary, event.description, event.organizer]).toEqual([
    given.uid,
    entry.summary,
    entry.description,
    'mailto:saal+1@example.org',
  ]);
});
