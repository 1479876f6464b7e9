/** Calendars of rooms as they are asked before a booking: Debian's Radicale, and mailboxes played by an HTTP server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { createLogger, systemClock } from '@saal/foundation';
import { momentOf } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRoomCalendars } from './create-room-calendars.ts';
import { CalendarSettings } from './settings.ts';
import { HttpService } from './testing/http-service.ts';
import { passwordOf, startRadicale, type Radicale } from './testing/radicale.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const zone = 'Europe/Berlin';
const day = new Date(Date.now() + 9 * DAY_MS).toISOString().slice(0, 10);
const at = (time: string): number => momentOf({ date: day, time }, zone) ?? NaN;
const slot = (time: string, hours = 1) => ({ fromMs: at(time), toMs: at(time) + hours * HOUR_MS });
let radicale: Radicale;
let service: HttpService;
const logged: string[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  radicale = await startRadicale(['house']);
  await radicale.makeCalendar('house', 'hall');
  service = new HttpService();
  await service.listen();
});
afterAll(async () => {
  for (const close of closing) await close();
  radicale.close();
  service.close();
});

function calendarsBy(settings: object) {
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const made = createRoomCalendars({ settings: CalendarSettings.parse(settings), clock: systemClock, log: createLogger('trace', stream) });
  if (made) closing.push(made.close);
  return made;
}
const houseAt = (url: string, password = passwordOf('house')) => ({
  caldav: [
    {
      ...{ id: 'city', name: 'Stadt', url },
      house: { userName: 'house', password, rooms: [{ email: 'Saal1@example.org', name: 'Saal 1', path: '/house/hall/' }] },
    },
  ],
});
async function stands(uid: string, ...lines: string[]): Promise<void> {
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z', ...lines];
  const text = [...file, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  const { status } = await radicale.as('house', 'PUT', `/house/hall/${uid}.ics`, text, { 'content-type': 'text/calendar' });
  expect(status).toBe(201);
}
const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

test('a room is busy when others have it in its calendar, and not by what was booked from here', async () => {
  await stands('other', `DTSTART:${utc(at('10:00'))}`, `DTEND:${utc(at('11:00'))}`);
  await stands('m.room@saal', `DTSTART:${utc(at('14:00'))}`, `DTEND:${utc(at('15:00'))}`);
  await stands('free', `DTSTART:${utc(at('16:00'))}`, `DTEND:${utc(at('17:00'))}`, 'TRANSP:TRANSPARENT');
  await stands('weekly', `DTSTART:${utc(at('18:00') - 7 * DAY_MS)}`, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;INTERVAL=7');
  const calendars = calendarsBy(houseAt(`${radicale.url}/`));
  const times = ['10:30', '11:00', '14:00', '16:00', '18:00'].map((time) => slot(time));
  const weekLater = { fromMs: at('18:00') + 70 * DAY_MS, toMs: at('18:00') + 70 * DAY_MS + HOUR_MS };
  expect(await calendars?.busyAt('saal1@example.org', [...times, weekLater], zone)).toEqual([at('10:30'), at('18:00'), weekLater.fromMs]);
  expect(await calendars?.busyAt('turm@example.org', times, zone)).toEqual([]);
});

test('a calendar that hangs, refuses or is away is unknown after a short time, and no password is in the log', async () => {
  const hanging = createServer(() => undefined); // takes the question and says nothing
  await new Promise<void>((done) => hanging.listen(0, '127.0.0.1', done));
  closing.push(
    () => hanging.closeAllConnections(),
    () => hanging.close(),
  );
  const { port } = hanging.address() as AddressInfo;
  const startedMs = performance.now();
  const ways = [houseAt(`http://127.0.0.1:${port}/`), houseAt(`${radicale.url}/`, 'a wrong one'), houseAt('http://127.0.0.1:1/')];
  const answers = await Promise.all(ways.map(async (way) => calendarsBy(way)?.busyAt('saal1@example.org', [slot('10:00')], zone)));
  expect(answers).toEqual(['unknown', 'unknown', 'unknown']);
  expect(performance.now() - startedMs).toBeLessThan(9_000);
  expect(logged.join('')).toContain('the calendar of a room could not be asked');
  expect(logged.join('')).not.toMatch(/a wrong one|password of/);
});

test('what one calendar of a room says holds when the other does not answer', async () => {
  await stands('both', `DTSTART:${utc(at('08:00'))}`, `DTEND:${utc(at('09:00'))}`);
  service.answer = ({ url }) =>
    url === '/token' ? { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } } : { status: 403 };
  const oauth = { tokenUrl: `${service.url}/token`, clientId: 'saal', clientSecret: 'hunter2', scope: 'x' };
  const microsoft = { kind: 'graph', id: 'house', name: 'Outlook', url: service.url, oauth };
  const calendars = calendarsBy({ ...houseAt(`${radicale.url}/`), microsoft });
  expect(await calendars?.busyAt('saal1@example.org', [slot('08:00'), slot('12:00')], zone)).toEqual([at('08:00')]);
  expect(await calendars?.busyAt('saal1@example.org', [slot('12:00')], zone)).toBe('unknown');
});

test('a mailbox is asked about a quarter of an hour in a window that services take, and of it alone', async () => {
  service.answer = ({ url, body }) => {
    if (url === '/token') return { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } };
    const asked = JSON.parse(body) as Record<'startTime' | 'endTime', { dateTime: string }> & { availabilityViewInterval: number };
    const minutes = (Date.parse(asked.endTime.dateTime) - Date.parse(asked.startTime.dateTime)) / 60_000;
    if (asked.availabilityViewInterval >= minutes) return { status: 400, body: { error: { code: 'ErrorInvalidMergedFreeBusyInterval' } } };
    const time = (clock: string) => ({ dateTime: new Date(at(clock)).toISOString().slice(0, 19) });
    return { body: { value: [{ scheduleItems: [{ status: 'busy', start: time('10:20'), end: time('10:40') }] }] } };
  };
  const oauth = { tokenUrl: `${service.url}/token`, clientId: 'saal', clientSecret: 'hunter2', scope: 'x' };
  const calendars = calendarsBy({ microsoft: { kind: 'graph', id: 'house', name: 'Outlook', url: service.url, oauth } });
  expect(await calendars?.busyAt('saal1@example.org', [slot('10:00', 0.25)], zone)).toEqual([]);
  expect(await calendars?.busyAt('saal1@example.org', [slot('10:15', 0.25)], zone)).toEqual([at('10:15')]);
});

test('mailboxes of rooms are asked in parts of a month, for a year at most; a room without one is busy nowhere', async () => {
  const spans: number[] = [];
  service.asked.length = 0;
  service.answer = ({ url, body }) => {
    if (url === '/token') return { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } };
    if (url.includes('turm')) return { status: 404 };
    const { startTime, endTime } = JSON.parse(body) as Record<'startTime' | 'endTime', { dateTime: string }>;
    spans.push(Date.parse(`${endTime.dateTime}Z`) - Date.parse(`${startTime.dateTime}Z`));
    const item = {
      status: 'tentative',
      start: startTime,
      end: { dateTime: new Date(Date.parse(`${startTime.dateTime}Z`) + 1_800_000).toISOString() },
    };
    return { body: { value: [{ scheduleItems: [item] }] } };
  };
  const oauth = { tokenUrl: `${service.url}/token`, clientId: 'saal', clientSecret: 'hunter2', scope: 'x' };
  const calendars = calendarsBy({ microsoft: { kind: 'graph', id: 'house', name: 'Outlook', url: service.url, oauth } });
  const weekly = Array.from({ length: 100 }, (_, week) => ({
    fromMs: at('10:00') + week * 7 * DAY_MS,
    toMs: at('11:00') + week * 7 * DAY_MS,
  }));
  const busy = await calendars?.busyAt('saal1@example.org', weekly, zone);
  expect(spans).toHaveLength(13);
  expect(Math.max(...spans)).toBeLessThanOrEqual(31 * DAY_MS);
  expect(busy).toEqual(weekly.filter((_, week) => week % 5 === 0 && week < 65).map(({ fromMs }) => fromMs));
  expect(await calendars?.busyAt('turm@example.org', weekly, zone)).toEqual([]);
});

test('without calendars of rooms nothing is asked', () => {
  expect(calendarsBy({ caldav: [{ id: 'city', name: 'Stadt', url: 'http://127.0.0.1:1/' }] })).toBeUndefined();
});
