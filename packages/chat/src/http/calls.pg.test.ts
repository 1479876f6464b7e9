/** Calls from rooms: who may start one, what the room says of it, who is rung, and that a member who goes loses it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { MeetingPerson, MeetingStanding } from '../meeting-ports.ts';
import { at, openHouse, text, type House, type MatrixClient } from '../testing/house.ts';

const standings = new Map<string, MeetingStanding>();
const meetingOf = new Map<string, string>();
const membersOf = new Map<string, string[]>();

let house: House;
const timers: { atMs: number; task: () => void }[] = [];
/** Real, and goes faster when it is told to. */
let aheadMs = 0;
const clock = {
  now: () => Date.now() + aheadMs,
  after(delayMs: number, task: () => void) {
    const timer = { atMs: clock.now() + delayMs, task };
    timers.push(timer);
    const real = setTimeout(() => run(timer), delayMs);
    return () => {
      clearTimeout(real);
      timers.splice(0, timers.length, ...timers.filter((one) => one !== timer));
    };
  },
  pass(ms: number) {
    aheadMs += ms;
    for (const timer of timers.filter(({ atMs }) => atMs <= clock.now())) run(timer);
  },
};
function run(timer: (typeof timers)[number]): void {
  const index = timers.indexOf(timer);
  if (index < 0) return;
  timers.splice(index, 1);
  timer.task();
}

let alice: MatrixClient;
let bob: MatrixClient;
const ids = new Map<string, string>();

beforeAll(async () => {
  house = await openHouse({
    clock,
    presence: true,
    meetings: {
      standing: async (meetingId) => structuredClone(standings.get(meetingId)),
      visitorOf: async () => undefined,
      visitorKey: (personId) => `person:${personId}`,
      personIdOf: (visitor) => (visitor.startsWith('person:') ? visitor.slice('person:'.length) : undefined),
    },
    calls: {
      async open({ room, title, members }) {
        const meetingId = meetingOf.get(room) ?? `meeting-${meetingOf.size + 1}`;
        meetingOf.set(room, meetingId);
        membersOf.set(meetingId, [...members]);
        standings.set(meetingId, {
          ...{ title, isPersonal: false, owner: undefined, isOpen: false, people: [], keptOut: [] },
          settings: { mayChat: 'everyone', chatUploads: true },
        });
        return meetingId;
      },
      keepMembers: async (meetingId, members) => void membersOf.set(meetingId, [...members]),
    },
  });
  [alice, bob] = [await house.client('alice'), await house.client('bob')];
  await house.client('carol');
  for (const name of ['alice', 'bob', 'carol']) ids.set(name, (await house.accounts.search(`${name}@`, 1))[0]?.id ?? '');
});
afterAll(() => house?.close());

let room: string;
let meetingId: string;
beforeEach(async () => {
  room = await alice.makeRoom({ preset: 'private_chat', name: 'Bauamt', invite: [bob.userId] });
  await bob.join(room);
});

async function api(
  name: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  payload?: JsonObject,
): Promise<{ status: number; body: JsonObject }> {
  const answer = await house.first.app.inject({
    ...{ method, url: `/api/v1/chat${path}`, headers: { cookie: `as=${name}@stadt.example` } },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, body: answer.json() };
}
const call = (name: string, ring = 'none', roomId = room) => api(name, 'POST', `/rooms/${encodeURIComponent(roomId)}/call`, { ring });
async function started(name: string, ring = 'none'): Promise<void> {
  const { status, body } = await call(name, ring);
  expect(status).toBe(200);
  meetingId = text(body['meetingId']);
}
/** So many are inside now. */
function inside(...names: string[]): void {
  const standing = standings.get(meetingId);
  if (!standing) throw new Error('there is no such meeting');
  const people = new Map(standing.people.map((one) => [one.visitor, { ...one, isInside: false }]));
  for (const name of names) {
    const visitor = ids.has(name) ? `person:${ids.get(name)}` : `guest:${name}`;
    people.set(visitor, { visitor, name, isInside: true, leads: false, mayChat: true } satisfies MeetingPerson);
  }
  const isOpen = names.length > 0;
  standings.set(meetingId, {
    ...standing,
    isOpen,
    beganAtMs: isOpen ? (standing.beganAtMs ?? clock.now()) : undefined,
    people: [...people.values()],
  });
  house.first.chat.meetingChanged(meetingId);
}
const said = async (): Promise<JsonObject> => (await alice.ask('GET', at(room, 'state/eu.saal.call'))).body;
const untilSaid = (content: JsonObject) => expect.poll(said, { timeout: 10_000 }).toMatchObject(content);
const ringing = async (name: string): Promise<JsonObject[]> => (await api(name, 'GET', '/rings')).body['rings'] as JsonObject[];

test('who is in the room calls, always the same meeting; nobody else does', async () => {
  await started('alice');
  const first = meetingId;
  await started('bob');
  expect(meetingId).toBe(first);
  expect(membersOf.get(meetingId)?.toSorted()).toEqual([ids.get('alice'), ids.get('bob')].toSorted());
  expect((await call('carol')).status).toBe(403);
  const unknown = await house.first.app.inject({
    method: 'POST',
    url: `/api/v1/chat/rooms/${encodeURIComponent(room)}/call`,
    payload: { ring: 'none' },
  });
  expect(unknown.statusCode).toBe(401);
});

test('of two it rings at who was never in the room, and in a group only at who came', async () => {
  const carol = `@carol:${alice.userId.split(':')[1] ?? ''}`;
  const two = await alice.makeRoom({ preset: 'trusted_private_chat', is_direct: true, invite: [carol] });
  const { body } = await call('alice', 'voice', two);
  expect(body).toMatchObject({ rung: 1 });
  expect(membersOf.get(text(body['meetingId']))?.toSorted()).toEqual([ids.get('alice'), ids.get('carol')].toSorted());
  expect(await ringing('carol')).toMatchObject([{ callerName: 'Alice', video: false }]);
  expect((await call('carol', 'none', two)).status).toBe(403);
  const group = await alice.makeRoom({ preset: 'private_chat', invite: [bob.userId, carol] });
  expect((await call('alice', 'voice', group)).body).toMatchObject({ rung: 0 });
});

test('the room says since when the call runs and who is in it, and afterwards how many came', async () => {
  await started('alice');
  inside('alice');
  await untilSaid({ running: true, meeting_id: meetingId, by: alice.userId, people: [alice.userId], count: 1, news: 'began' });
  inside('alice', 'bob', 'dora');
  clock.pass(3_000);
  await untilSaid({ count: 3, people: [alice.userId, bob.userId] });
  expect(await said()).not.toHaveProperty('news');
  inside();
  await untilSaid({ running: false, came: 3, news: 'ended' });
  const { since_ms, ended_at_ms } = await said();
  expect(Number(ended_at_ms) - Number(since_ms)).toBeGreaterThanOrEqual(3_000);
});

test('only the server says that a call runs, and it is nothing unread', async () => {
  const content = { running: true, meeting_id: 'mine', since_ms: 1, people: [], count: 9 };
  expect((await alice.ask('PUT', at(room, 'state/eu.saal.call'), content)).status).toBe(403);
  expect((await alice.ask('POST', '/createRoom', { initial_state: [{ type: 'eu.saal.call', content }] })).status).toBe(403);
  await bob.sync();
  await started('alice');
  inside('alice');
  await untilSaid({ running: true });
  const section = (await bob.sync()).rooms?.join?.[room];
  expect(section?.timeline?.events.map(({ type }) => type)).toContain('eu.saal.call');
  expect(section?.unread_notifications?.notification_count ?? 0).toBe(0);
});

test('a member who is put out of the room is no member of its meeting any more', async () => {
  await started('alice');
  expect(membersOf.get(meetingId)).toContain(ids.get('bob'));
  await alice.must('POST', at(room, 'kick'), { user_id: bob.userId });
  await expect.poll(() => membersOf.get(meetingId)).toEqual([ids.get('alice')]);
  expect((await api('bob', 'GET', `/meetings/${meetingId}/room`)).body).toMatchObject({ error: { code: 'not_found' } });
  inside('bob');
  expect((await api('bob', 'GET', `/meetings/${meetingId}/room`)).body).toEqual({ isCall: true, roomId: null });
  expect((await api('alice', 'GET', `/meetings/${meetingId}/room`)).body).toEqual({ isCall: true, roomId: room });
});

test('who is rung hears it on each page at once, until one answers', async () => {
  const before = (await api('bob', 'GET', '/rings')).body;
  const parked = [1, 2].map(() => api('bob', 'GET', `/rings?known=${text(before['version'])}&wait=20000`));
  await started('alice', 'video');
  for (const { body } of await Promise.all(parked))
    expect(body['rings']).toMatchObject([{ meetingId, roomId: room, video: true, callerName: 'Alice' }]);
  expect(await ringing('alice')).toEqual([]);
  const [ring] = await ringing('bob');
  expect((await api('carol', 'POST', `/rings/${text(ring?.['ringId'])}`, { answer: 'accepted' })).body).toEqual({ meetingId: null });
  const { version } = (await api('bob', 'GET', '/rings')).body;
  const other = api('bob', 'GET', `/rings?known=${text(version)}&wait=20000`);
  await api('bob', 'POST', `/rings/${text(ring?.['ringId'])}`, { answer: 'accepted' });
  expect((await other).body['rings']).toEqual([]);
});

test('after 45 seconds nobody rings any more, and the room says who missed the call', async () => {
  await started('alice', 'voice');
  inside('alice');
  await untilSaid({ running: true });
  expect(await ringing('bob')).toHaveLength(1);
  clock.pass(46_000);
  expect(await ringing('bob')).toEqual([]);
  await untilSaid({ running: true, missed: [bob.userId], news: 'missed', about: [bob.userId] });
});

test('when the one who calls gives up, it stops to ring and was missed', async () => {
  await started('alice', 'voice');
  inside('alice');
  await untilSaid({ running: true });
  inside();
  await untilSaid({ running: false, missed: [bob.userId] });
  expect(await ringing('bob')).toEqual([]);
});

test('who declines is told of to the room, and the next call says nothing of it', async () => {
  await started('alice', 'voice');
  inside('alice');
  const [ring] = await ringing('bob');
  await api('bob', 'POST', `/rings/${text(ring?.['ringId'])}`, { answer: 'declined' });
  await untilSaid({ running: true, declined: [bob.userId] });
  inside();
  await untilSaid({ running: false });
  clock.pass(120_000);
  await started('alice', 'none');
  inside('alice');
  await untilSaid({ running: true });
  expect(await said()).not.toHaveProperty('declined');
});

test('nobody is rung who wants to hear nothing, nor a large room', async () => {
  await bob.must('PUT', `/user/${encodeURIComponent(bob.userId)}/account_data/eu.saal.presence`, { state: 'dnd' });
  await started('alice', 'voice');
  expect(await ringing('bob')).toEqual([]);
  await bob.must('PUT', `/user/${encodeURIComponent(bob.userId)}/account_data/eu.saal.presence`, {});
  for (const name of ['dora', 'erik', 'fritz', 'gerda']) {
    const one = await house.client(name);
    await alice.must('POST', at(room, 'invite'), { user_id: one.userId });
    await one.join(room);
  }
  expect((await call('alice', 'voice')).status).toBe(403);
  expect((await call('alice', 'none')).status).toBe(200);
});

test('a status is told to those who share a room, until its end, and "in a meeting" comes and goes by itself', async () => {
  const untilMs = clock.now() + 3_600_000;
  const set = await api('alice', 'PUT', '/status', { state: 'busy', text: 'Klausur', untilMs });
  expect(set.body).toEqual({ isTold: true, state: 'busy', text: 'Klausur', untilMs, hideMeetings: false });
  const told = async () => (await bob.ask('GET', `/presence/${encodeURIComponent(alice.userId)}/status`)).body;
  // Out of what the tests before left open.
  for (const [id, standing] of standings) {
    standings.set(id, { ...standing, isOpen: false, beganAtMs: undefined, people: [] });
    house.first.chat.meetingChanged(id);
  }
  await alice.sync();
  await expect.poll(told).toMatchObject({ presence: 'online', 'eu.saal.doing': 'busy', status_msg: 'Klausur' });
  await started('alice');
  inside('alice');
  await expect.poll(told).toMatchObject({ 'eu.saal.doing': 'meeting' });
  expect(JSON.stringify(await told())).not.toContain(meetingId);
  inside();
  await expect.poll(told).toMatchObject({ 'eu.saal.doing': 'busy' });
  clock.pass(3_700_000);
  await alice.sync();
  expect(await told()).not.toHaveProperty('status_msg');
  expect((await api('alice', 'GET', '/status')).body).toMatchObject({ state: 'available', text: '' });
  await api('alice', 'PUT', '/status', { state: 'invisible' });
  expect(await told()).toMatchObject({ presence: 'offline' });
  expect((await api('alice', 'PUT', '/status', { state: 'invented' })).status).toBe(400);
});

test('whoever is in a meeting is told that it is to ring without a sound', async () => {
  await started('alice');
  inside('bob');
  room = await alice.makeRoom({ preset: 'private_chat', invite: [bob.userId] });
  await bob.join(room);
  await call('alice', 'voice');
  const here = async () => (await ringing('bob')).find(({ roomId }) => roomId === room);
  await expect.poll(here).toMatchObject({ isQuiet: true });
  inside();
  await expect.poll(async () => (await here())?.['isQuiet']).toBeUndefined();
  expect(await here()).toBeDefined();
});

test('a muted room does not ring, nor does somebody whom one ignores; the one who calls cannot tell', async () => {
  const rule = `/pushrules/global/override/${encodeURIComponent(room)}`;
  await bob.must('PUT', rule, { actions: [], conditions: [{ kind: 'event_match', key: 'room_id', pattern: room }] });
  const ringsHere = async (): Promise<boolean> => (await ringing('bob')).some(({ roomId }) => roomId === room);
  expect((await call('alice', 'video')).body).toMatchObject({ rung: 1 });
  expect(await ringsHere()).toBe(false);
  room = await alice.makeRoom({ preset: 'private_chat', invite: [bob.userId] });
  await bob.join(room);
  const list = `/user/${encodeURIComponent(bob.userId)}/account_data/m.ignored_user_list`;
  await bob.must('PUT', list, { ignored_users: { [alice.userId]: {} } });
  expect((await call('alice', 'video')).body).toMatchObject({ rung: 1 });
  expect(await ringsHere()).toBe(false);
  await bob.must('PUT', list, { ignored_users: {} });
  room = await alice.makeRoom({ preset: 'private_chat', invite: [bob.userId] });
  await bob.join(room);
  await call('alice', 'video');
  expect(await ringsHere()).toBe(true);
});
