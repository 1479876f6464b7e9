/**
 * What people do to our events in Outlook, as Graph tells it; played by a real HTTP server in the form of Microsoft's public documentation
 * (sources in graph-exchange.ts).
 */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GraphMailboxes } from '../testing/graph-mailboxes.ts';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { askedOf, followNow, HttpService, iso, tomorrowMs } from '../testing/http-service.ts';

const DAY_MS = 86_400_000;
let service: HttpService;
let house: TestHouse;
let mailboxes: GraphMailboxes;
const connect = (name: string) =>
  house.ask(name, 'PUT', '/me/calendar-connection', { server: 'house', userName: '', password: '', writes: true });

beforeAll(async () => {
  service = new HttpService();
  await service.listen();
  const oauth = {
    tokenUrl: `${service.url}/token`,
    clientId: 'saal',
    clientSecret: 'hunter2',
    scope: 'https://graph.microsoft.com/.default',
  };
  house = await openTestHouse({ microsoft: { kind: 'graph', id: 'house', name: 'Outlook', url: `${service.url}/v1.0`, oauth } });
});
afterAll(async () => {
  await house.close();
  service.close();
});
beforeEach(() => {
  mailboxes = new GraphMailboxes(service);
  service.asked.length = 0;
  service.answer = mailboxes.answer;
});

test('what its planner moves in Outlook moves the meeting, once; of a series the one date; nothing else of the mailbox is read', async () => {
  const meeting = house.plan('dora', { title: 'Lage', startsAtMs: tomorrowMs });
  const series = house.planDaily('dora', { title: 'Serie', startsAtMs: tomorrowMs }, 3);
  await connect('dora');
  await house.calendars.settled();
  await followNow(house, 'dora');
  expect(house.moved).toEqual([]);
  mailboxes.kept.push({
    ...{ id: 'own', mailbox: 'dora%40example.org', uid: 'hers', subject: 'Zahnarzt', etag: 'W/"1"' },
    start: iso(tomorrowMs),
    end: iso(tomorrowMs + 1),
  });
  mailboxes.change(mailboxes.uidOf('Lage', tomorrowMs), { start: iso(tomorrowMs + 5_400_000), end: iso(tomorrowMs + 8_100_000) });
  const second = tomorrowMs + DAY_MS;
  mailboxes.change(mailboxes.uidOf('Serie', second), { start: iso(second + 3_600_000), end: iso(second + 5_400_000) });
  service.asked.length = 0;
  await followNow(house, 'dora');
  expect(house.planOf(meeting)).toMatchObject({ startsAtMs: tomorrowMs + 5_400_000, durationMin: 45 });
  const dates = house.planOf(series)?.series?.dates ?? [];
  expect(dates.map(({ startsAtMs, state }) => [startsAtMs, state])).toEqual([
    [tomorrowMs, 'ruled'],
    [second + 3_600_000, 'moved'],
    [second + DAY_MS, 'ruled'],
  ]);
  const lists = service.calls().filter(({ method }) => method === 'GET');
  expect(lists.every(({ url }) => decodeURIComponent(url).includes('SaalUid'))).toBe(true);
  expect(new Set(lists.map(({ url }) => new URL(url, service.url).searchParams.get('$select')))).toEqual(
    new Set(['id,start,end,isAllDay,type']),
  );

  // No echo, not even of a version that the service changes by itself.
  mailboxes.change(mailboxes.uidOf('Lage', tomorrowMs + 5_400_000), {});
  await followNow(house, 'dora');
  await followNow(house, 'dora');
  expect(house.moved).toEqual([meeting, series]);
});

test('what its planner deletes in Outlook asks; what lies in the past or cannot be moved is put back and told', async () => {
  const plan = (title: string, at: number) => house.plan('eva', { title, startsAtMs: tomorrowMs + at * 3_600_000 });
  const gone = plan('Weg', 0);
  const others = [plan('Gestern', 1), plan('Belegt', 2), plan('Tag', 3)];
  const series = house.planDaily('eva', { title: 'Serie', startsAtMs: tomorrowMs }, 2);
  await connect('eva');
  await house.calendars.settled();
  const second = tomorrowMs + DAY_MS;
  const removed = [mailboxes.uidOf('Weg', tomorrowMs), mailboxes.uidOf('Serie', second)];
  mailboxes.kept = mailboxes.kept.filter(({ uid }) => !removed.includes(uid));
  mailboxes.change(mailboxes.uidOf('Gestern', tomorrowMs + 3_600_000), {
    start: iso(tomorrowMs - 9 * DAY_MS),
    end: iso(tomorrowMs - 9 * DAY_MS + 1_800_000),
  });
  mailboxes.change(mailboxes.uidOf('Tag', tomorrowMs + 3 * 3_600_000), { isAllDay: true });
  await followNow(house, 'eva');
  house.refuseMoves(true);
  mailboxes.change(mailboxes.uidOf('Belegt', tomorrowMs + 2 * 3_600_000), {
    start: iso(tomorrowMs + 5 * 3_600_000),
    end: iso(tomorrowMs + 6 * 3_600_000),
  });
  await followNow(house, 'eva');
  house.refuseMoves(false);
  expect(await askedOf(house, 'eva')).toEqual([
    ['removed', 'Weg', tomorrowMs],
    ['not-moved', 'Gestern', tomorrowMs + 3_600_000],
    ['not-moved', 'Belegt', tomorrowMs + 2 * 3_600_000],
    ['removed', 'Serie', second],
  ]);
  for (const id of [gone, ...others]) expect(house.planOf(id)).toBeDefined();
  expect(mailboxes.kept.find(({ subject }) => subject === 'Gestern')?.start).toBe(iso(tomorrowMs + 3_600_000));
  expect(mailboxes.kept.find(({ subject }) => subject === 'Belegt')?.start).toBe(iso(tomorrowMs + 2 * 3_600_000));
  const answer = (uid: string | undefined) => house.ask('eva', 'POST', '/me/calendar-notices', { uid, answer: 'cancel' });
  for (const uid of removed) expect((await answer(uid)).status).toBe(204);
  expect(house.planOf(gone)).toBeUndefined();
  expect(house.planOf(series)?.series?.dates.map(({ state }) => state)).toEqual(['ruled', 'cancelled']);
});

test('a reminder that its planner sets moves no meeting that was planned to the millisecond', async () => {
  const meeting = house.plan('hugo', { title: 'Lage', startsAtMs: tomorrowMs + 250 });
  await connect('hugo');
  await house.calendars.settled();
  mailboxes.change(mailboxes.uidOf('Lage', tomorrowMs), {});
  await followNow(house, 'hugo');
  expect(house.moved).not.toContain(meeting);
});

test('of two events that Outlook copied from one, neither moves the meeting', async () => {
  const meeting = house.plan('finn', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('finn');
  await house.calendars.settled();
  const [event] = mailboxes.kept;
  if (event)
    mailboxes.kept.push({ ...event, id: 'copy', start: iso(tomorrowMs + 3_600_000), end: iso(tomorrowMs + 5_400_000), etag: 'W/"c"' });
  await followNow(house, 'finn');
  expect(house.planOf(meeting)?.startsAtMs).toBe(tomorrowMs);
});

test('a service that wants to be left alone is, for as long as it says', async () => {
  house.plan('gina', { title: 'Lage', startsAtMs: tomorrowMs });
  await connect('gina');
  await house.calendars.settled();
  const usual = service.answer;
  service.answer = (asked) => (asked.method === 'GET' ? { status: 429, headers: { 'retry-after': '1200' } } : usual(asked));
  const beforeMs = Date.now();
  await followNow(house, 'gina');
  const { rows } = await sql<{ state: string; due_at_ms: number }>`
    select state, due_at_ms from calendars.connection where person_id = ${house.idOf('gina')}`.execute(house.db);
  expect(rows[0]?.state).toBe('unavailable');
  expect(Number(rows[0]?.due_at_ms)).toBeGreaterThanOrEqual(beforeMs + 1_200_000);
});
