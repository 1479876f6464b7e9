import { MeetingId } from '@saal/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHouse, type House } from '../testing/house.ts';
import { until, type TestClient } from '../testing/test-client.ts';
import { threeInside } from '../testing/three-inside.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const produce = (client: TestClient, source: 'microphone' | 'camera') =>
  client.ask('media.produce', { transportId: 'transport-1', source, rtpParameters: {} });
const streams = (seenBy: TestClient, name: string) =>
  seenBy.person(name)?.streams.map(({ source, paused }) => `${source}${paused ? ' paused' : ''}`);

/** Alice leads, Bob presents, Carol listens. */
async function withPanel(size: 'stage' | 'event' = 'stage') {
  const people = await threeInside(house);
  await people.alice.ask('meeting.change-settings', { settings: { size } });
  await people.alice.ask('meeting.set-role', { participantId: await people.alice.idOf('Bob'), role: 'presenter' });
  const room = house.media.rooms.get(MeetingId.parse(people.id));
  if (!room) throw new Error('no media room');
  return { ...people, room };
}

test.each(['stage', 'event'] as const)('in a %s the audience is not told who is behind it, nor what they send', async (size) => {
  const { alice, bob, carol, room } = await withPanel(size);
  await produce(bob, 'microphone');
  await produce(bob, 'camera');
  await until('Carol to see Bob', () => streams(carol, 'Bob')?.length === 2);

  await bob.ask('meeting.set-backstage', { backstage: true });
  expect(room.backstage).toEqual([bob.id]);
  await until('Alice to know', () => alice.person('Bob')?.backstage);
  // Changed sides with microphone and camera off.
  expect(streams(alice, 'Bob')).toEqual(['microphone paused']);
  const told = carol.frames.length;
  await produce(bob, 'camera');
  await until('Alice to know of the camera', () => streams(alice, 'Bob')?.includes('camera'));
  await alice.ask('meeting.set-hand', { raised: true });
  await until('Carol to be told of something later', () => carol.person('Alice')?.handRaisedAtMs);
  expect(carol.person('Bob')?.streams ?? []).toEqual([]);
  expect(carol.person('Bob')?.stage ?? 'off').toBe('off');
  expect(carol.frames.slice(told).join()).not.toMatch(/backstage|"source":"camera"/);

  await bob.ask('meeting.set-backstage', { backstage: false });
  expect(room.backstage).toEqual([]);
  await until('Carol to see Bob on stage', () => carol.person('Bob')?.stage === 'on');
  expect(streams(carol, 'Bob')).toEqual(['microphone paused']);
});

test('nothing is turned on before media keeps the sides apart, from no device', async () => {
  const { id, alice, bob, room } = await withPanel();
  const tablet = await house.connect('person=Bob');
  await tablet.join(id);
  const kept = Promise.withResolvers<undefined>();
  room.keeping = kept.promise;
  const going = bob.ask('meeting.set-backstage', { backstage: true });
  await until('Alice to know', () => alice.person('Bob')?.backstage);
  const showing = produce(tablet, 'camera').then(() => room.backstage);
  await alice.ask('media.watch', { tiles: [] });
  expect(room.backstage).toEqual([]);
  kept.resolve(undefined);
  await going;
  expect(await showing).toEqual([bob.id]);
});

test('notes reach the panel and nobody else, and no log', async () => {
  const { alice, bob, carol } = await withPanel();
  await bob.ask('meeting.say-backstage', { text: ' Noch zwei Minuten ' });
  expect(await alice.next('meeting.backstage-note')).toMatchObject({ byName: 'Bob', participantId: bob.id, text: 'Noch zwei Minuten' });
  await bob.next('meeting.backstage-note');
  expect(await carol.refusal('meeting.say-backstage', { text: 'Hallo' })).toBe('not_allowed');
  expect(await carol.refusal('meeting.set-backstage', { backstage: true })).toBe('not_allowed');
  expect(await bob.refusal('meeting.say-backstage', { text: 'x'.repeat(501) })).toBe('bad_request');
  expect(carol.frames.join()).not.toContain('Noch zwei');
  expect(house.log()).not.toContain('Noch zwei');
});

test('after the server came back, who was behind the stage is there again', async () => {
  const { id, bob } = await withPanel();
  await bob.ask('meeting.set-backstage', { backstage: true });
  await house.restart();
  const again = await house.connect('person=Bob');
  await again.join(id);
  expect(house.media.rooms.get(MeetingId.parse(id))?.backstage).toHaveLength(1);
  expect(again.person('Bob')?.backstage).toBe(true);
});
