import { momentOf, wallTimeOf, type BookingList, type MeetingDetail, type ResourceView, type TakenResources } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';

let house: House;
let hall: string;
let tower: string;
beforeAll(async () => {
  house = await openHouse();
  house.accounts.allow('Rita', 'rooms.change');
  hall = await made('Saal 1', 'Rathaus');
  tower = await made('Turmzimmer', 'Rathaus');
});
afterAll(() => house.close());

const hour = 3_600_000;
const day = 24 * hour;
const zone = 'Europe/Berlin';
type Answer = { status: number; body: unknown; text: string };
const code = (answer: { body: unknown }): unknown => (answer.body as { error?: { code: string } } | undefined)?.error?.code;
const room = (name: string, building: string) => ({ name, building, seats: 12, equipment: 'Beamer', email: null });
const made = async (name: string, building: string): Promise<string> =>
  ((await house.request('person=Rita', 'POST', '/api/resources', room(name, building))).body as ResourceView).id;
/** 10 o'clock so many days from now. */
const at = (days: number, time = '10:00'): number =>
  momentOf({ date: wallTimeOf(house.clock.now() + days * day, zone).date, time }, zone) ?? 0;
const plan = (name: string, startsAtMs: number, more: object = {}): Promise<Answer> =>
  house.request(`person=${name}`, 'POST', '/api/meetings', {
    ...{ kind: 'planned', startsAtMs, durationMin: 60, timeZone: zone, resourceIds: [hall] },
    ...more,
  });
const change = (meeting: MeetingDetail, body: object): Promise<Answer> =>
  house.request('person=Bob', 'PATCH', `/api/meetings/${meeting.id}`, body);
const bookings = async (id: string, fromMs: number, name = 'Carol'): Promise<BookingList['bookings']> =>
  (
    (await house.request(`person=${name}`, 'GET', `/api/resources/${id}/bookings?fromMs=${fromMs}&toMs=${fromMs + day}`))
      .body as BookingList
  ).bookings;

test('rooms are made, changed and withdrawn with the right for it alone, and listed to everybody with an account', async () => {
  const id = await made('Kammer', 'Anbau');
  for (const [method, path, body] of [
    ['POST', '/api/resources', room('Mein Saal', '')],
    ['PUT', `/api/resources/${id}`, room('Mein Saal', '')],
    ['DELETE', `/api/resources/${id}`, undefined],
  ] as const) {
    expect(code(await house.request('person=Bob', method, path, body))).toBe('not_allowed');
    expect(code(await house.request('guest=carol', method, path, body))).toBe('not_signed_in');
  }
  const listed = async (): Promise<string[]> =>
    ((await house.request('person=Bob', 'GET', '/api/resources')).body as { resources: ResourceView[] }).resources.map(({ name }) => name);
  expect(await listed()).toEqual(['Kammer', 'Saal 1', 'Turmzimmer']);
  expect((await house.request('person=Rita', 'PUT', `/api/resources/${id}`, { ...room('Kammer 2', 'Anbau'), seats: null })).status).toBe(
    200,
  );
  expect((await house.request('person=Rita', 'DELETE', `/api/resources/${id}`)).status).toBe(204);
  expect(await listed()).toEqual(['Saal 1', 'Turmzimmer']);
  expect(code(await plan('Bob', at(1), { resourceIds: [id] }))).toBe('resource_not_found');
  expect(code(await house.request('person=Rita', 'DELETE', `/api/resources/${id}`))).toBe('resource_not_found');
  expect(code(await house.request('guest=carol', 'GET', '/api/resources'))).toBe('not_signed_in');
});

test('a booked room is refused to others at that time and free before and after; who booked is told to few', async () => {
  const meeting = (await plan('Bob', at(2))).body as MeetingDetail;
  expect(meeting.resources).toEqual([{ id: hall, name: 'Saal 1', building: 'Rathaus' }]);
  const refused = await plan('Carol', at(2) + hour / 2);
  expect(refused).toMatchObject({
    status: 409,
    body: { error: { code: 'resource_taken', details: { taken: [{ resourceId: hall, name: 'Saal 1', atMs: at(2) + hour / 2 }] } } },
  });
  expect((await plan('Carol', at(2) + hour)).status).toBe(201);
  expect((await plan('Carol', at(2) - hour)).status).toBe(201);
  const midnight = at(2, '00:00');
  expect(await bookings(hall, midnight)).toEqual([
    { fromMs: at(2) - hour, toMs: at(2), by: 'Carol' },
    { fromMs: at(2), toMs: at(2) + hour },
    { fromMs: at(2) + hour, toMs: at(2) + 2 * hour, by: 'Carol' },
  ]);
  expect((await bookings(hall, midnight, 'Rita')).map(({ by }) => by)).toEqual(['Carol', 'Bob', 'Carol']);
  const free = await house.request('person=Carol', 'POST', '/api/resources/free', {
    slots: [
      { fromMs: at(2), toMs: at(2) + hour },
      { fromMs: at(2) + 3 * hour, toMs: at(2) + 4 * hour },
    ],
  });
  expect((free.body as TakenResources).taken).toEqual([{ resourceId: hall, atMs: [at(2)] }]);
  // Not against itself.
  const own = { slots: [{ fromMs: at(2), toMs: at(2) + hour }], exceptMeetingId: meeting.id };
  expect(((await house.request('person=Bob', 'POST', '/api/resources/free', own)).body as TakenResources).taken).toEqual([]);
  expect(code(await house.request('person=Carol', 'GET', `/api/resources/none/bookings?fromMs=0&toMs=1`))).toBe('resource_not_found');
});

test('moving a meeting moves its booking, or is refused as a whole; deleting it frees the room', async () => {
  await plan('Carol', at(5));
  const meeting = (await plan('Bob', at(4))).body as MeetingDetail;
  expect(code(await change(meeting, { startsAtMs: at(5), title: 'Verschoben' }))).toBe('resource_taken');
  const unchanged = (await house.request('person=Bob', 'GET', `/api/meetings/${meeting.id}`)).body as MeetingDetail;
  expect(unchanged).toMatchObject({ startsAtMs: at(4), title: meeting.title });
  expect(await bookings(hall, at(4, '00:00'))).toHaveLength(1);

  expect((await change(meeting, { startsAtMs: at(5), resourceIds: [tower] })).body).toMatchObject({ resources: [{ id: tower }] });
  expect(await bookings(hall, at(4, '00:00'))).toEqual([]);
  expect(await bookings(tower, at(5, '00:00'))).toEqual([{ fromMs: at(5), toMs: at(5) + hour }]);
  expect((await change(meeting, { durationMin: 120 })).status).toBe(200);
  expect(await bookings(tower, at(5, '00:00'))).toEqual([{ fromMs: at(5), toMs: at(5) + 2 * hour }]);
  await house.request('person=Bob', 'DELETE', `/api/meetings/${meeting.id}`);
  expect(await bookings(tower, at(5, '00:00'))).toEqual([]);
});

test('a series has the room at each date or is not planned; a cancelled date gives it back, and has it again if it is free', async () => {
  await plan('Carol', at(12));
  const daily = { series: { every: 'day', interval: 1, end: { count: 3 } } };
  expect(await plan('Bob', at(10), daily)).toMatchObject({
    body: { error: { code: 'resource_taken', details: { taken: [{ resourceId: hall, atMs: at(12) }] } } },
  });
  const series = (await plan('Bob', at(20), daily)).body as MeetingDetail;
  const second = series.series?.dates[1]?.day ?? '';
  const changeSecond = (body: object): Promise<Answer> =>
    house.request('person=Bob', 'PATCH', `/api/meetings/${series.id}/dates/${second}`, { scope: 'this', ...body });
  expect(code(await plan('Carol', at(21)))).toBe('resource_taken');
  expect((await changeSecond({ cancelled: true })).status).toBe(200);
  expect((await plan('Carol', at(21))).status).toBe(201);
  expect(code(await changeSecond({ cancelled: false }))).toBe('resource_taken');
  expect((await changeSecond({ cancelled: false, startsAtMs: at(21, '15:00') })).status).toBe(200);
  expect(await bookings(hall, at(21, '00:00'), 'Rita')).toEqual([
    { fromMs: at(21), toMs: at(21) + hour, by: 'Carol' },
    { fromMs: at(21, '15:00'), toMs: at(21, '16:00'), by: 'Bob' },
  ]);
});

test('of twenty who want the same room at the same moment, on two kinds of ways, one gets it', async () => {
  const moved = await Promise.all(Array.from({ length: 10 }, (_, index) => plan(`Mover${index}`, at(30 + index), { resourceIds: [] })));
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, (_, index) =>
      plan(`Planner${index}`, at(50), { resourceIds: index % 2 ? [hall, tower] : [tower, hall] }),
    ),
    ...moved.map(({ body }, index) =>
      house.request(`person=Mover${index}`, 'PATCH', `/api/meetings/${(body as MeetingDetail).id}`, {
        startsAtMs: at(50) + hour / 2,
        resourceIds: [hall],
      }),
    ),
  ]);
  const got = answers.filter(({ status }) => status < 300);
  expect(got).toHaveLength(1);
  for (const answer of answers) if (!got.includes(answer)) expect(code(answer)).toBe('resource_taken');
  expect(await bookings(hall, at(50, '00:00'))).toHaveLength(1);
});

test('calendars learn when people and rooms are busy, of a series each date that takes place', async () => {
  const owner = house.accounts.personNamed('Busy').id;
  await plan('Busy', at(60), { series: { every: 'day', interval: 1, end: { count: 3 } } });
  await house.request('person=Busy', 'POST', '/api/meetings', { kind: 'instant' });
  const range = { fromMs: at(61, '00:00'), toMs: at(62, '10:30') };
  const times = [at(61), at(62)].map((fromMs) => ({ fromMs, toMs: fromMs + hour }));
  expect(await house.meetings.busy.ofPeople([owner], range)).toMatchObject(times);
  expect(await house.meetings.busy.ofResources([hall, tower], range)).toMatchObject(times.map((time) => ({ ...time, resourceId: hall })));
  expect(await house.meetings.busy.ofPeople([], range)).toEqual([]);
  expect(await house.meetings.busy.ofResources([], range)).toEqual([]);
});
