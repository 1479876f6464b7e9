import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Placement } from '../placement/placement.ts';
import { injectMicrophone, receiveHere, type InjectedMicrophone } from './test-media.ts';
import { eventually, openTestRoom, testPool, TestDevice, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let turns = 0;
/** One here, the next one there. */
const apart: Placement = { choose: (workers) => workers[turns++ % workers.length] };

let pool: WorkerPool;
let meeting: TestRoom;
const microphones: InjectedMicrophone[] = [];
beforeAll(async () => {
  pool = await testPool(7);
});
afterAll(() => pool.close());
afterEach(async () => {
  for (const microphone of microphones.splice(0)) microphone.stop();
  await meeting.room.close();
  expect(pool.reservedPacketsPerSecond).toEqual([0]);
});

const firstSsrc = 5_000;

interface Talker {
  device: TestDevice;
  microphone: InjectedMicrophone;
  ssrc: number;
}

async function enter(name: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.decodes = true;
  return device.enter();
}

/** People with open microphones that send silence until they speak. */
async function talkers(count: number, from = 0): Promise<[Talker, Talker, Talker, Talker, ...Talker[]]> {
  const made: Talker[] = [];
  for (let number = from; number < from + count; number++) {
    const device = await enter(`talker-${number}`);
    const ssrc = firstSsrc + number;
    const microphone = await injectMicrophone(device, ssrc);
    microphones.push(microphone);
    microphone.speak(127);
    made.push({ device, microphone, ssrc });
  }
  const [alice, bob, carol, dora, ...others] = made;
  if (!alice || !bob || !carol || !dora) throw new Error('at least four');
  return [alice, bob, carol, dora, ...others];
}

const slotsOf = (device: TestDevice) => device.announced.filter(({ slot }) => slot !== undefined);
const plainOf = (device: TestDevice) => device.announced.filter(({ slot }) => slot === undefined);
const running = (device: TestDevice) =>
  device.announced.filter(({ consumerId }) => device.consumers.get(consumerId)?.paused === false).length;
const bySlots = (device: TestDevice) => slotsOf(device).length === 3 && plainOf(device).length === 0 && running(device) === 3;

test('with 60 open microphones everybody gets three streams, and hears whoever is loudest', async () => {
  meeting = await openTestRoom(pool);
  const [alice, bob, carol, dora, ...silent] = await talkers(60);
  const listener = await enter('listener');
  const received = await receiveHere(listener);
  await eventually(() => bySlots(listener), 'three slots');
  expect(slotsOf(listener).map(({ slot, source, participantId }) => ({ slot, source, participantId }))).toEqual(
    [0, 1, 2].map((slot) => ({ slot, source: 'microphone', participantId: undefined })),
  );

  for (const [talker, db] of [
    [alice, 20],
    [bob, 25],
    [carol, 30],
  ] as const)
    talker.microphone.speak(db);
  for (const { ssrc } of [alice, bob, carol]) await eventually(() => received.voice(ssrc).length > 20, 'the loudest three are heard');
  await eventually(
    () =>
      listener
        .of('media.slots')
        .at(-1)
        ?.slots.every((speaker) => speaker !== null),
    'told who it is',
  );
  expect(new Set(listener.of('media.slots').at(-1)?.slots)).toEqual(
    new Set(['participant-talker-0', 'participant-talker-1', 'participant-talker-2']),
  );

  // Three streams of 50 packets a second, however many microphones.
  const [before, sentBefore] = [received.packets(), alice.microphone.sent()];
  await eventually(() => alice.microphone.sent() >= sentBefore + 100, 'two seconds');
  const [packets, sent] = [received.packets() - before, alice.microphone.sent() - sentBefore];
  expect(packets / sent).toBeGreaterThan(2.8);
  expect(packets / sent).toBeLessThan(3.2);

  // Somebody louder takes the slot of the quietest; nobody new is announced for that.
  const announced = listener.of('media.consumer-added').length;
  dora.microphone.speak(10);
  await eventually(() => received.voice(dora.ssrc).length > 10, 'Dora is heard');
  const carolAt = received.voice(carol.ssrc).length;
  const doraAt = received.voice(dora.ssrc).length;
  await eventually(() => received.voice(dora.ssrc).length > doraAt + 25, 'half a second');
  expect(received.voice(carol.ssrc).length - carolAt).toBeLessThanOrEqual(2);
  expect(listener.of('media.consumer-added')).toHaveLength(announced);
  for (const { ssrc } of silent) expect(received.voice(ssrc)).toEqual([]);
});

test('nobody hears himself, and a mute at the server stops the slot at once', async () => {
  meeting = await openTestRoom(pool);
  const [alice, bob] = await talkers(16);
  const [atAlice, atBob] = [await receiveHere(alice.device), await receiveHere(bob.device)];
  await eventually(() => slotsOf(alice.device).length === 3 && slotsOf(bob.device).length === 3, 'slots');
  alice.microphone.speak(20);
  await eventually(() => atBob.voice(alice.ssrc).length > 50, 'Bob hears Alice');
  expect(atAlice.voice(alice.ssrc)).toEqual([]);
  expect(running(alice.device)).toBe(2);

  await alice.device.peer.pauseSource('microphone');
  const [atMute, sent] = [atBob.voice(alice.ssrc).length, alice.microphone.sent()];
  await eventually(() => alice.microphone.sent() > sent + 50, 'a second of packets at the server');
  expect(atBob.voice(alice.ssrc).length - atMute).toBeLessThanOrEqual(1);
  await eventually(() => running(alice.device) === 3, 'Alice hears all slots again');
  await alice.device.peer.handle('media.resume-producer', { producerId: alice.microphone.producer.id });
  await eventually(() => atBob.voice(alice.ssrc).length > atMute + 10, 'heard again');
});

test('going to slots and back leaves no gap in what somebody says, and says nothing twice', async () => {
  meeting = await openTestRoom(pool);
  const [alice, ...others] = await talkers(15);
  const listener = await enter('listener');
  const received = await receiveHere(listener);
  alice.microphone.speak(20);
  await eventually(() => received.voice(alice.ssrc).length > 25, 'heard plainly');
  expect(plainOf(listener)).toHaveLength(15);
  const [sentBefore, heardBefore] = [alice.microphone.sent(), received.voice(alice.ssrc).length];

  await talkers(4, 15);
  await eventually(() => bySlots(listener), 'heard by slots');
  const atSlots = received.voice(alice.ssrc).length;
  await eventually(() => received.voice(alice.ssrc).length > atSlots + 25, 'still heard');

  for (const { microphone } of others) microphone.producer.close();
  await eventually(() => slotsOf(listener).length === 0 && running(listener) === plainOf(listener).length, 'heard plainly again');
  expect(plainOf(listener)).toHaveLength(5);
  const atPlain = received.voice(alice.ssrc).length;
  await eventually(() => received.voice(alice.ssrc).length > atPlain + 25, 'still heard');

  const times = received.voice(alice.ssrc).slice(heardBefore - 1);
  const gapMs = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
  // The talker's own timer may be late on a busy machine; what counts is what the server adds.
  expect(gapMs - alice.microphone.longestPauseMs()).toBeLessThan(100);
  const [sent, heard] = [alice.microphone.sent() - sentBefore, received.voice(alice.ssrc).length - heardBefore];
  expect(Math.abs(heard - sent)).toBeLessThanOrEqual(3);
});

test('who comes into a large meeting, or begins to listen there, never gets a stream for each microphone', async () => {
  meeting = await openTestRoom(pool);
  await talkers(16);
  const listener = await enter('listener');
  await receiveHere(listener);
  await eventually(() => bySlots(listener), 'slots are used');
  const tablet = await enter('tablet');
  tablet.peer.setListening(false);
  await receiveHere(tablet);
  expect(tablet.announced).toEqual([]);
  tablet.peer.setListening(true);
  await eventually(() => bySlots(tablet), 'three slots');
  expect(tablet.of('media.consumer-added')).toHaveLength(3);
});

test('40 people are enough for slots, and below 30 they end', async () => {
  meeting = await openTestRoom(pool);
  const [alice] = await talkers(4);
  const audience: TestDevice[] = [];
  for (let number = 0; number < 36; number++) audience.push(await enter(`audience-${number}`));
  const listener = audience[0];
  if (!listener) throw new Error('somebody listens');
  const received = await receiveHere(listener);
  await eventually(() => bySlots(listener), 'slots');
  for (const device of audience.slice(25)) device.peer.close();
  await eventually(() => slotsOf(listener).length === 0, 'plain');
  alice.microphone.speak(20);
  await eventually(() => received.voice(alice.ssrc).length > 10, 'heard');
});

test('who is always heard has a stream of their own beside the slots', async () => {
  meeting = await openTestRoom(pool);
  const [alice, bob, carol, dora] = await talkers(16);
  const listener = await enter('listener');
  const received = await receiveHere(listener);
  await eventually(() => bySlots(listener), 'slots');
  meeting.room.setAlwaysHeard([dora.device.peer.participantId]);
  await eventually(() => plainOf(listener).length === 1 && running(listener) === 4, 'a stream for Dora');
  expect(plainOf(listener)[0]?.participantId).toBe(dora.device.peer.participantId);
  for (const { microphone } of [alice, bob, carol]) microphone.speak(10);
  dora.microphone.speak(60);
  for (const { ssrc } of [alice, bob, carol, dora]) await eventually(() => received.voice(ssrc).length > 20, 'all four are heard');
  meeting.room.setAlwaysHeard([]);
  await eventually(() => bySlots(listener), 'Dora is in the race again');
});

test('the loudest of one worker are heard on the other one, by three streams between them', async () => {
  const two = await testPool(8, 2, undefined, apart);
  try {
    meeting = await openTestRoom(two);
    const people = await talkers(40);
    const [alice, bob] = people;
    expect(alice.device.branch).not.toBe(bob.device.branch);
    const listener = await enter('listener');
    const near = people.find(({ device }) => device.branch === listener.branch);
    const [far, ...furtherAway] = people.filter(({ device }) => device.branch !== listener.branch);
    if (!near || !far) throw new Error('people on both workers');
    const [atListener, atFar] = [await receiveHere(listener), await receiveHere(far.device)];
    await eventually(() => bySlots(listener) && slotsOf(far.device).length === 3, 'slots');
    far.microphone.speak(20);
    near.microphone.speak(22);
    await eventually(() => atListener.voice(far.ssrc).length > 25 && atListener.voice(near.ssrc).length > 25, 'both are heard');
    await eventually(() => atFar.voice(near.ssrc).length > 25, 'and each by the other one');
    expect(atFar.voice(far.ssrc)).toEqual([]);
    const named = [far, near].map(({ device }) => device.peer.participantId);
    await eventually(() => named.every((id) => listener.of('media.slots').at(-1)?.slots.includes(id)), 'told who it is');
    // No microphone crosses by itself.
    const { mapProducerIdConsumerIds } = await listener.branch.place().router.dump();
    const here = new Set(mapProducerIdConsumerIds.map(({ key }) => key));
    for (const { microphone } of furtherAway) expect(here.has(microphone.producer.id)).toBe(false);

    await far.device.peer.pauseSource('microphone');
    const atMute = atListener.voice(far.ssrc).length;
    const nearAt = atListener.voice(near.ssrc).length;
    await eventually(() => atListener.voice(near.ssrc).length > nearAt + 25, 'half a second');
    expect(atListener.voice(far.ssrc).length - atMute).toBeLessThanOrEqual(2);

    // When the meeting is small again, nothing of the slots is left on either worker.
    for (const talker of people) {
      if (talker === far || talker === near) continue;
      talker.microphone.producer.close();
      talker.device.peer.close();
    }
    await eventually(() => slotsOf(listener).length === 0 && slotsOf(far.device).length === 0, 'plain streams');
    const producersAt = async (device: TestDevice) => (await device.branch.place().router.dump()).mapProducerIdConsumerIds.length;
    const deadlineMs = Date.now() + 15_000;
    // Near's microphone at both; Far's, which is off, at its own.
    while ((await producersAt(listener)) !== 1 || (await producersAt(far.device)) !== 2) expect(Date.now()).toBeLessThan(deadlineMs);
    await meeting.room.close();
    expect(two.load().workers).toMatchObject([0, 0].map((none) => ({ rooms: none, transports: none, producers: none, consumers: none })));
  } finally {
    await two.close();
  }
});

test('of more than 64 open microphones, too, whoever speaks up is heard', { timeout: 60_000 }, async () => {
  meeting = await openTestRoom(pool);
  const people = await talkers(70);
  const listener = await enter('listener');
  const received = await receiveHere(listener);
  await eventually(() => bySlots(listener), 'slots');
  // Whichever six were left out, they are among these.
  for (const talker of [...people.slice(0, 8), ...people.slice(62)]) {
    talker.microphone.speak(20);
    await eventually(() => received.voice(talker.ssrc).length > 5, `${talker.device.name} is heard`);
    talker.microphone.speak(127);
  }
});

test('when a worker dies in a large meeting, its people are in the race again from their new place', { timeout: 60_000 }, async () => {
  const two = await testPool(9, 2, undefined, apart);
  try {
    meeting = await openTestRoom(two);
    const people = await talkers(24);
    const listener = await enter('listener');
    const far = people.find(({ device }) => device.branch !== listener.branch);
    if (!far) throw new Error('people on both workers');
    const received = await receiveHere(listener);
    await eventually(() => bySlots(listener), 'slots');
    far.microphone.speak(20);
    await eventually(() => received.voice(far.ssrc).length > 10, 'heard from the other worker');
    process.kill(far.device.branch.slot.living?.worker.pid ?? 0, 'SIGKILL');
    await far.device.next('media.reset');
    const again = await injectMicrophone(far.device, firstSsrc + 900);
    microphones.push(again);
    again.speak(20);
    await eventually(() => received.voice(firstSsrc + 900).length > 10, 'heard again');
    await eventually(() => listener.of('media.slots').at(-1)?.slots.includes(far.device.peer.participantId), 'told who it is');
    expect(listener.of('media.reset')).toEqual([]);
    await eventually(() => two.load().workers.length === 2, 'both workers live again');
    await meeting.room.close();
  } finally {
    await two.close();
  }
});
