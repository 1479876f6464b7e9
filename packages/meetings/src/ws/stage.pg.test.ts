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
const refusedToProduce = (client: TestClient, source: string) =>
  client.refusal('media.produce', { transportId: 'transport-1', source, rtpParameters: {} });
const streams = (seenBy: TestClient, name: string) =>
  seenBy.person(name)?.streams.map(({ source, paused }) => `${source}${paused ? ' paused' : ''}`);

test('growing to a stage silences the audience in the media server; brought up they send again, taken down they stop', async () => {
  const { alice, bob } = await threeInside(house);
  await produce(bob, 'microphone');
  await produce(bob, 'camera');
  await until('Alice to see Bob send', () => streams(alice, 'Bob')?.length === 2);

  await alice.ask('meeting.change-settings', { settings: { size: 'stage' } });
  await until('Bob to be silent', () => streams(alice, 'Bob')?.join() === 'microphone paused');
  expect(await refusedToProduce(bob, 'camera')).toBe('right_missing');

  await bob.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.person('Bob')?.handRaisedAtMs);
  await alice.ask('meeting.bring-to-stage', { participantId: bob.id });
  expect(await bob.next('meeting.notice')).toEqual({ kind: 'on-stage', byName: 'Alice' });
  await produce(bob, 'camera');
  await until('Alice to see the camera', () => streams(alice, 'Bob')?.includes('camera'));

  await alice.ask('meeting.take-off-stage', { participantId: bob.id });
  expect(await bob.next('meeting.notice', 1)).toEqual({ kind: 'off-stage', byName: 'Alice' });
  await until('Bob to be gone from the stage', () => streams(alice, 'Bob')?.join() === 'microphone paused');
});

test('somebody who did not ask is asked: the answer decides', async () => {
  const { alice, carol } = await threeInside(house);
  await alice.ask('meeting.change-settings', { settings: { size: 'stage' } });
  await alice.ask('meeting.bring-to-stage', { participantId: carol.id });
  expect(await carol.next('meeting.notice')).toEqual({ kind: 'stage-invited', byName: 'Alice' });
  expect(await refusedToProduce(carol, 'microphone')).toBe('right_missing');
  await carol.ask('meeting.answer-stage', { accept: true });
  await produce(carol, 'microphone');
  await until('Alice to hear Carol', () => streams(alice, 'Carol')?.join() === 'microphone');
});

test('in an event the audience is told of the stage only, and gets no page of the list', async () => {
  const { alice, bob, carol } = await threeInside(house);
  await alice.ask('meeting.change-settings', { settings: { size: 'event' } });
  await until('Bob to see the stage only', () => bob.view.listed === 'stage');
  expect(bob.names.sort()).toEqual(['Alice', 'Bob']);
  expect(bob.view.counts).toEqual({ inside: 3, stage: 1, waiting: 0, hands: 0, most: 0, came: 0 });
  expect(alice.names.sort()).toEqual(['Alice', 'Bob', 'Carol']);
  expect(await bob.refusal('meeting.people', { place: 'in', page: 0 })).toBe('right_missing');
  expect(await bob.refusal('meeting.people', { place: 'waiting', page: 0 })).toBe('right_missing');
  expect((await alice.ask('meeting.people', { place: 'in', page: 0, search: 'car' })).people.map(({ name }) => name)).toEqual(['Carol']);
  const before = bob.frames.length;
  await carol.ask('meeting.set-hand', { raised: true });
  await until('the hand', () => alice.view.counts.hands === 1);
  await alice.ask('meeting.bring-to-stage', { participantId: carol.id });
  await until('Bob to see Carol on stage', () => bob.person('Carol'));
  expect(bob.frames.slice(before).join()).not.toContain('"handRaisedAtMs":1');
});

test('questions reach the audience when they were let through, and survive the server', async () => {
  const { id, alice, bob, carol } = await threeInside(house);
  await alice.ask('meeting.change-settings', { settings: { size: 'event' } });
  await bob.ask('meeting.ask-question', { text: '  Wann\u202e wird\ngebaut? ', anonymous: true });
  const asked = await until('Alice to see the question', () => alice.view.questions[0]);
  expect(asked).toMatchObject({ text: 'Wann wird\ngebaut?', askerName: null, state: 'pending' });
  await alice.ask('meeting.moderate-question', { questionId: asked.id, state: 'open' });
  await until('Carol to see it', () => carol.view.questions.length === 1);
  await carol.ask('meeting.vote-question', { questionId: asked.id, up: true });
  await until('the vote', () => alice.view.questions[0]?.votes === 1);
  expect(house.log()).not.toContain('gebaut');

  await house.restart();
  const back = await house.connect(`guest=carol-${id.slice(0, 8)}`);
  await back.join(id, { name: 'Carol' });
  expect(back.view.questions).toMatchObject([{ text: 'Wann wird\ngebaut?', votes: 1, state: 'open' }]);
  expect(back.view.me.votes).toEqual([asked.id]);
});

test('above a hundred people reactions are told as counts, once a second', async () => {
  const { id } = await house.meetingOf('Alice', { lobbyBypass: 'everyone', size: 'event' });
  const alice = await house.connect('person=Alice');
  await alice.join(id);
  await alice.ask('meeting.start-event', {});
  const guests = await Promise.all(Array.from({ length: 101 }, (_, index) => house.connect(`guest=fan-${index}`)));
  await Promise.all(guests.map((guest, index) => guest.join(id, { name: `Fan ${index}` })));
  await until('all to be counted', () => guests.every((guest) => guest.view.counts.inside === 102));
  await Promise.all(guests.map((guest) => guest.ask('meeting.react', { reaction: 'clap' })));
  const counted = (client: TestClient) => client.toldOf('meeting.reactions').reduce((sum, { counts }) => sum + (counts.clap ?? 0), 0);
  await until('all claps to be counted', () => counted(alice) === 101);
  expect(alice.toldOf('meeting.reaction')).toEqual([]);
  expect(alice.toldOf('meeting.reactions').length).toBeLessThanOrEqual(3);
  const guest = guests[50];
  expect(guest?.names.sort()).toEqual(['Alice', 'Fan 50']);
});
