/** Single dates of a series that other programs move and cancel in somebody's calendar (Debian's Radicale). */
import { CalendarNotices } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { askedOf, followNow, lookNow, tomorrowMs } from '../testing/http-service.ts';
import { readCalendar } from '../testing/read-calendar.ts';
import { passwordOf, startRadicale, type Radicale } from '../testing/radicale.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
let radicale: Radicale;
let house: TestHouse;

beforeAll(async () => {
  radicale = await startRadicale(['alice', 'bob', 'carol', 'dora', 'eva']);
  house = await openTestHouse({ caldav: [{ id: 'city', name: 'Stadt', url: `${radicale.url}/` }] });
});
afterAll(async () => {
  await house.close();
  radicale.close();
});

async function connect(name: string): Promise<void> {
  await radicale.makeCalendar(name, 'work');
  await house.ask(name, 'PUT', '/me/calendar-connection', { server: 'city', userName: name, password: passwordOf(name), writes: true });
  await house.calendars.settled();
  await followNow(house, name);
}
const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
const there = async (name: string) => readCalendar((await radicale.as(name, 'GET', `/${name}/work/`)).text).map((date) => date.startsAtMs);
const datesOf = (id: Parameters<TestHouse['planOf']>[0]) =>
  house.planOf(id)?.series?.dates.map(({ startsAtMs, durationMin, state }) => [startsAtMs, durationMin, state]);

/** Another program writes the only file of somebody anew. */
async function edit(name: string, change: (file: string, uid: string) => string): Promise<void> {
  const [written] = readCalendar((await radicale.as(name, 'GET', `/${name}/work/`)).text);
  const uid = written?.uid ?? '';
  const path = `/${name}/work/${encodeURIComponent(uid)}.ics`;
  const changed = change((await radicale.as(name, 'GET', path)).text, uid);
  expect((await radicale.as(name, 'PUT', path, changed, { 'content-type': 'text/calendar' })).status).toBe(201);
}
/** One date apart from the rule. */
const apart = (file: string, uid: string, ruledMs: number, lines: readonly string[]): string =>
  file.replace(
    'END:VCALENDAR',
    [
      'BEGIN:VEVENT',
      `UID:${uid}`,
      'DTSTAMP:20260101T000000Z',
      `RECURRENCE-ID:${utc(ruledMs)}`,
      ...lines,
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n'),
  );
const withoutApart = (file: string): string => file.replaceAll(/BEGIN:VEVENT(?:(?!END:VEVENT)[^])*RECURRENCE-ID[^]*?END:VEVENT\r?\n/g, '');
const times = (fromMs: number, minutes: number): string[] => [`DTSTART:${utc(fromMs)}`, `DTEND:${utc(fromMs + minutes * 60_000)}`];
const leftOut = (file: string, ruledMs: number): string => file.replace(/\r?\n(RRULE:.*)\r?\n/, `\r\n$1\r\nEXDATE:${utc(ruledMs)}\r\n`);

test('a date that its planner moves in their calendar is moved, once, and the series stays as it is', async () => {
  const series = house.planDaily('alice', { title: 'Runde', startsAtMs: tomorrowMs }, 4);
  await connect('alice');
  const second = tomorrowMs + DAY_MS;
  await edit('alice', (file, uid) => apart(file, uid, second, ['SUMMARY:Runde', ...times(second + HOUR_MS, 45)]));
  await followNow(house, 'alice');
  const moved = [
    [tomorrowMs, 30, 'ruled'],
    [second + HOUR_MS, 45, 'moved'],
    [second + DAY_MS, 30, 'ruled'],
    [second + 2 * DAY_MS, 30, 'ruled'],
  ];
  expect(datesOf(series)).toEqual(moved);
  expect(await there('alice')).toEqual([tomorrowMs, second + HOUR_MS, second + DAY_MS, second + 2 * DAY_MS]);
  // No echo, nor with another title of one date.
  await followNow(house, 'alice');
  await edit('alice', (file, uid) => apart(file, uid, second + DAY_MS, ['SUMMARY:Mein Name', ...times(second + DAY_MS, 30)]));
  await followNow(house, 'alice');
  expect([datesOf(series), house.moved]).toEqual([moved, [series]]);

  // Back where its rule has it.
  await edit('alice', (file) => file.replace(/(?<=RECURRENCE-ID[^]*?)DTSTART.*\r?\nDTEND.*/, times(second, 30).join('\r\n')));
  await followNow(house, 'alice');
  expect(datesOf(series)?.[1]).toEqual([second, 30, 'moved']);
});

test.each([
  ['left out', 'bob', leftOut],
  [
    'cancelled',
    'carol',
    (file: string, ruledMs: number, uid = '') => apart(file, uid, ruledMs, ['STATUS:CANCELLED', ...times(ruledMs, 30)]),
  ],
] as const)('a date that is %s there asks, once; a yes cancels this date alone', async (_, name, cancel) => {
  const series = house.planDaily(name, { title: 'Runde', startsAtMs: tomorrowMs }, 3);
  await connect(name);
  const second = tomorrowMs + DAY_MS;
  await edit(name, (file, uid) => cancel(file, second, uid));
  await followNow(house, name);
  expect(await askedOf(house, name)).toEqual([['removed', 'Runde', second]]);
  expect(datesOf(series)?.map(([, , state]) => state)).toEqual(['ruled', 'ruled', 'ruled']);
  const { notices } = CalendarNotices.parse((await house.ask(name, 'GET', '/me/calendar-notices')).body);
  const answer = (say: 'keep' | 'cancel', who = name) =>
    house.ask(who, 'POST', '/me/calendar-notices', { uid: notices[0]?.uid ?? '', answer: say });
  expect(notices[0]?.isSeries).toBe(false);
  expect((await house.ask('dora', 'POST', '/me/calendar-notices', { uid: notices[0]?.uid, answer: 'cancel' })).status).toBe(404);
  expect((await answer('keep')).status).toBe(204);
  // Another change of the file asks nothing again; a change of the meeting puts the date back, and then it does.
  await edit(name, (file) => file.replace('SUMMARY:Runde', 'SUMMARY:Meine Runde'));
  await followNow(house, name);
  expect(await askedOf(house, name)).toEqual([]);
  house.change(series, { title: 'Neue Runde' });
  await lookNow(house, name);
  expect(await there(name)).toEqual([tomorrowMs, second, second + DAY_MS]);
  await edit(name, (file, uid) => cancel(file, second, uid));
  await followNow(house, name);
  expect(await askedOf(house, name)).toEqual([['removed', 'Neue Runde', second]]);
  expect((await answer('cancel')).status).toBe(204);
  expect(datesOf(series)?.map(([, , state]) => state)).toEqual(['ruled', 'cancelled', 'ruled']);
  await lookNow(house, name);
  expect([await there(name), await askedOf(house, name)]).toEqual([[tomorrowMs, second + DAY_MS], []]);
});

test('a date that cannot be moved is put back and told; with another rule nothing is moved at all', async () => {
  const series = house.planDaily('dora', { title: 'Runde', startsAtMs: tomorrowMs }, 3);
  await connect('dora');
  const second = tomorrowMs + DAY_MS;
  const before = house.moved.length;
  house.refuseMoves(true);
  await edit('dora', (file, uid) => apart(file, uid, second, ['SUMMARY:Runde', ...times(second + HOUR_MS, 30)]));
  await followNow(house, 'dora');
  house.refuseMoves(false);
  expect(await askedOf(house, 'dora')).toEqual([['not-moved', 'Runde', second]]);
  expect(await there('dora')).toEqual([tomorrowMs, second, second + DAY_MS]);

  await edit('dora', (file, uid) =>
    apart(file.replace('COUNT=3', 'COUNT=2'), uid, second, ['SUMMARY:Runde', ...times(second + HOUR_MS, 30)]),
  );
  await followNow(house, 'dora');
  expect(house.moved).toHaveLength(before);
  expect(datesOf(series)?.map(([, , state]) => state)).toEqual(['ruled', 'ruled', 'ruled']);
});

test('two dates moved at once are two moves; what was not reached when the server died is told', async () => {
  const series = house.planDaily('eva', { title: 'Runde', startsAtMs: tomorrowMs }, 3);
  await connect('eva');
  const [second, third] = [tomorrowMs + DAY_MS, tomorrowMs + 2 * DAY_MS];
  const later = (byMs: number) =>
    edit('eva', (file, uid) =>
      [second, third].reduce((all, atMs) => apart(all, uid, atMs, ['SUMMARY:Runde', ...times(atMs + byMs, 30)]), withoutApart(file)),
    );
  await later(HOUR_MS);
  await followNow(house, 'eva');
  expect(datesOf(series)?.map(([atMs]) => atMs)).toEqual([tomorrowMs, second + HOUR_MS, third + HOUR_MS]);
  expect(await askedOf(house, 'eva')).toEqual([]);
  await later(2 * HOUR_MS);
  house.cutMoves(1);
  await followNow(house, 'eva');
  house.cutMoves(Infinity);
  expect(datesOf(series)?.map(([atMs]) => atMs)).toEqual([tomorrowMs, second + 2 * HOUR_MS, third + HOUR_MS]);
  expect(await askedOf(house, 'eva')).toEqual([['not-moved', 'Runde', third + HOUR_MS]]);
});
