import { newId } from '@saal/foundation';
import { MeetingId, RoomsAnswer } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { readCalendar } from '../testing/read-calendar.ts';
import { passwordOf, startRadicale, type Radicale } from '../testing/radicale.ts';

let radicale: Radicale;
let house: TestHouse;
const hall = 'saal1@example.org';

beforeAll(async () => {
  radicale = await startRadicale(['house']);
  await radicale.makeCalendar('house', 'hall');
  const room = { email: 'Saal1@example.org', name: 'Saal 1', path: '/house/hall/', seats: 12 };
  house = await openTestHouse({
    caldav: [
      {
        ...{ id: 'city', name: 'Stadt', url: `${radicale.url}/` },
        house: {
          userName: 'house',
          password: passwordOf('house'),
          rooms: [room, { email: 'gone@example.org', name: 'Fort', path: '/house/none/' }],
        },
      },
    ],
  });
  house.idOf('alice');
});
afterAll(async () => {
  await house.close();
  radicale.close();
});

const HOUR_MS = 3_600_000;
const tomorrowMs = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 24 * HOUR_MS;
const there = async () =>
  readCalendar((await radicale.as('house', 'GET', '/house/hall/')).text).map(({ title, startsAtMs }) => [title, startsAtMs]);
const at = (fromMs: number) => ({ meetingId: MeetingId.parse(newId()), fromMs, toMs: fromMs + HOUR_MS });
/** As when two minutes have gone by. */
const lookNow = async () => {
  house.skipRooms();
  await house.calendars.settled();
};

test('bookings stand in the calendar of their room, without a word of what for, and go with the booking; another room that fails holds up none', async () => {
  const [first, second] = [at(tomorrowMs), at(tomorrowMs + 2 * HOUR_MS)];
  house.book(hall, first, second);
  house.book('gone@example.org', first);
  await lookNow();
  expect(await there()).toEqual([
    ['Belegt (Saal)', first.fromMs],
    ['Belegt (Saal)', second.fromMs],
  ]);
  house.book(hall, second);
  await lookNow();
  expect(await there()).toEqual([['Belegt (Saal)', second.fromMs]]);
  expect(house.log()).toContain('the calendar of a room could not be written');
  expect(house.log()).not.toContain(passwordOf('house'));
});

test('who plans sees when a room is taken, by bookings here and by what others wrote into its calendar', async () => {
  const fromMs = tomorrowMs + 5 * HOUR_MS;
  const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  await radicale.as(
    'house',
    'PUT',
    '/house/hall/other.ics',
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:other\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:${utc(fromMs)}\r\nDTEND:${utc(fromMs + HOUR_MS)}\r\nSUMMARY:Chor\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`,
    { 'content-type': 'text/calendar' },
  );
  const rooms = RoomsAnswer.parse((await house.ask('alice', 'GET', '/calendars/rooms')).body).rooms;
  expect(rooms[0]).toEqual({ email: hall, name: 'Saal 1', seats: 12 });
  const asked = { people: [hall], fromMs: tomorrowMs, toMs: tomorrowMs + 24 * HOUR_MS, timeZone: 'Europe/Berlin' };
  const { body, text } = await house.ask('alice', 'POST', '/calendars/busy', asked);
  expect(body).toMatchObject({
    people: [
      { email: 'alice@example.org' },
      {
        ...{ email: hall, name: 'Saal 1', state: 'known' },
        busy: [
          { fromMs: tomorrowMs + 2 * HOUR_MS, toMs: tomorrowMs + 3 * HOUR_MS },
          { fromMs, toMs: fromMs + HOUR_MS },
        ],
      },
    ],
  });
  expect(text).not.toContain('Chor');
  expect(RoomsAnswer.parse((await house.ask('extern', 'GET', '/calendars/rooms')).body).rooms).toEqual([]);
});
