import { addDays, momentOf, wallTimeOf, type MeetingDetail, type MeetingList } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

const timeZone = 'Europe/Berlin';
let house: House;
/** Today where the meetings are. */
let today: string;
beforeAll(async () => {
  house = await openHouse();
  today = wallTimeOf(house.clock.now(), timeZone).date;
});
afterAll(() => house.close());

const at = (day: string, time: string): number => momentOf({ date: day, time }, timeZone) ?? NaN;
const daily = (count: number) => ({ every: 'day', interval: 1, end: { count } });

async function plan(name: string, more: object = {}): Promise<MeetingDetail> {
  const answer = await house.request(`person=${name}`, 'POST', '/api/meetings', {
    kind: 'planned',
    title: 'Lage',
    startsAtMs: at(addDays(today, 1), '09:00'),
    durationMin: 30,
    timeZone,
    series: daily(4),
    ...more,
  });
  expect(answer.status).toBe(201);
  return answer.body as MeetingDetail;
}

const list = async (name: string, when: string): Promise<MeetingList['meetings']> =>
  ((await house.request(`person=${name}`, 'GET', `/api/meetings?when=${when}&timeZone=${timeZone}`)).body as MeetingList).meetings;
const change = (name: string, { id }: MeetingDetail, day: string, body: object) =>
  house.request(`person=${name}`, 'PATCH', `/api/meetings/${id}/dates/${day}`, body);

test('a series is one meeting, and a line for each date that takes place', async () => {
  const meeting = await plan('Sara');
  expect(meeting).toMatchObject({ day: addDays(today, 1), startsAtMs: at(addDays(today, 1), '09:00') });
  expect(meeting.series).toMatchObject({ rule: daily(4), time: '09:00' });
  const moved = await change('Sara', meeting, addDays(today, 2), {
    scope: 'this',
    startsAtMs: at(addDays(today, 2), '15:00'),
    durationMin: 45,
  });
  expect(moved.status).toBe(200);
  await change('Sara', meeting, addDays(today, 3), { scope: 'this', cancelled: true });
  const coming = await list('Sara', 'coming');
  expect(new Set(coming.map(({ id }) => id))).toEqual(new Set([meeting.id]));
  expect(coming.map(({ day, startsAtMs, durationMin }) => [day, startsAtMs, durationMin])).toEqual([
    [addDays(today, 1), at(addDays(today, 1), '09:00'), 30],
    [addDays(today, 2), at(addDays(today, 2), '15:00'), 45],
    [addDays(today, 4), at(addDays(today, 4), '09:00'), 30],
  ]);
  const { series } = (await house.request('person=Sara', 'GET', `/api/meetings/${meeting.id}`)).body as MeetingDetail;
  expect(series?.dates.map(({ state }) => state)).toEqual(['ruled', 'moved', 'cancelled', 'ruled']);
});

test('this and the following get another time; the link tells guests the next date', async () => {
  const meeting = await plan('Tom', { startsAtMs: at(addDays(today, -1), '09:00') });
  const changed = await change('Tom', meeting, addDays(today, 1), { scope: 'following', time: '10:15' });
  expect((changed.body as MeetingDetail).series?.dates.map(({ startsAtMs }) => wallTimeOf(startsAtMs, timeZone).time)).toEqual([
    '09:00',
    '09:00',
    '10:15',
    '10:15',
  ]);
  await change('Tom', meeting, today, { scope: 'this', cancelled: true });
  const link = await house.request('guest=gerda', 'GET', `/api/public/meetings/${meeting.id}`);
  expect(link.body).toMatchObject({ startsAtMs: at(addDays(today, 1), '10:15') });
});

test('while it runs, only the date of today runs, also for who is there by the link', async () => {
  const meeting = await plan('Uwe', { startsAtMs: house.clock.now(), series: daily(3), settings: { lobbyBypass: 'everyone' } });
  const uwe = await house.connect('person=Uwe');
  await uwe.join(meeting.id);
  const bea = await house.connect('person=Bea');
  await bea.join(meeting.id);
  for (const name of ['Uwe', 'Bea']) {
    const lines = [...(await list(name, 'today')), ...(await list(name, 'coming'))];
    expect(lines.map(({ day, running }) => [day, running])).toEqual([
      [today, true],
      [addDays(today, 1), false],
      [addDays(today, 2), false],
    ]);
  }
});

test('two changes at once are both there', async () => {
  const meeting = await plan('Vera');
  await Promise.all([1, 2, 3].map((after) => change('Vera', meeting, addDays(today, after), { scope: 'this', cancelled: true })));
  expect((await list('Vera', 'coming')).map(({ day }) => day)).toEqual([addDays(today, 4)]);
});

test('what makes no sense is refused by its field', async () => {
  const meeting = await plan('Wim');
  const refused = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string; details?: { path?: string } } }).error;
  const ask = (body: object) =>
    house.request('person=Wim', 'POST', '/api/meetings', { kind: 'planned', startsAtMs: at(today, '09:00'), timeZone, ...body });
  expect(refused(await ask({ timeZone: undefined, series: daily(2) }))).toMatchObject({ details: { path: 'timeZone' } });
  expect(refused(await ask({ series: { ...daily(2), end: { until: addDays(today, -1) } } }))).toMatchObject({
    details: { path: 'series' },
  });
  expect(refused(await ask({ series: { ...daily(2), end: { count: 401 } } }))).toMatchObject({ code: 'bad_request' });
  expect(refused(await ask({ kind: 'instant', startsAtMs: undefined, series: daily(2) }))).toMatchObject({ details: { path: 'series' } });
  expect(refused(await change('Wim', meeting, addDays(today, 9), { scope: 'this', cancelled: true }))).toMatchObject({
    details: { path: 'day' },
  });
  expect(refused(await house.request('person=Wim', 'PATCH', `/api/meetings/${meeting.id}`, { durationMin: 90 }))).toMatchObject({
    details: { path: 'durationMin' },
  });
});

test('A03: the dates of somebody else answer like those of no meeting', async () => {
  const meeting = await plan('Xenia');
  const body = { scope: 'this', cancelled: true };
  const foreign = await change('Mallory', meeting, addDays(today, 1), body);
  const absent = await house.request('person=Mallory', 'PATCH', `/api/meetings/AAAAAAAAAAAAAAAAAAAAAA/dates/${addDays(today, 1)}`, body);
  expect(foreign.status).toBe(404);
  expect(foreign).toEqual(absent);
  // Its own meeting, that takes place once.
  const once = await house.meetingOf('Mallory');
  expect((await change('Mallory', once, addDays(today, 1), body)).status).toBe(404);
  expect((await list('Xenia', 'coming')).length).toBe(4);
});
