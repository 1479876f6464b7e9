import { MeetingList, type MeetingDetail } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { admit } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const dayMs = 86_400_000;
type Lists = Record<'today' | 'coming' | 'past', string[]>;

async function listed(name: string, when: string): Promise<MeetingList['meetings']> {
  const { body } = await house.request(`person=${name}`, 'GET', `/api/meetings?when=${when}&timeZone=Europe/Berlin`);
  return MeetingList.parse(body).meetings;
}

async function listsOf(name: string): Promise<Lists> {
  const ids = async (when: string): Promise<string[]> => (await listed(name, when)).map(({ id }) => id);
  return { today: await ids('today'), coming: await ids('coming'), past: await ids('past') };
}

/** Alice begins it, the others come in; then it is ended for all. */
async function held(meeting: MeetingDetail, others: readonly string[]): Promise<void> {
  const alice = await house.connect('person=Alice');
  await alice.join(meeting.id);
  for (const cookie of others)
    expect(await (await house.connect(cookie)).join(meeting.id, { name: 'Guest' })).toMatchObject({ state: 'joined' });
  await alice.ask('meeting.end', {});
}

test("who was in a meeting of somebody else finds it again: with the way in and who invited, and without what is its owner's", async () => {
  const meeting = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  await alice.join(meeting.id);
  const bob = await house.connect('person=Bob');
  await bob.join(meeting.id);
  const [whileRunning] = await listed('Bob', 'today');
  expect(whileRunning).toEqual({
    id: meeting.id,
    title: 'Jour fixe',
    ownerName: 'Alice',
    startsAtMs: null,
    durationMin: null,
    timeZone: null,
    url: `https://saal.example.org/m/${meeting.id}`,
    owner: false,
    running: true,
    lastEnteredAtMs: whileRunning?.owner === false ? whileRunning.lastEnteredAtMs : undefined,
  });
  // The schema above drops what it does not know, so the text itself is looked at.
  const { text } = await house.request('person=Bob', 'GET', '/api/meetings?when=today');
  expect(text).toContain(meeting.id);
  for (const secret of [meeting.number, meeting.passcode, 'settings', 'passcode', 'number', 'lastEndedAtMs'])
    expect(text).not.toContain(secret);
  await alice.ask('meeting.end', {});
  expect(await listed('Bob', 'today')).toMatchObject([{ id: meeting.id, running: false }]);
});

test('A03: being listed opens nothing else: to read, change or delete it still answers as if it did not exist', async () => {
  const meeting = await house.meetingOf('Alice');
  await held(meeting, ['person=Bea']);
  expect((await listsOf('Bea')).today).toEqual([meeting.id]);
  for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
    const body = method === 'PATCH' ? { title: 'Mine' } : undefined;
    const foreign = await house.request('person=Bea', method, `/api/meetings/${meeting.id}`, body);
    expect(foreign).toEqual(await house.request('person=Bea', method, '/api/meetings/AAAAAAAAAAAAAAAAAAAAAA', body));
    expect(foreign.status).toBe(404);
  }
});

test('the owner sees it once, guests and who only waited in the lobby leave no trace', async () => {
  const meeting = await house.meetingOf('Alice', { lobbyBypass: 'nobody' });
  const alice = await house.connect('person=Alice');
  await alice.join(meeting.id);
  const dora = await house.connect('person=Dora');
  expect(await dora.join(meeting.id)).toMatchObject({ state: 'waiting' });
  const carol = await house.connect('guest=carol');
  await carol.join(meeting.id, { name: 'Carol' });
  await admit(alice, 'Carol');
  expect(await carol.join(meeting.id, { name: 'Carol' })).toMatchObject({ state: 'joined' });
  expect((await listsOf('Alice')).today.filter((id) => id === meeting.id)).toHaveLength(1);
  expect(await listsOf('Dora')).toEqual({ today: [], coming: [], past: [] });
  const kept = await house.db
    .$extendTables<{ 'meetings.attendance': { meeting_id: string } }>()
    .selectFrom('meetings.attendance')
    .selectAll()
    .where('meeting_id', '=', meeting.id)
    .execute();
  expect(kept).toEqual([]);
  await alice.ask('meeting.end', {});
});

test("it is in the past on later days, comes again when it is planned again, and is today's while it runs", async () => {
  const { body } = await house.request('person=Alice', 'POST', '/api/meetings', {
    kind: 'planned',
    title: 'Klausur',
    startsAtMs: house.clock.now() - 3 * dayMs,
    timeZone: 'Europe/Berlin',
  });
  const meeting = body as MeetingDetail;
  await held(meeting, ['person=Bert']);
  expect(await listsOf('Bert')).toEqual({ today: [], coming: [], past: [meeting.id] });

  const again = { title: 'Klausur II', startsAtMs: house.clock.now() + 3 * dayMs };
  await house.request('person=Alice', 'PATCH', `/api/meetings/${meeting.id}`, again);
  expect(await listsOf('Bert')).toEqual({ today: [], coming: [meeting.id], past: [] });
  expect((await listed('Bert', 'coming'))[0]).toMatchObject(again);

  const alice = await house.connect('person=Alice');
  await alice.join(meeting.id);
  expect(await listsOf('Bert')).toEqual({ today: [meeting.id], coming: [], past: [] });
  await alice.ask('meeting.end', {});
});

test('a personal room of somebody else counts by when one was there last', async () => {
  const { body } = await house.request('person=Alice', 'GET', '/api/meetings/personal');
  const room = body as MeetingDetail;
  await held(room, ['person=Bruno']);
  expect((await listsOf('Bruno')).today).toEqual([room.id]);
  expect((await listsOf('Alice')).today).not.toContain(room.id);
});

test('who is removed and kept out finds it no more; who is only removed still does', async () => {
  const meeting = await house.meetingOf('Alice');
  const alice = await house.connect('person=Alice');
  await alice.join(meeting.id);
  for (const [name, keepOut] of [
    ['Mallory', true],
    ['Benno', false],
  ] as const) {
    await (await house.connect(`person=${name}`)).join(meeting.id);
    await alice.ask('meeting.remove', { participantId: await alice.idOf(name), keepOut });
  }
  expect((await listsOf('Mallory')).today).toEqual([]);
  expect((await listsOf('Benno')).today).toEqual([meeting.id]);
  await alice.ask('meeting.end', {});
});

test('it goes with the meeting, and 90 days after one last came in', async () => {
  const meeting = await house.meetingOf('Alice');
  const deleted = await house.meetingOf('Alice');
  await held(meeting, ['person=Birgit']);
  await held(deleted, ['person=Birgit']);
  await house.request('person=Alice', 'DELETE', `/api/meetings/${deleted.id}`);
  house.clock.skip(89 * dayMs);
  expect((await listsOf('Birgit')).past).toEqual([meeting.id]);
  house.clock.skip(2 * dayMs);
  const deadline = Date.now() + 10_000;
  while ((await listsOf('Birgit')).past.length > 0) if (Date.now() > deadline) throw new Error('still listed after 91 days');
});
