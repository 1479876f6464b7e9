import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CalendarConnectionView, CalendarNotices } from '@saal/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConnectionStore } from '../postgres/connection-store.ts';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { readCalendar } from '../testing/read-calendar.ts';
import { passwordOf, startRadicale, type Radicale } from '../testing/radicale.ts';

let radicale: Radicale;
let house: TestHouse;
/** Answers what a test says. */
let odd: Server;
let oddAnswer: (path: string) => { status: number; headers?: Record<string, string>; body?: string } = () => ({ status: 500 });
const oddAsked: string[] = [];

beforeAll(async () => {
  radicale = await startRadicale(['alice', 'bob', 'carol', 'dora', 'eva', 'finn', 'gina', 'hans', 'ida']);
  odd = createServer((request, response) => {
    oddAsked.push(request.url ?? '');
    const { status, headers, body } = oddAnswer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((done) => odd.listen(0, '127.0.0.1', done));
  house = await openTestHouse({
    caldav: [
      { id: 'city', name: 'Stadt', url: `${radicale.url}/` },
      { id: 'odd', name: 'Odd', url: `http://127.0.0.1:${(odd.address() as AddressInfo).port}/dav/` },
    ],
  });
});
afterAll(async () => {
  await house.close();
  odd.close();
  radicale.close();
});

const DAY_MS = 86_400_000;
const tomorrowMs = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS + 9 * 3_600_000;
const connect = (name: string, more: object = {}) =>
  house.ask(name, 'PUT', '/me/calendar-connection', { server: 'city', userName: name, password: passwordOf(name), writes: true, ...more });
const there = async (name: string) => readCalendar((await radicale.as(name, 'GET', `/${name}/work/`)).text);
async function stateOf(name: string) {
  return CalendarConnectionView.parse((await house.ask(name, 'GET', '/me/calendar-connection')).body).connection;
}
/** As when the time for the next look has come. */
async function lookNow(name: string): Promise<void> {
  await house.calendars.changed(house.idOf(name));
  await house.calendars.settled();
}

test('a connected calendar has the meetings of its person, follows when they move and forgets what is deleted', async () => {
  await radicale.makeCalendar('alice', 'work');
  const meeting = house.plan('alice', { title: 'Lage', startsAtMs: tomorrowMs });
  const other = house.plan('alice', { title: 'Zweite', startsAtMs: tomorrowMs + 3_600_000 });
  house.plan('bob', { title: 'Fremd', startsAtMs: tomorrowMs });
  const answer = await connect('alice');
  expect([answer.status, answer.text.includes(passwordOf('alice'))]).toEqual([200, false]);
  await house.calendars.settled();
  expect((await there('alice')).map(({ title, startsAtMs }) => [title, startsAtMs])).toEqual([
    ['Lage', tomorrowMs],
    ['Zweite', tomorrowMs + 3_600_000],
  ]);
  expect(await stateOf('alice')).toMatchObject({
    server: 'city',
    userName: 'alice',
    state: 'ok',
    writes: true,
    calendar: { path: '/alice/work/' },
  });

  house.change(meeting, { startsAtMs: tomorrowMs + 7_200_000, title: 'Lage, später' });
  house.cancel(other);
  await lookNow('alice');
  expect((await there('alice')).map(({ title, startsAtMs }) => [title, startsAtMs])).toEqual([['Lage, später', tomorrowMs + 7_200_000]]);
});

test('what was moved there is put right with the next change here; what was removed there stays away until then', async () => {
  await radicale.makeCalendar('carol', 'work');
  const meeting = house.plan('carol', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('carol');
  await house.calendars.settled();
  const [written] = await there('carol');
  const path = `/carol/work/${encodeURIComponent(written?.uid ?? '')}.ics`;
  const file = (await radicale.as('carol', 'GET', path)).text;
  await radicale.as('carol', 'PUT', path, file.replace('SUMMARY:Lage', 'SUMMARY:Mein Name dafür'), { 'content-type': 'text/calendar' });
  await lookNow('carol');
  expect((await there('carol'))[0]?.title).toBe('Mein Name dafür');
  house.change(meeting, { startsAtMs: tomorrowMs + 600_000 });
  await lookNow('carol');
  expect(await there('carol')).toMatchObject([{ title: 'Lage', startsAtMs: tomorrowMs + 600_000 }]);

  expect((await radicale.as('carol', 'DELETE', path)).status).toBe(200);
  house.change(meeting, { durationMin: 45 });
  await lookNow('carol');
  expect(await there('carol')).toEqual([]);
  house.change(meeting, { durationMin: 60 });
  await lookNow('carol');
  expect(await there('carol')).toMatchObject([{ title: 'Lage', minutes: 60 }]);
});

/** As when five minutes have gone by. */
async function followNow(name: string): Promise<void> {
  await sql`update calendars.connection set followed_at_ms = null where person_id = ${house.idOf(name)}`.execute(house.db);
  await lookNow(name);
}
const asked = async (name: string) =>
  CalendarNotices.parse((await house.ask(name, 'GET', '/me/calendar-notices')).body).notices.map(({ kind, title }) => [kind, title]);
/** Another program moves the only event of somebody there. */
async function moveThere(name: string, toMs: number, minutes = 30): Promise<string> {
  const [written] = await there(name);
  const path = `/${name}/work/${encodeURIComponent(written?.uid ?? '')}.ics`;
  const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const file = (await radicale.as(name, 'GET', path)).text
    // Not those of its zone.
    .replace(/(?<=BEGIN:VEVENT[^]*?)DTSTART.*/, `DTSTART:${utc(toMs)}`)
    .replace(/DTEND.*/, `DTEND:${utc(toMs + minutes * 60_000)}`);
  await radicale.as(name, 'PUT', path, file, { 'content-type': 'text/calendar' });
  return path;
}

test('an event that its planner moves in their calendar moves the meeting, once, and is written back as it is planned', async () => {
  await radicale.makeCalendar('gina', 'work');
  const meeting = house.plan('gina', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('gina');
  await house.calendars.settled();
  await followNow('gina');
  expect(house.moved).toEqual([]);
  await moveThere('gina', tomorrowMs + 5_400_000, 45);
  await followNow('gina');
  expect(house.planOf(meeting)).toMatchObject({ startsAtMs: tomorrowMs + 5_400_000, durationMin: 45 });
  expect(await there('gina')).toMatchObject([{ title: 'Lage', startsAtMs: tomorrowMs + 5_400_000, minutes: 45 }]);
  // No echo: neither what was written back nor the mark of the calendar moves it again.
  await followNow('gina');
  await followNow('gina');
  expect(house.moved).toEqual([meeting]);

  // Moved here and there at once: the plan here holds.
  await moveThere('gina', tomorrowMs + 9_000_000);
  house.change(meeting, { startsAtMs: tomorrowMs + 600_000 });
  await followNow('gina');
  expect(await there('gina')).toMatchObject([{ startsAtMs: tomorrowMs + 600_000 }]);
  expect(house.moved).toEqual([meeting]);
});

test('what cannot be moved is put back, and its person is told; so is what would lie in the past', async () => {
  await radicale.makeCalendar('hans', 'work');
  const meeting = house.plan('hans', { title: 'Rat', startsAtMs: tomorrowMs });
  await connect('hans');
  await house.calendars.settled();
  house.refuseMoves(true);
  await moveThere('hans', tomorrowMs + 3_600_000);
  await followNow('hans');
  house.refuseMoves(false);
  expect(await there('hans')).toMatchObject([{ startsAtMs: tomorrowMs, minutes: 30 }]);
  expect(await asked('hans')).toEqual([['not-moved', 'Rat']]);
  const { notices } = CalendarNotices.parse((await house.ask('hans', 'GET', '/me/calendar-notices')).body);
  const answer = (uid: string, say: string, who = 'hans') => house.ask(who, 'POST', '/me/calendar-notices', { uid, answer: say });
  const uid = notices[0]?.uid ?? '';
  expect((await answer(uid, 'cancel')).status).toBe(404);
  expect((await answer(uid, 'keep', 'bob')).status).toBe(404);
  expect((await answer(uid, 'keep')).status).toBe(204);
  expect(await asked('hans')).toEqual([]);
  await moveThere('hans', tomorrowMs - 10 * DAY_MS);
  await followNow('hans');
  expect(house.planOf(meeting)).toMatchObject({ startsAtMs: tomorrowMs });
  expect(await asked('hans')).toEqual([['not-moved', 'Rat']]);
});

test('an event that its planner removes asks whether the meeting is to be cancelled; copies of others move and ask nothing', async () => {
  await radicale.makeCalendar('ida', 'work');
  const meeting = house.plan('ida', { title: 'Bürgertermin', startsAtMs: tomorrowMs });
  await connect('ida');
  await house.calendars.settled();
  const [written] = await there('ida');
  await radicale.as('ida', 'DELETE', `/ida/work/${encodeURIComponent(written?.uid ?? '')}.ics`);
  await followNow('ida');
  expect(await asked('ida')).toEqual([['removed', 'Bürgertermin']]);
  expect(house.planOf(meeting)).toBeDefined();
  expect((await house.ask('', 'GET', '/me/calendar-notices')).status).toBe(401);
  const uid = written?.uid ?? '';
  expect((await house.ask('ida', 'POST', '/me/calendar-notices', { uid, answer: 'cancel' })).status).toBe(204);
  expect(house.planOf(meeting)).toBeUndefined();
  expect(await asked('ida')).toEqual([]);
  await lookNow('ida');

  const copy = house.plan('ida', { title: 'Einladung', startsAtMs: tomorrowMs, mayChange: false });
  const before = house.moved.length;
  await lookNow('ida');
  const path = await moveThere('ida', tomorrowMs + 3_600_000);
  await followNow('ida');
  await radicale.as('ida', 'DELETE', path);
  await followNow('ida');
  expect([house.moved.length, house.planOf(copy)?.startsAtMs, await asked('ida')]).toEqual([before, tomorrowMs, []]);
});

test('an event that was written before its server died is taken up and not doubled', async () => {
  await radicale.makeCalendar('dora', 'work');
  house.plan('dora', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('dora');
  await house.calendars.settled();
  // As if it had died between writing and noting it.
  await sql`delete from calendars.written_event where person_id = ${house.idOf('dora')}`.execute(house.db);
  await sql`update calendars.connection set written = null where person_id = ${house.idOf('dora')}`.execute(house.db);
  await lookNow('dora');
  expect(await there('dora')).toHaveLength(1);
  expect((await stateOf('dora'))?.state).toBe('ok');
});

test('of several servers that look at the same time one takes a connection, until its time is over', async () => {
  const stores = [createConnectionStore(house.db), createConnectionStore(house.db), createConnectionStore(house.db)];
  const personId = house.idOf('dora');
  const nowMs = Date.now();
  await sql`update calendars.connection set due_at_ms = ${nowMs - 1} where person_id = ${personId}`.execute(house.db);
  await sql`update calendars.connection set due_at_ms = ${nowMs + DAY_MS} where person_id <> ${personId}`.execute(house.db);
  const taken = await Promise.all(stores.map((store) => store.take(nowMs, nowMs + 1_000)));
  expect(taken.flatMap((connection) => connection?.personId ?? [])).toEqual([personId]);
  expect(await stores[0]?.take(nowMs + 999, nowMs + 2_000)).toBeUndefined();
  // The one that took it died: the next finds it.
  expect((await stores[1]?.take(nowMs + 1_000, nowMs + 2_000))?.personId).toBe(personId);
  await sql`update calendars.connection set due_at_ms = ${nowMs} where person_id <> ${personId}`.execute(house.db);
});

test('nothing is asked of the server while nothing has changed', async () => {
  await radicale.makeCalendar('eva', 'work');
  const meeting = house.plan('eva', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('eva');
  await house.calendars.settled();
  const [written] = await there('eva');
  await radicale.as('eva', 'DELETE', `/eva/work/${encodeURIComponent(written?.uid ?? '')}.ics`);
  await lookNow('eva');
  expect(await there('eva')).toEqual([]);
  house.cancel(meeting);
});

test('another calendar can be chosen; ending takes out what is still to come and forgets the password', async () => {
  await radicale.makeCalendar('finn', 'other');
  await radicale.makeCalendar('finn', 'work');
  house.plan('finn', { title: 'Lage', startsAtMs: tomorrowMs });
  house.plan('finn', { title: 'Vorbei', startsAtMs: tomorrowMs - 5 * DAY_MS });
  await connect('finn', { writes: false });
  await house.calendars.settled();
  const calendars = (await house.ask('finn', 'GET', '/me/calendar-connection/calendars')).body as {
    calendars: { path: string; name: string }[];
  };
  expect(calendars.calendars.map(({ path }) => path).sort()).toEqual(['/finn/other/', '/finn/work/']);
  const change = (body: object) => house.ask('finn', 'PATCH', '/me/calendar-connection', body);
  expect((await change({ calendar: '/alice/work/' })).status).toBe(404);
  expect((await change({ calendar: '/finn/work/', writes: true })).status).toBe(200);
  await house.calendars.settled();
  expect(await there('finn')).toHaveLength(2);
  expect((await house.ask('finn', 'DELETE', '/me/calendar-connection')).status).toBe(204);
  expect(await stateOf('finn')).toBeNull();
  await house.calendars.settled();
  expect((await there('finn')).map(({ title }) => title)).toEqual(['Vorbei']);
  const left = await sql<{
    n: number;
  }>`select count(*)::int as n from calendars.connection where person_id = ${house.idOf('finn')}`.execute(house.db);
  expect(left.rows).toEqual([{ n: 0 }]);
});

test('a wrong password is told, and nobody guesses by way of us', async () => {
  const answers = [];
  for (let at = 0; at < 7; at += 1) answers.push(await connect('bob', { password: 'guess' }));
  expect(answers[0]?.body).toMatchObject({ error: { code: 'calendar_refused' } });
  expect(answers.at(-1)?.body).toMatchObject({ error: { code: 'rate_limited' } });
  expect(await stateOf('bob')).toBeNull();
});

test('passwords are sealed in the database and in no log', async () => {
  const rows = await sql<{ secret: string }>`select secret from calendars.connection`.execute(house.db);
  expect(rows.rows.length).toBeGreaterThan(0);
  for (const name of ['alice', 'bob', 'carol', 'dora', 'finn']) {
    expect(JSON.stringify(rows.rows)).not.toContain(passwordOf(name));
    expect(house.log()).not.toContain(passwordOf(name));
  }
});

test('guests and strangers have no connection', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'] as const) {
    const body = method === 'PUT' ? { server: 'city', userName: 'a', password: 'b', writes: true } : method === 'PATCH' ? {} : undefined;
    expect((await house.ask('', method, '/me/calendar-connection', body)).status).toBe(401);
  }
  expect((await house.ask('bob', 'GET', '/me/calendar-connection/calendars')).status).toBe(404);
});

const multistatus = (inner: string): string =>
  `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">${inner}</d:multistatus>`;
const xml = { 'content-type': 'application/xml' };
let stranger = 0;
const connectOdd = () =>
  house.ask(`stranger${(stranger += 1)}`, 'PUT', '/me/calendar-connection', { server: 'odd', userName: 'a', password: 'b', writes: true });

test.each([
  ['an address of the inside', () => ({ status: 302, headers: { location: 'http://169.254.169.254/latest/' } })],
  ['another port of the same host', () => ({ status: 301, headers: { location: 'http://127.0.0.1:1/' } })],
  ['itself without end', () => ({ status: 302, headers: { location: '/dav/' } })],
  [
    'a principal elsewhere',
    () => ({
      ...{ status: 207, headers: xml },
      body: multistatus(
        '<d:response><d:href>/dav/</d:href><d:propstat><d:prop><d:current-user-principal><d:href>http://127.0.0.1:1/me</d:href></d:current-user-principal></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>',
      ),
    }),
  ],
  [
    'entities that grow',
    () => ({
      status: 207,
      headers: xml,
      body: `<!DOCTYPE x [<!ENTITY a "aaaa">]>${multistatus('<d:response><d:href>&a;</d:href></d:response>')}`,
    }),
  ],
  ['no XML at all', () => ({ status: 207, body: 'hello' })],
  ['something that is too large', () => ({ status: 207, headers: xml, body: 'x'.repeat(21 * 1024 * 1024) })],
  ['a fault', () => ({ status: 500 })],
])('a server that answers with %s is unavailable, and nothing else is asked (C09)', async (_what, answer) => {
  oddAnswer = answer;
  oddAsked.length = 0;
  expect((await connectOdd()).body).toMatchObject({ error: { code: 'calendar_unavailable' } });
  expect(oddAsked.every((path) => path.startsWith('/dav/'))).toBe(true);
  expect(oddAsked.length).toBeLessThan(6);
});
