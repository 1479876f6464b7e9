import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountsMigrations, createAccounts, type Accounts } from '@saal/accounts';
import { CalendarSettings, calendarsMigrations, createRoomCalendars, type Calendars } from '@saal/calendars';
import { createLogger, LocalBus, newId, systemClock } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { invitationsMigrations, noOutbox, type CampaignsFeature } from '@saal/invitations';
import { createMeetings, meetingsMigrations } from '@saal/meetings';
import { addDays, momentOf, wallTimeOf, type CampaignView, type MeetingDetail } from '@saal/protocol';
import { readCalendar } from '../../../packages/calendars/src/testing/read-calendar.ts';
import { passwordOf, startRadicale, type Radicale } from '../../../packages/calendars/src/testing/radicale.ts';
import { FakeMedia } from '../../../packages/meetings/src/testing/fake-media.ts';
import { startCalendars } from './calendars.ts';
import { startCampaigns } from './campaigns.ts';
import { testApp } from './http/testing.ts';
import { houseRules } from './house-rules.ts';

const installationSecret = 'of this house, forty characters or more!';
const password = 'Regenschirm hängt im Flur';
const timeZone = 'Europe/Berlin';
const logged: string[] = [];
const cookies = new Map<string, string>();
const endings: (() => unknown)[] = [];
let app: FastifyInstance;
let url: string;
let accounts: Accounts;
let campaigns: CampaignsFeature;
let calendars: Calendars;
let radicale: Radicale;

beforeAll(async () => {
  radicale = await startRadicale(['bob', 'house']);
  await radicale.makeCalendar('house', 'hall');
  const database = await throwawayDatabase([accountsMigrations, meetingsMigrations, invitationsMigrations, calendarsMigrations]);
  const { db } = database;
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const log = createLogger('trace', stream);
  const baseUrl = (): string => 'https://meet.example.org';
  accounts = createAccounts({
    ...{ db, clock: systemClock, log, baseUrl, secureCookies: () => false },
    secondFactor: { productName: 'Saal', installationSecret },
  });
  const bus = new LocalBus(log);
  const settings = CalendarSettings.parse({
    caldav: [
      {
        ...{ id: 'city', name: 'Stadt', url: `${radicale.url}/` },
        house: {
          ...{ userName: 'house', password: passwordOf('house') },
          rooms: [
            { email: 'saal1@example.org', name: 'Saal 1', path: '/house/hall/' },
            { email: 'turm@example.org', name: 'Turm', path: '/house/gone/' },
          ],
        },
      },
    ],
    outlook: { officeJs: 'microsoft' },
  });
  const roomCalendars = createRoomCalendars({ settings, clock: systemClock, log });
  if (!roomCalendars) throw new Error('there are rooms');
  const meetings = await createMeetings({
    ...{ db, bus, accounts, clock: systemClock, log, baseUrl, roomCalendars },
    ...{ server: newId(), media: new FakeMedia(), allowedOrigin: () => false },
  });
  campaigns = startCampaigns({
    ...{ db, accounts, meetings, rules: houseRules(accounts), baseUrl, log, installationSecret },
    ...{ outbox: noOutbox, publicUrl: undefined, connections: 4 },
  });
  calendars = startCalendars(
    { SAAL_PRODUCT_NAME: 'Saal', SAAL_PUBLIC_URL: 'https://meet.example.org/', SAAL_HOUSE_EMAIL_DOMAINS: [] },
    {
      ...{ db, accounts, meetings, campaigns, baseUrl, log, installationSecret, settings },
    },
  );
  app = await testApp({ log, requestsPerMinute: 100_000, features: [accounts.http, meetings.http, campaigns.http, calendars.http] });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  endings.push(
    () => app.close(),
    () => calendars.close(),
    () => campaigns.close(),
    () => meetings.close(),
    () => bus.close(),
    () => accounts.close(),
    () => roomCalendars.close(),
    () => database.close(),
    () => radicale.close(),
  );
  for (const name of ['alice', 'bob', 'carol']) {
    const role = name === 'alice' ? 'administrator' : 'person';
    await accounts.createPerson({ email: `${name}@example.org`, displayName: name, password, role });
    const answer = await ask('POST', '/api/session', { origin: url }, { email: `${name}@example.org`, password });
    cookies.set(
      name,
      answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
    );
  }
});
afterAll(async () => {
  for (const end of endings) await end();
});

async function ask(method: string, path: string, headers: Record<string, string> = {}, payload?: unknown) {
  const sent = payload === undefined ? {} : { body: JSON.stringify(payload) };
  const json: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers: { ...json, ...headers }, ...sent });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
async function as<T>(name: string, method: string, path: string, payload?: unknown): Promise<T> {
  const { status, text } = await ask(method, `/api${path}`, { origin: url, cookie: cookies.get(name) ?? '' }, payload);
  if (status >= 300) throw new Error(`${status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
/** @returns its path here, as `baseUrl` is another address */
async function newFeed(name: string): Promise<string> {
  return new URL((await as<{ url: string }>(name, 'POST', '/me/calendar-feed')).url).pathname;
}
const tomorrow = addDays(wallTimeOf(Date.now(), timeZone).date, 1);
const at = (day: string, time: string): number => momentOf({ date: day, time }, timeZone) ?? NaN;
const plan = (name: string, more: object): Promise<MeetingDetail> =>
  as(name, 'POST', '/meetings', { kind: 'planned', title: 'Lage', startsAtMs: at(tomorrow, '09:00'), durationMin: 30, timeZone, ...more });

test('a feed has the meetings one planned, with every date of a series as it is here; other programs read it and calendar servers take it', async () => {
  await plan('bob', { title: 'Einmal', startsAtMs: at(tomorrow, '08:00') });
  const daily = await plan('bob', { series: { every: 'day', interval: 1, end: { count: 6 } } });
  const change = (day: string, body: object) => as('bob', 'PATCH', `/meetings/${daily.id}/dates/${day}`, body);
  await change(addDays(tomorrow, 1), { scope: 'this', cancelled: true });
  await change(addDays(tomorrow, 2), { scope: 'this', startsAtMs: at(addDays(tomorrow, 2), '15:00'), durationMin: 45 });
  await change(addDays(tomorrow, 4), { scope: 'following', time: '11:00' });
  await plan('carol', { title: 'Geheim' });

  const feed = await newFeed('bob');
  const { status, headers, text } = await ask('GET', feed);
  expect([status, headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  const dates = (await as<MeetingDetail>('bob', 'GET', `/meetings/${daily.id}`)).series?.dates ?? [];
  expect(dates.map(({ state }) => state)).toEqual(['ruled', 'cancelled', 'moved', 'ruled', 'ruled', 'ruled']);
  const taking = dates.filter(({ state }) => state !== 'cancelled').map(({ startsAtMs, durationMin }) => [startsAtMs, durationMin, 'Lage']);
  expect(readCalendar(text).map(({ startsAtMs, minutes, title }) => [startsAtMs, minutes, title])).toEqual([
    [at(tomorrow, '08:00'), 30, 'Einmal'],
    ...taking,
  ]);
  expect(text).toContain(`https://meet.example.org/m/${daily.id}`.slice(0, 40));

  // The whole file as one calendar, read back from where it was stored.
  const path = '/bob/saal/';
  expect((await radicale.as('bob', 'PUT', path, text, { 'content-type': 'text/calendar' })).status).toBe(201);
  const stored = await radicale.as('bob', 'GET', path);
  expect(readCalendar(stored.text)).toEqual(readCalendar(text));
});

test('who has read it already is told that nothing has changed, until something has', async () => {
  const feed = await newFeed('carol');
  const etag = (await ask('GET', feed)).headers.get('etag') ?? '';
  expect((await ask('GET', feed, { 'if-none-match': `W/${etag}` })).status).toBe(304);
  const { id } = await plan('carol', { title: 'Neu' });
  const changed = await ask('GET', feed, { 'if-none-match': etag });
  expect([changed.status, changed.text.includes('SUMMARY:Neu')]).toEqual([200, true]);
  await as('carol', 'DELETE', `/meetings/${id}`);
  expect((await ask('GET', feed)).text).not.toContain('SUMMARY:Neu');
});

test('interviews are in the feeds of the panel and of who planned them, without the name of the applicant', async () => {
  const made = await as<CampaignView>('alice', 'POST', '/campaigns', {
    ...{ title: 'Sachbearbeitung', timeZone, lengthMin: 30, bufferMin: 0, keptDays: 30 },
    days: [{ date: tomorrow, from: '13:00', to: '15:00', breaks: [] }],
    panels: [{ name: 'A', people: ['carol@example.org'] }],
  });
  await as('alice', 'PUT', `/campaigns/${made.id}/applicants`, { applicants: [{ name: 'Dora Dreher', email: 'dora@example.net' }] });
  await as('alice', 'POST', `/campaigns/${made.id}/send`, { leaveOutProblems: false });
  await campaigns.settled();
  for (const name of ['carol', 'alice']) {
    const { text } = await ask('GET', await newFeed(name));
    expect(readCalendar(text)).toContainEqual(expect.objectContaining({ title: 'Sachbearbeitung', startsAtMs: at(tomorrow, '13:00') }));
    expect(text).not.toContain('Dreher');
  }
});

test('colleagues see when somebody is busy, at whichever of their meetings', async () => {
  const day = addDays(tomorrow, 20);
  await plan('carol', { title: 'Nur für Carol', startsAtMs: at(day, '10:00'), durationMin: 90 });
  const question = { people: ['carol@example.org'], fromMs: at(day, '00:00'), toMs: at(addDays(day, 1), '00:00'), timeZone };
  const busy = await as<{ people: object[] }>('bob', 'POST', '/calendars/busy', question);
  expect(busy.people[1]).toEqual({
    ...{ email: 'carol@example.org', name: 'carol', state: 'known' },
    busy: [{ fromMs: at(day, '10:00'), toMs: at(day, '11:30') }],
  });
});

test('a room that others have by its calendar is not booked; one whose calendar cannot be asked is, and it is said', async () => {
  const room = (name: string, email: string) =>
    as<{ id: string }>('alice', 'POST', '/resources', { name, building: 'Rathaus', seats: 8, equipment: '', email });
  const [hall, tower] = [await room('Saal 1', 'saal1@example.org'), await room('Turm', 'turm@example.org')];
  const day = addDays(tomorrow, 40);
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:elternabend', 'DTSTAMP:20260101T000000Z'];
  const time = `DTSTART;TZID=Europe/Berlin:${day.replaceAll('-', '')}T190000`;
  const file = [...lines, time, 'DURATION:PT2H', 'SUMMARY:Elternabend', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  const stored = await radicale.as('house', 'PUT', '/house/hall/elternabend.ics', file, { 'content-type': 'text/calendar' });
  expect(stored.status).toBe(201);
  const book = (id: string, clock: string) => plan('bob', { startsAtMs: at(day, clock), resourceIds: [id] });
  await expect(book(hall.id, '20:30')).rejects.toThrow(/409 .*resource_busy/);
  expect(await book(hall.id, '21:00')).not.toHaveProperty('uncheckedRooms');
  expect(await book(tower.id, '20:30')).toMatchObject({ uncheckedRooms: ['Turm'] });
});

test('a calendar follows at once when its person plans, changes or deletes a meeting, and not only when it is due again', async () => {
  const path = await radicale.makeCalendar('bob', 'work');
  const titles = async () => (
    await calendars.settled(),
    readCalendar((await radicale.as('bob', 'GET', path)).text).map(({ title }) => title)
  );
  const soon = { timeout: 20_000 };
  const bobs = (title: string) => plan('bob', { title, startsAtMs: at(addDays(tomorrow, 3), '16:00') });
  await bobs('Schon da');
  await as('bob', 'PUT', '/me/calendar-connection', { server: 'city', userName: 'bob', password: passwordOf('bob'), writes: true });
  await as('bob', 'PATCH', '/me/calendar-connection', { calendar: path });
  await expect.poll(titles, soon).toContain('Schon da');
  const meeting = await bobs('Vorher');
  await expect.poll(titles, soon).toContain('Vorher');
  await as('bob', 'PATCH', `/meetings/${meeting.id}`, { title: 'Nachher' });
  await expect.poll(titles, soon).toContain('Nachher');
  await as('bob', 'DELETE', `/meetings/${meeting.id}`);
  await expect.poll(titles, soon).not.toContain('Nachher');
});

test('an address ends when it is revoked, replaced, or its person is disabled; wrong ones look the same (A03, A08)', async () => {
  const nothing = await ask('GET', `/api/calendars/feed/${'a'.repeat(43)}.ics`);
  expect(nothing.status).toBe(404);
  const looksLikeNothing = async (feed: string) => {
    const { status, text } = await ask('GET', feed);
    expect([status, text]).toEqual([404, nothing.text]);
  };
  const first = await newFeed('bob');
  const second = await newFeed('bob');
  await looksLikeNothing(first);
  await looksLikeNothing(second.replace('.ics', ''));
  expect((await ask('GET', second)).status).toBe(200);
  const state = await as<{ feed: { lastReadAtMs: number } }>('bob', 'GET', '/me/calendar-feed');
  expect(state.feed.lastReadAtMs).toBeGreaterThan(0);
  await as('bob', 'DELETE', '/me/calendar-feed');
  await looksLikeNothing(second);
  expect(await as('bob', 'GET', '/me/calendar-feed')).toEqual({ feed: null });

  const third = await newFeed('carol');
  const carol = (await accounts.search('carol@example.org', 1))[0];
  await as('alice', 'PATCH', `/people/${carol?.id}`, { disabled: true });
  await looksLikeNothing(third);
  await as('alice', 'PATCH', `/people/${carol?.id}`, { disabled: false });
});

test('only who is signed in makes and revokes feeds, and only their own', async () => {
  for (const method of ['GET', 'POST', 'DELETE']) expect((await ask(method, '/api/me/calendar-feed', { origin: url })).status).toBe(401);
});

test('a program that reads without end is told to wait, others are not', async () => {
  const [alice, bob] = [await newFeed('alice'), await newFeed('bob')];
  let last = await ask('GET', alice);
  for (let read = 0; read < 25; read += 1) last = await ask('GET', alice);
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('GET', bob)).status).toBe(200);
});

test('no log holds the secret of an address, not even with every line on (A10)', async () => {
  const feed = await newFeed('bob');
  await ask('GET', feed);
  await ask('GET', `${feed}x`);
  const secret = feed.split('/').at(-1)?.replace('.ics', '') ?? '?';
  expect(logged.join('')).toContain('/api/calendars/feed/[redacted]');
  expect(logged.join('')).not.toContain(secret);
});

async function connectOutlook(name: string): Promise<string> {
  const { secret, code } = JSON.parse((await ask('POST', '/api/outlook/pairings', { origin: url })).text) as {
    secret: string;
    code: string;
  };
  expect(code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
  const claim = async () => JSON.parse((await ask('POST', '/api/outlook/pairings/claim', { origin: url }, { secret })).text) as object;
  expect(await claim()).toEqual({ state: 'waiting' });
  await as(name, 'POST', '/outlook/pairings/confirm', { code: code.toLowerCase().replace('-', ' ') });
  const claimed = (await claim()) as { state: string; token: string };
  expect(claimed.state).toBe('connected');
  expect(await claim()).toEqual({ state: 'over' });
  return claimed.token;
}
const byOutlook = (token: string, method: string, path: string, payload?: object) =>
  ask(method, `/api/outlook${path}`, { origin: url, authorization: `Bearer ${token}` }, payload);
const appointment = { title: 'Aus Outlook', startsAtMs: at(addDays(tomorrow, 30), '09:00'), durationMin: 30, timeZone };

test('an Outlook that its person has connected plans, changes and deletes their meetings, and nobody else’s (A03)', async () => {
  const [token, other] = [await connectOutlook('bob'), await connectOutlook('alice')];
  const made = await byOutlook(token, 'POST', '/meetings', { ...appointment, settings: { lobbyBypass: 'nobody' } });
  expect(made.status).toBe(200);
  const meeting = JSON.parse(made.text) as { id: string; url: string; settings: object };
  expect(meeting).toMatchObject({
    title: 'Aus Outlook',
    url: `https://meet.example.org/m/${meeting.id}`,
    settings: { lobbyBypass: 'nobody' },
  });
  const moved = await byOutlook(token, 'PATCH', `/meetings/${meeting.id}`, {
    startsAtMs: appointment.startsAtMs + 3_600_000,
    title: 'Später',
  });
  expect(JSON.parse(moved.text)).toMatchObject({ title: 'Später', startsAtMs: appointment.startsAtMs + 3_600_000 });
  const none = await byOutlook(other, 'GET', '/meetings/does-not-exist');
  for (const [method, body] of [['GET'], ['PATCH', { title: 'Meins' }], ['DELETE']] as const) {
    const refused = await byOutlook(other, method, `/meetings/${meeting.id}`, body);
    expect([refused.status, refused.text]).toEqual([none.status, none.text]);
  }
  expect((await byOutlook(token, 'DELETE', `/meetings/${meeting.id}`)).status).toBe(204);
  expect((await byOutlook(token, 'GET', `/meetings/${meeting.id}`)).status).toBe(404);
});

test('a token ends when its person ends it or is disabled; wrong codes and secrets open nothing', async () => {
  const token = await connectOutlook('bob');
  expect(await as('bob', 'GET', '/me/outlook')).toMatchObject({ available: true });
  expect((await as<{ connected: number }>('bob', 'GET', '/me/outlook')).connected).toBeGreaterThan(0);
  await as('bob', 'DELETE', '/me/outlook');
  expect((await byOutlook(token, 'POST', '/meetings', appointment)).status).toBe(401);
  expect((await byOutlook('x'.repeat(43), 'POST', '/meetings', appointment)).status).toBe(401);
  await expect(as('bob', 'POST', '/outlook/pairings/confirm', { code: 'BCDF-GHJK' })).rejects.toThrow('link_invalid');
  const claimed = await ask('POST', '/api/outlook/pairings/claim', { origin: url }, { secret: 'x'.repeat(43) });
  expect(JSON.parse(claimed.text)).toEqual({ state: 'over' });
  const again = await connectOutlook('bob');
  const bob = (await accounts.search('bob@example.org', 1))[0];
  await as('alice', 'PATCH', `/people/${bob?.id}`, { disabled: true });
  expect((await byOutlook(again, 'POST', '/meetings', appointment)).status).toBe(401);
  expect(logged.join('')).not.toContain(again);
});

test('codes are not found by trying', async () => {
  const answers: string[] = [];
  for (let at = 0; at < 12; at += 1)
    answers.push(
      (await ask('POST', '/api/outlook/pairings/confirm', { origin: url, cookie: cookies.get('alice') ?? '' }, { code: 'BCDF-GHJK' })).text,
    );
  expect(answers.at(-1)).toContain('rate_limited');
});
