/** Rooms that somebody has by a calendar outside of here: asked before they are booked. */
import { addDays, momentOf, wallTimeOf, type MeetingDetail, type ResourceView } from '@saal/protocol';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
let hall: string;
let store: string;
beforeAll(async () => {
  house = await openHouse();
  house.accounts.allow('Rita', 'rooms.change');
  const made = async (name: string, email: string | null): Promise<string> => {
    const body = { name, building: 'Rathaus', seats: 12, equipment: '', email };
    return ((await house.request('person=Rita', 'POST', '/api/resources', body)).body as ResourceView).id;
  };
  hall = await made('Saal 1', 'saal1@example.org');
  store = await made('Beamer', null);
});
afterAll(() => house.close());
beforeEach(() => {
  const { roomCalendars } = house;
  roomCalendars.asked.length = 0;
  roomCalendars.busy = () => false;
  roomCalendars.answers = true;
});

const hourMs = 3_600_000;
const zone = 'Europe/Berlin';
const today = wallTimeOf(Date.now(), zone).date;
/** 10 o'clock so many days from now. */
const at = (days: number): number => momentOf({ date: addDays(today, days), time: '10:00' }, zone) ?? 0;
const ask = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => house.request('person=Bob', method, path, body);
const plan = (startsAtMs: number, more: object = {}) =>
  ask('POST', '/api/meetings', {
    ...{ kind: 'planned', startsAtMs, durationMin: 60, timeZone: zone, resourceIds: [hall, store] },
    ...more,
  });
const codeOf = ({ body }: { body: unknown }): unknown => (body as { error?: { code: string } }).error?.code;
const asked = (): number[] => house.roomCalendars.asked.flatMap(({ atMs }) => atMs);

test('a room that is busy by its calendar is not booked, nor is the meeting planned; what has no calendar is not asked about', async () => {
  house.roomCalendars.busy = (atMs) => atMs === at(1);
  const refused = await plan(at(1), { title: 'Belegt' });
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { code: 'resource_busy', details: { taken: [{ resourceId: hall, name: 'Saal 1', atMs: at(1) }] } } },
  });
  expect(house.roomCalendars.asked).toEqual([{ email: 'saal1@example.org', atMs: [at(1)], timeZone: zone }]);
  expect((await ask('GET', '/api/meetings?when=coming')).text).not.toContain('Belegt');
  expect((await plan(at(1), { resourceIds: [store] })).status).toBe(201);
  expect((await plan(at(1), { resourceIds: undefined })).status).toBe(201);
});

test('what is booked already is not asked about again; a move is, and stays where it was when the room is busy then', async () => {
  const meeting = (await plan(at(2))).body as MeetingDetail;
  const change = (body: object) => ask('PATCH', `/api/meetings/${meeting.id}`, body);
  house.roomCalendars.asked.length = 0;
  house.roomCalendars.busy = () => true;
  expect((await change({ title: 'Anders', resourceIds: [hall, store], startsAtMs: at(2), durationMin: 30 })).status).toBe(200);
  expect(asked()).toEqual([]);
  expect(codeOf(await change({ startsAtMs: at(3) }))).toBe('resource_busy');
  expect(codeOf(await change({ durationMin: 120 }))).toBe('resource_busy');
  expect((await ask('GET', `/api/meetings/${meeting.id}`)).body).toMatchObject({ startsAtMs: at(2), durationMin: 30 });
  house.roomCalendars.busy = () => false;
  expect((await change({ startsAtMs: at(3) })).status).toBe(200);
  const without = (await plan(at(4), { resourceIds: [store] })).body as MeetingDetail;
  house.roomCalendars.busy = () => true;
  expect(codeOf(await ask('PATCH', `/api/meetings/${without.id}`, { resourceIds: [hall] }))).toBe('resource_busy');
});

test('of a series each date is asked about, and with a date that moves that one alone', async () => {
  const series = { every: 'day', interval: 1, end: { count: 3 } };
  house.roomCalendars.busy = (atMs) => atMs === at(12);
  expect(await plan(at(11), { series })).toMatchObject({
    body: { error: { code: 'resource_busy', details: { taken: [{ atMs: at(12) }] } } },
  });
  house.roomCalendars.busy = () => false;
  const meeting = (await plan(at(11), { series })).body as MeetingDetail;
  expect(asked().slice(-3)).toEqual([at(11), at(12), at(13)]);
  const second = meeting.series?.dates[1]?.day ?? '';
  const changeSecond = (body: object) => ask('PATCH', `/api/meetings/${meeting.id}/dates/${second}`, { scope: 'this', ...body });
  house.roomCalendars.asked.length = 0;
  house.roomCalendars.busy = () => true;
  expect(codeOf(await changeSecond({ startsAtMs: at(12) + hourMs }))).toBe('resource_busy');
  expect(asked()).toEqual([at(12) + hourMs]);
  expect((await changeSecond({ cancelled: true })).status).toBe(200);
  expect(codeOf(await changeSecond({ cancelled: false }))).toBe('resource_busy');
});

test('a calendar that does not answer holds nobody up: the room is booked, and the answer says which could not be asked', async () => {
  house.roomCalendars.answers = false;
  const planned = await plan(at(21));
  expect(planned).toMatchObject({ status: 201, body: { uncheckedRooms: ['Saal 1'] } });
  const { id } = planned.body as MeetingDetail;
  expect((await ask('GET', `/api/meetings/${id}`)).body).not.toHaveProperty('uncheckedRooms');
  expect((await ask('PATCH', `/api/meetings/${id}`, { startsAtMs: at(22) })).body).toMatchObject({ uncheckedRooms: ['Saal 1'] });
  expect((await ask('PATCH', `/api/meetings/${id}`, { title: 'Anders' })).body).not.toHaveProperty('uncheckedRooms');
});
