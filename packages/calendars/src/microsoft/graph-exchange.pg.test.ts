/**
 * Conversations with Microsoft 365 by Graph, played by a real HTTP server. Requests and answers have the form of Microsoft's public
 * documentation (sources in graph-exchange.ts); they were not recorded at a service of Microsoft.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestHouse, type TestHouse } from '../testing/house.ts';
import { aroundIt, askBusy, HttpService, iso, lookNow, tomorrowMs } from '../testing/http-service.ts';

type SentEvent = { subject?: string; start?: { dateTime: string }; singleValueExtendedProperties?: { value: string }[] };
const DAY_MS = 86_400_000;
let service: HttpService;
let house: TestHouse;
let others = 0;
const connect = (name: string, more: object = {}) =>
  house.ask(name, 'PUT', '/me/calendar-connection', { server: 'house', userName: '', password: '', writes: true, ...more });

/** Events by the mailbox, as the service keeps them. */
let kept: { id: string; mailbox: string; uid: string; subject: string; start: string; etag: string }[] = [];
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
  kept = [];
  let changes = 0;
  service.asked.length = 0;
  service.answer = ({ method, url, body, headers }) => {
    if (url === '/token') return { body: { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } };
    if (headers.authorization !== 'Bearer a-token') return { status: 401 };
    const [, mailbox = ''] = /^\/v1\.0\/users\/([^/]+)/.exec(url) ?? [];
    const path = new URL(url, service.url);
    if (url.startsWith('/v1.0/places'))
      return { body: { value: [{ emailAddress: 'Saal1@example.org', displayName: 'Großer Saal', capacity: 40 }] } };
    if (url.endsWith('/getSchedule'))
      return {
        body: {
          value: [
            {
              scheduleId: 'x',
              availabilityView: '0220',
              scheduleItems: [
                {
                  isPrivate: false,
                  status: 'busy',
                  subject: 'Geheim',
                  start: { dateTime: `${iso(tomorrowMs)}.0000000`, timeZone: 'UTC' },
                  end: { dateTime: `${iso(tomorrowMs + 3_600_000)}.0000000`, timeZone: 'UTC' },
                },
                {
                  status: 'free',
                  start: { dateTime: iso(tomorrowMs + 7_200_000), timeZone: 'UTC' },
                  end: { dateTime: iso(tomorrowMs + 9_000_000), timeZone: 'UTC' },
                },
              ],
            },
          ],
        },
      };
    const event = kept.find(({ id }) => path.pathname.endsWith(`/events/${id}`));
    const sent = (body === '' ? {} : JSON.parse(body)) as SentEvent;
    const told = (one: (typeof kept)[number]) => ({ '@odata.etag': one.etag, id: one.id, subject: one.subject });
    if (method === 'GET') {
      const wanted = /ep\/value eq '([^']+)'/.exec(path.searchParams.get('$filter') ?? '')?.[1];
      return { body: { value: kept.filter((one) => one.mailbox === mailbox && one.uid === wanted).map(told) } };
    }
    if (method === 'POST' && sent.subject !== undefined) {
      const made = {
        id: `E${kept.length}`,
        mailbox,
        uid: sent.singleValueExtendedProperties?.[0]?.value ?? '',
        subject: sent.subject,
        start: sent.start?.dateTime ?? '',
        etag: `W/"${(changes += 1)}"`,
      };
      kept.push(made);
      return { status: 201, body: told(made) };
    }
    if (!event) return { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };
    if (method === 'DELETE') {
      kept = kept.filter((one) => one !== event);
      return { status: 204 };
    }
    if (headers['if-match'] !== event.etag) return { status: 412 };
    Object.assign(
      event,
      { subject: sent.subject ?? '', start: sent.start?.dateTime ?? '' },
      {
        etag: `W/"${(changes += 1)}"`,
      },
    );
    return { body: told(event) };
  };
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
  expect(new Set(kept.map(({ mailbox }) => mailbox))).toEqual(new Set(['bob%40example.org']));
  expect(kept.map(({ subject, start }) => [subject, start]).sort()).toEqual([
    ['Lage', iso(tomorrowMs)],
    ['Serie', iso(tomorrowMs)],
    ['Serie', iso(tomorrowMs + 2 * DAY_MS)],
  ]);
  const created = JSON.parse(
    service.calls().find(({ method, url }) => method === 'POST' && url.endsWith('/events'))?.body ?? '{}',
  ) as object;
  expect(created).not.toHaveProperty('attendees');

  house.change(meeting, { startsAtMs: tomorrowMs + 3_600_000 });
  const lage = kept.find(({ subject }) => subject === 'Lage');
  if (lage) lage.etag = 'W/"changed there"';
  await lookNow(house, 'bob');
  expect(kept.filter(({ subject }) => subject === 'Lage').map(({ start }) => start)).toEqual([iso(tomorrowMs + 3_600_000)]);
  house.cancel(meeting);
  await lookNow(house, 'bob');
  expect(kept.filter(({ subject }) => subject === 'Lage')).toEqual([]);
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
  const people = await askBusy(house, 'carol', [], aroundIt.fromMs - (others += 1));
  expect(people.map((person) => person.state)).toEqual([state]);
  expect(house.log()).not.toMatch(/hunter2|a-token/);
});
