import { createLogger, LocalBus } from '@saal/foundation';
import { RESUME_WINDOW_MS, type MeetingId } from '@saal/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StoredEvent } from '../meeting-event.ts';
import { FakeMedia, type FakePeer, type FakeRoom } from '../testing/fake-media.ts';
import { openEstate, openHouse, type Estate, type House } from '../testing/house.ts';
import { until, type TestClient } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let estate: Estate & { close(): Promise<void> };
let house: House;
let media: FakeMedia;
beforeEach(async () => {
  media = new FakeMedia();
  media.outlivesServer = true;
  estate = { ...(await openEstate(() => Promise.resolve(new LocalBus(createLogger('silent'))))), media };
  house = await openHouse(estate);
});
afterEach(async () => {
  await house.close();
  await estate.close();
});

const guestOf = (id: string): string => `guest=carol-${id.slice(0, 8)}`;
const roomOf = (client: TestClient): FakeRoom => media.rooms.get(client.view.meeting.id) ?? nobody();
const peerOf = (client: TestClient): FakePeer => roomOf(client).peer(client.deviceId) ?? nobody();
const produce = (client: TestClient, source: 'microphone' | 'camera') =>
  client.ask('media.produce', { transportId: 'transport-1', source, rtpParameters: {} });
const sources = (client: TestClient, name: string) =>
  client
    .person(name)
    ?.streams.map(({ source, paused }) => `${source}${paused ? ' off' : ''}`)
    .sort();

function nobody(): never {
  throw new Error('not in the media room');
}

/** What a conductor stored in its last moment, and had no time to enforce. */
async function storeUnenforced(meetingId: string, events: readonly StoredEvent[]): Promise<void> {
  for (const event of events)
    await sql`
      insert into meetings.event (meeting_id, run, seq, type, data)
      select meeting_id, run, max(seq) + 1, ${event.type}, ${JSON.stringify(event)}::jsonb from meetings.event
      where meeting_id = ${meetingId} group by meeting_id, run`.execute(house.db);
}

test('when the server is another one, media is as it was: who is back first sees what all others send', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  await produce(bob, 'microphone');
  await produce(bob, 'camera');
  await produce(carol, 'camera');
  const room = roomOf(alice);
  const peers = [alice, bob, carol].map(peerOf);
  await house.restart();
  expect(room.closes).toBe(0);
  await until('taken up', () => !room.isLeft);
  expect(room.term).toBeGreaterThan(1);

  const back = await house.connect('person=Alice', alice.deviceId);
  expect(await back.join(id, { mediaEpoch: room.epoch })).toMatchObject({ state: 'joined', media: { kept: true } });
  expect(back.names).toEqual(['Alice', 'Bob', 'Carol']);
  expect(back.person('Bob')?.presence).toBe('reconnecting');
  expect(sources(back, 'Bob')).toEqual(['camera', 'microphone']);
  expect(sources(back, 'Carol')).toEqual(['camera']);
  const bobs = await house.connect('person=Bob', bob.deviceId);
  await bobs.join(id, { mediaEpoch: room.epoch });
  const carols = await house.connect(guestOf(id), carol.deviceId);
  await carols.join(id, { mediaEpoch: room.epoch });
  await until('all here', () => back.view.participants.every(({ presence }) => presence === 'here'));
  expect([back, bobs, carols].map(peerOf)).toEqual(peers);
  expect(peers.every(({ closed }) => !closed)).toBe(true);
  await bobs.ask('media.produce', { transportId: 'transport-1', source: 'screen', shareId: 'share-1', rtpParameters: {} });
  await until('what is sent from now on', () => sources(back, 'Bob')?.includes('screen'));
});

test('what the former conductor stored and did not enforce is enforced before anybody is back', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  await produce(alice, 'microphone');
  await produce(bob, 'microphone');
  await produce(bob, 'camera');
  await produce(carol, 'microphone');
  const dora = await house.connect('person=Dora');
  await dora.join(id);
  await produce(dora, 'microphone');
  const room = roomOf(alice);
  const [alices, bobs, carols, doras] = [alice, bob, carol, dora].map(peerOf);
  const [by, bobId, doraId] = [alice.view.me.participantId, bob.view.me.participantId, dora.view.me.participantId];
  await house.meetings.close();
  await storeUnenforced(id, [
    { type: 'muted', participantId: carol.view.me.participantId, by },
    { type: 'right-changed', participantId: bobId, right: 'show-camera', granted: false, by },
    { type: 'removed', participantId: doraId, by, keepOut: false, atMs: house.clock.now() },
  ]);
  await house.restart();
  await until('the camera closed', () => bobs?.streams.length === 1);
  expect(bobs?.streams).toMatchObject([{ source: 'microphone', paused: false }]);
  await until('Carol muted', () => carols?.streams.every(({ paused }) => paused));
  expect(alices?.streams).toMatchObject([{ source: 'microphone', paused: false }]);
  expect(doras?.closed).toBe(true);
  const back = await house.connect('person=Alice', alice.deviceId);
  await back.join(id, { mediaEpoch: room.epoch });
  expect(back.names).toEqual(['Alice', 'Bob', 'Carol']);
  expect([sources(back, 'Bob'), sources(back, 'Carol')]).toEqual([['microphone'], ['microphone off']]);
});

test('a mute of some time ago is not repeated: who turned the own microphone on since is heard', async () => {
  const { id, alice, bob } = await threeInside(house);
  await produce(bob, 'microphone');
  const bobs = peerOf(bob);
  await alice.ask('meeting.mute', { participantId: bob.view.me.participantId });
  await until('muted', () => bobs.streams.every(({ paused }) => paused));
  await bob.ask('media.resume-producer', { producerId: bobs.streams[0]?.producerId ?? '' });
  await sql`update meetings.event set at = at - interval '6 seconds' where meeting_id = ${id}`.execute(house.db);
  await bob.ask('meeting.set-hand', { raised: true });
  const room = roomOf(alice);
  await house.restart();
  await until('taken up', () => !room.isLeft);
  const back = await house.connect('person=Alice', alice.deviceId);
  await back.join(id, { mediaEpoch: room.epoch });
  expect(sources(back, 'Bob')).toEqual(['microphone']);
});

test('who does not come back within the window is out, and the device is closed; until then all see it', async () => {
  const { id, alice, carol } = await threeInside(house);
  await produce(carol, 'camera');
  const [room, carols] = [roomOf(alice), peerOf(carol)];
  await house.restart();
  await until('taken up', () => !room.isLeft);
  const back = await house.connect('person=Alice', alice.deviceId);
  await back.join(id, { mediaEpoch: room.epoch });
  house.clock.skip(RESUME_WINDOW_MS - 5_000);
  expect([sources(back, 'Carol'), carols.closed]).toEqual([['camera'], false]);
  house.clock.skip(5_000);
  await until('Carol out', () => !back.person('Carol') && carols.closed);
  expect(back.person('Alice')?.presence).toBe('here');
});

test('a companion that is back first does not take the sound from the device that has it', async () => {
  const { id, alice, bob } = await threeInside(house);
  const companion = await house.connect('person=Bob');
  await companion.join(id);
  await until('a companion', () => !peerOf(companion).listening);
  const room = roomOf(alice);
  await house.restart();
  await until('taken up', () => !room.isLeft);
  const back = await house.connect('person=Bob', companion.deviceId);
  await back.join(id, { mediaEpoch: room.epoch });
  // The other one is away yet: as after every loss, whoever is here has the sound only when it comes new.
  expect(back.view.me.companion).toBe(true);
  const bobs = await house.connect('person=Bob', bob.deviceId);
  await bobs.join(id, { mediaEpoch: room.epoch });
  expect(bobs.view.me.companion).toBe(false);
  expect([peerOf(back).listening, peerOf(bobs).listening]).toEqual([false, true]);
});

test('while there is no media nobody runs out of time; with it the window begins', async () => {
  const { id, alice, carol } = await threeInside(house);
  const room = roomOf(alice);
  media.away = true;
  await house.restart();
  house.clock.skip(3 * RESUME_WINDOW_MS);
  const early = await house.connect('person=Alice', alice.deviceId);
  expect(await early.joinRefusal(id, { mediaEpoch: room.epoch })).toBe('media_unavailable');
  media.away = false;
  house.clock.skip(2_000);
  await until('taken up', () => !room.isLeft);
  const back = await house.connect('person=Alice', alice.deviceId);
  expect(await back.join(id, { mediaEpoch: room.epoch })).toMatchObject({ state: 'joined', media: { kept: true } });
  expect(back.person('Carol')?.presence).toBe('reconnecting');
  expect(carol.closed).toBe(1001);
});

test('what has ended is closed, not left', async () => {
  const { alice } = await threeInside(house);
  const room = roomOf(alice);
  await alice.ask('meeting.end', {});
  await until('closed', () => room.closes === 1);
  expect(room.isLeft).toBe(false);
});

test('a conductor that hears from media of a later one stops, and its people come again', async () => {
  const { alice, bob } = await threeInside(house);
  const room = roomOf(alice);
  room.listener.takenOver?.();
  await until('both told', () => alice.closed === 1012 && bob.closed === 1012);
  expect(room.closes).toBe(0);
  const meetingId: MeetingId = alice.view.meeting.id;
  const back = await house.connect('person=Alice', alice.deviceId);
  expect(await back.join(meetingId, { mediaEpoch: room.epoch })).toMatchObject({ state: 'joined', media: { kept: true } });
});
