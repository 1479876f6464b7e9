/**
 * Conversations with Microsoft 365 by Graph, played by a real HTTP server. Requests and answers have the form of Microsoft's public
 * documentation (sources in graph-exchange.ts); they were not recorded at a service of Microsoft.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GraphMailboxes } from '../testing/graph-mailboxes.ts';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { aroundIt, askBusy, HttpService, iso, lookNow, tomorrowMs } from '../testing/http-service.ts';

const DAY_MS = 86_400_000;
let service: HttpService;
let house: TestHouse;
let mailboxes: GraphMailboxes;
let rounds = 0;
const connect = (name: string, more: object = {}) =>
  house.ask(name, 'PUT', '/me/calendar-connection', { server: 'house', userName: '', password: '', writes: true, ...more });

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
  for (const name of ['anna', 'bob', 'carol']) house.idOf(name);
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

test('busy times of everybody and of rooms are read, without what, asked in the way that is documented', async () => {
  const people = await askBusy(house, 'anna', ['bob', 'saal1']);
  expect(people.map(({ email, name, state, busy: spans }) => [email, name, state, spans.length])).toEqual([
    ['anna@example.org', 'anna', 'known', 1],
    ['bob@example.org', 'bob', 'known', 1],
    ['saal1@example.org', 'Großer Saal', 'known', 1],
  ]);
  expect(people[1]?.busy).toEqual([{ fromMs: tomorrowMs, toMs: tomorrowMs + 3_600_000 }]);
  expect(JSON.stringify(people)).not.toContain('Geheim');
  const token = service.asked.find(({ url }) => url === '/token');
  expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
    ...{ grant_type: 'client_credentials', client_id: 'saal', client_secret: 'hunter2', scope: 'https://graph.microsoft.com/.default' },
  });
  const asked = service.calls().find(({ url }) => url === '/v1.0/users/bob%40example.org/calendar/getSchedule');
  expect(asked?.headers.prefer).toBe('outlook.timezone="UTC"');
  expect(JSON.parse(asked?.body ?? '')).toEqual({
    schedules: ['bob@example.org'],
    startTime: { dateTime: iso(aroundIt.fromMs), timeZone: 'UTC' },
    endTime: { dateTime: iso(aroundIt.toMs), timeZone: 'UTC' },
    availabilityViewInterval: 30,
  });
  expect((await house.ask('anna', 'GET', '/calendars/rooms')).body).toEqual({
    rooms: [{ email: 'saal1@example.org', name: 'Großer Saal', seats: 40 }],
  });
});

test('meetings are written into the mailbox of the own address, whatever name is given, and follow', async () => {
  const meeting = house.plan('bob', { title: 'Lage', startsAtMs: tomorrowMs });
  const day = (at: number): string => new Date(tomorrowMs + at * DAY_MS).toISOString().slice(0, 10);
  const date = (at: number, state: 'ruled' | 'cancelled' | 'moved') => ({
    day: day(at),
    startsAtMs: tomorrowMs + at * DAY_MS,
    durationMin: 30,
    state,
    stretchId: 's',
  });
  house.plan('bob', {
    title: 'Serie',
    startsAtMs: tomorrowMs,
    series: {
      timeZone: 'UTC',
      stretches: [{ id: 's', firstDay: day(0), time: '09:00', durationMin: 30, rule: { every: 'day', interval: 1, end: { count: 3 } } }],
      dates: [date(0, 'ruled'), date(1, 'cancelled'), date(2, 'moved')],
    },
  });
  expect((await connect('bob', { userName: 'carol@example.org' })).status).toBe(200);
  await house.calendars.settled();
  expect(new Set(mailboxes.kept.map(({ mailbox }) => mailbox))).toEqual(new Set(['bob%40example.org']));
  expect(mailboxes.kept.map(({ subject, start }) => [subject, start]).sort()).toEqual([
    ['Lage', iso(tomorrowMs)],
    ['Serie', iso(tomorrowMs)],
    ['Serie', iso(tomorrowMs + 2 * DAY_MS)],
  ]);
  const created = JSON.parse(
    service.calls().find(({ method, url }) => method === 'POST' && url.endsWith('/events'))?.body ?? '{}',
  ) as object;
  expect(created).not.toHaveProperty('attendees');

  house.change(meeting, { startsAtMs: tomorrowMs + 3_600_000 });
  const lage = mailboxes.kept.find(({ subject }) => subject === 'Lage');
  if (lage) lage.etag = 'W/"changed there"';
  await lookNow(house, 'bob');
  expect(mailboxes.kept.filter(({ subject }) => subject === 'Lage').map(({ start }) => start)).toEqual([iso(tomorrowMs + 3_600_000)]);
  house.cancel(meeting);
  await lookNow(house, 'bob');
  expect(mailboxes.kept.filter(({ subject }) => subject === 'Lage')).toEqual([]);
});

test.each([
  ['throttles', { status: 429, headers: { 'retry-after': '10' } }, 'partly'],
  ['refuses', { status: 403, body: { error: { code: 'ErrorAccessDenied' } } }, 'partly'],
  ['has no such mailbox', { status: 404 }, 'partly'],
  ['sends us elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'partly'],
  ['answers in another form', { body: { value: 'x' } }, 'partly'],
  ['knows no schedule', { body: { value: [{ error: { responseCode: 'ErrorMailRecipientNotFound' } }] } }, 'partly'],
])('when it %s, the rest is told and said to be a part', async (_what, told, state) => {
  const usual = service.answer;
  service.answer = (asked) => (asked.url.endsWith('/getSchedule') ? told : usual(asked));
  const people = await askBusy(house, 'carol', [], aroundIt.fromMs - (rounds += 1));
  expect(people.map((person) => person.state)).toEqual([state]);
  expect(house.log()).not.toMatch(/hunter2|a-token/);
});
