/**
 * From a calendar to letters, with a real server, Debian's Radicale and a real SMTP server: who planned a meeting moves it in their own
 * calendar, and those invited are told; who deletes it there is asked, and after a yes it is cancelled.
 */
import { startRadicale, type Radicale } from '@saal/calendars/testing/radicale';
import { openDatabase, type Database } from '@saal/foundation';
import { throwawayDatabase, type ThrowawayDatabase } from '@saal/foundation/testing';
import { ICAL, startTestRelay, type TestRelay } from '@saal/invitations/testing';
import {
  ApplicantsSet,
  CalendarConnectionView,
  CalendarNotices,
  CampaignDone,
  CampaignView,
  InviteeList,
  MeetingDetail,
} from '@saal/protocol';
import { freePort, setUpAdministrator, startSaal, until, type SaalProcess, type SignedIn } from '@saal/testkit';
import { sql } from 'kysely';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Servers look for calendars that are due every 20 seconds. */
const soon = { timeoutMs: 120_000 };
const startsAtMs = Math.floor(Date.now() / DAY_MS + 4) * DAY_MS + 9 * 60 * MINUTE_MS;
let folder: string;
let database: ThrowawayDatabase;
let db: Database;
let radicale: Radicale;
let relay: TestRelay;
let saal: SaalProcess;
let anna: SignedIn;
let work: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saal-calendar-letters-'));
  radicale = await startRadicale(['anna']);
  work = await radicale.makeCalendar('anna', 'work');
  relay = await startTestRelay();
  database = await throwawayDatabase();
  db = openDatabase(database.url, 1);
  const file = join(folder, 'calendars.json');
  writeFileSync(file, JSON.stringify({ caldav: [{ id: 'city', name: 'Stadt', url: `${radicale.url}/` }] }), { mode: 0o600 });
  const port = await freePort();
  saal = await startSaal({
    ...{ databaseUrl: database.url, port, readyWithinMs: 240_000 },
    env: {
      ...{ SAAL_CALENDARS_FILE: file, SAAL_PUBLIC_URL: `http://localhost:${port}` },
      ...{ SAAL_MAIL_HOST: '127.0.0.1', SAAL_MAIL_PORT: String(relay.port), SAAL_MAIL_SECURITY: 'plain' },
      ...{ SAAL_MAIL_FROM: 'saal@stadt.example', SAAL_MAIL_HOUSE_NAME: 'Stadt Beispiel' },
    },
  });
  anna = await setUpAdministrator(saal);
}, 400_000);
afterAll(async () => {
  await saal?.stop();
  await relay?.stop();
  radicale?.close();
  await db?.destroy();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Entry = { uid: string; path: string; text: string; startsAtMs: number; minutes: number };
/** By title; undefined: it is not in the calendar. */
async function entryOf(title: string): Promise<Entry | undefined> {
  const { text } = await radicale.as('anna', 'GET', work);
  const uid = ICAL.Component.fromString(text)
    .getAllSubcomponents('vevent')
    .map((event) => new ICAL.Event(event))
    .find(({ summary }) => summary === title)?.uid;
  if (uid === undefined) return undefined;
  const path = `${work}${encodeURIComponent(uid)}.ics`;
  const own = (await radicale.as('anna', 'GET', path)).text;
  return { uid, path, text: own, ...timeOf(own) };
}
/** Of the only entry of a file, in the zone it brings. */
function timeOf(file: string): { startsAtMs: number; minutes: number } {
  const calendar = ICAL.Component.fromString(file);
  const component = calendar.getFirstSubcomponent('vevent');
  if (!component) throw new Error('there is no entry');
  const { startDate, endDate } = new ICAL.Event(component);
  const [fromMs, toMs] = [startDate.toUnixTime() * 1000, endDate.toUnixTime() * 1000];
  return { startsAtMs: fromMs, minutes: (toMs - fromMs) / MINUTE_MS };
}
const utc = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
/** As a calendar program of hers. */
async function moveThere({ path, text }: Entry, toMs: number, minutes: number): Promise<void> {
  const moved = text
    .replace(/(?<=BEGIN:VEVENT[^]*?)DTSTART.*/, `DTSTART:${utc(toMs)}`)
    .replace(/DTEND.*/, `DTEND:${utc(toMs + minutes * MINUTE_MS)}`);
  await putThere(path, moved);
}
async function putThere(path: string, file: string): Promise<void> {
  expect((await radicale.as('anna', 'PUT', path, file, { 'content-type': 'text/calendar' })).status).toBe(201);
}
/** As when the five minutes between two looks have gone by. @returns when the calendar was compared */
async function follow(): Promise<void> {
  await sql`update calendars.connection set followed_at_ms = null, due_at_ms = 0`.execute(db);
  await until(
    'the calendar to be compared',
    async () => {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from calendars.connection
        where followed_at_ms is not null and looked_at_ms >= followed_at_ms`.execute(db);
      return rows[0]?.n === 1;
    },
    soon,
  );
}
/** Letters to somebody, as their calendar program takes them. */
function lettersTo(address: string) {
  return relay.taken
    .filter(({ to }) => to === address)
    .map(({ mail }) => {
      const entry = mail.attachments.find(({ contentType }) => contentType === 'text/calendar')?.content.toString('utf8') ?? '';
      const line = (name: string): string | undefined => new RegExp(`^${name}[:;].*?([^:\r\n]*)\r?$`, 'm').exec(entry)?.[1];
      return { method: line('METHOD'), sequence: line('SEQUENCE'), uid: line('UID'), entry, text: mail.text ?? '', ...timeOf(entry) };
    });
}
const notices = () => anna.http.expect(CalendarNotices, 'GET', '/api/me/calendar-notices');
const clock = (atMs: number): string =>
  new Intl.DateTimeFormat('de-DE', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' }).format(atMs);

test(
  'moved in the calendar of who planned it, those invited get an update; deleted there, a question, and after a yes a cancellation',
  { timeout: 900_000 },
  async () => {
    const meeting = await anna.http.expect(MeetingDetail, 'POST', '/api/meetings', {
      ...{ kind: 'planned', title: 'Lage', startsAtMs, durationMin: 30, timeZone: 'Europe/Berlin' },
    });
    const invitees = [{ email: 'dora@example.net', name: 'Dora', language: 'de' }];
    await anna.http.expect(InviteeList, 'POST', `/api/meetings/${meeting.id}/invitees`, { invitees });
    await until('the invitation', () => lettersTo('dora@example.net').length === 1, soon);
    const [invitation] = lettersTo('dora@example.net');
    expect(invitation).toMatchObject({ method: 'REQUEST', sequence: '0', startsAtMs, minutes: 30 });
    // The time of an interview is its campaign's, also in the calendar of who planned the campaign.
    const day = new Date(startsAtMs + DAY_MS).toISOString().slice(0, 10);
    const campaign = await anna.http.expect(CampaignView, 'POST', '/api/campaigns', {
      ...{ title: 'Auswahl', timeZone: 'Europe/Berlin', lengthMin: 30, panels: [{ name: 'A', people: [anna.email] }] },
      days: [{ date: day, from: '09:00', to: '12:00' }],
    });
    const applicants = [{ name: 'Emil', email: 'emil@example.net' }];
    await anna.http.expect(ApplicantsSet, 'PUT', `/api/campaigns/${campaign.id}/applicants`, { applicants });
    await anna.http.expect(CampaignDone, 'POST', `/api/campaigns/${campaign.id}/send`, {});
    await until('the invitation to the interview', () => lettersTo('emil@example.net').length === 1, soon);

    await anna.http.expect(CalendarConnectionView, 'PUT', '/api/me/calendar-connection', {
      ...{ server: 'city', userName: 'anna', password: 'password of anna', writes: true },
    });
    const lage = await until('the meeting in her calendar', () => entryOf('Lage'), soon);
    const interview = await until('the interview in her calendar', () => entryOf('Auswahl'), soon);
    await follow();

    const laterMs = startsAtMs + 150 * MINUTE_MS;
    await moveThere(lage, laterMs, 45);
    await moveThere(interview, interview.startsAtMs + DAY_MS, 30);
    await follow();
    expect(await anna.http.expect(MeetingDetail, 'GET', `/api/meetings/${meeting.id}`)).toMatchObject({
      ...{ startsAtMs: laterMs, durationMin: 45 },
    });
    await until('the update', () => lettersTo('dora@example.net').length === 2, soon);
    const update = lettersTo('dora@example.net')[1];
    expect(update).toMatchObject({ method: 'REQUEST', sequence: '1', uid: invitation?.uid, startsAtMs: laterMs, minutes: 45 });
    expect(update?.text).toContain(clock(laterMs));
    const interviews = (await anna.http.expect(CampaignView, 'GET', `/api/campaigns/${campaign.id}`)).interviews;
    expect(interviews.map((each) => each.startsAtMs)).toEqual([interview.startsAtMs]);

    // What was written back is no change of hers: nobody is told anything again.
    expect(await entryOf('Lage')).toMatchObject({ startsAtMs: laterMs, minutes: 45 });
    await follow();
    expect(lettersTo('dora@example.net')).toHaveLength(2);
    expect(lettersTo('emil@example.net')).toHaveLength(1);

    for (const { path } of [lage, interview]) expect((await radicale.as('anna', 'DELETE', path)).status).toBe(200);
    await follow();
    const asked = (await notices()).notices;
    expect(asked).toMatchObject([{ kind: 'removed', title: 'Lage', meetingId: meeting.id, startsAtMs: laterMs }]);
    expect(lettersTo('dora@example.net')).toHaveLength(2);
    expect((await anna.http.request('GET', `/api/meetings/${meeting.id}`)).status).toBe(200);

    const answer = await anna.http.request('POST', '/api/me/calendar-notices', { body: { uid: asked[0]?.uid, answer: 'cancel' } });
    expect(answer.status).toBe(204);
    await until('the cancellation', () => lettersTo('dora@example.net').length === 3, soon);
    expect(lettersTo('dora@example.net')[2]).toMatchObject({ method: 'CANCEL', sequence: '2', uid: invitation?.uid });
    expect((await anna.http.request('GET', `/api/meetings/${meeting.id}`)).status).toBe(404);
    expect((await notices()).notices).toEqual([]);
    expect(lettersTo('emil@example.net')).toHaveLength(1);
  },
);

test(
  'a single date of a series that is moved there is told as that date; one that is left out asks, and after a yes those invited are told',
  { timeout: 600_000 },
  async () => {
    const meeting = await anna.http.expect(MeetingDetail, 'POST', '/api/meetings', {
      ...{ kind: 'planned', title: 'Runde', startsAtMs, durationMin: 30, timeZone: 'Europe/Berlin' },
      series: { every: 'day', interval: 1, end: { count: 3 } },
    });
    const [first, second, third] = meeting.series?.dates.map((date) => date.startsAtMs) ?? [];
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are three dates');
    const invitees = [{ email: 'finn@example.net', name: 'Finn', language: 'de' }];
    await anna.http.expect(InviteeList, 'POST', `/api/meetings/${meeting.id}/invitees`, { invitees });
    await until('the invitation', () => lettersTo('finn@example.net').length === 1, soon);
    const [invitation] = lettersTo('finn@example.net');
    expect(invitation?.entry).toContain('RRULE:');
    await follow();

    const stands = await entryOf('Runde');
    if (!stands) throw new Error('the series is not in her calendar');
    const movedMs = second + 90 * MINUTE_MS;
    const apart = ['BEGIN:VEVENT', `UID:${stands.uid}`, 'DTSTAMP:20260101T000000Z', `RECURRENCE-ID:${utc(second)}`, 'SUMMARY:Runde'];
    const moved = [...apart, `DTSTART:${utc(movedMs)}`, `DTEND:${utc(movedMs + 30 * MINUTE_MS)}`, 'END:VEVENT', 'END:VCALENDAR'].join(
      '\r\n',
    );
    await putThere(stands.path, stands.text.replace('END:VCALENDAR', moved));
    await follow();
    const datesNow = async () => {
      const { series } = await anna.http.expect(MeetingDetail, 'GET', `/api/meetings/${meeting.id}`);
      return series?.dates.map((date) => [date.startsAtMs, date.state]);
    };
    expect(await datesNow()).toEqual([
      [first, 'ruled'],
      [movedMs, 'moved'],
      [third, 'ruled'],
    ]);
    await until('the update', () => lettersTo('finn@example.net').length === 2, soon);
    const update = lettersTo('finn@example.net')[1];
    expect(update).toMatchObject({ method: 'REQUEST', uid: invitation?.uid, startsAtMs: movedMs, minutes: 30 });
    expect(update?.entry).toContain('RECURRENCE-ID');
    expect(update?.text).toContain(clock(movedMs));

    const now = await entryOf('Runde');
    if (!now) throw new Error('the series is not in her calendar');
    await putThere(now.path, now.text.replace(/(RRULE:.*)/, `$1\nEXDATE:${utc(third)}`));
    await follow();
    const asked = (await notices()).notices;
    expect(asked).toMatchObject([{ kind: 'removed', title: 'Runde', startsAtMs: third, isSeries: false }]);
    expect(lettersTo('finn@example.net')).toHaveLength(2);
    const answer = await anna.http.request('POST', '/api/me/calendar-notices', { body: { uid: asked[0]?.uid, answer: 'cancel' } });
    expect(answer.status).toBe(204);
    await until('the news of the date that is cancelled', () => lettersTo('finn@example.net').length === 3, soon);
    expect(lettersTo('finn@example.net')[2]?.entry).toMatch(/EXDATE[^\n]*/);
    expect((await datesNow())?.map(([, state]) => state)).toEqual(['ruled', 'moved', 'cancelled']);
  },
);
