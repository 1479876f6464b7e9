import { DeviceId, ParticipantId, type WatchedTile } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Placement } from '../placement/placement.ts';
import type { Branch } from './branch.ts';
import { injectCamera, injectMicrophone, receiveHere, type InjectedMicrophone } from './test-media.ts';
import { eventually, openTestRoom, testPool, TestDevice, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let turns = 0;
/** One here, the next one there. */
const apart: Placement = { choose: (workers) => workers[turns++ % workers.length] };

let pool: WorkerPool;
let meeting: TestRoom;
const microphones: InjectedMicrophone[] = [];
beforeAll(async () => {
  pool = await testPool(4, 2, undefined, apart);
});
afterAll(() => pool.close());
afterEach(async () => {
  for (const microphone of microphones.splice(0)) microphone.stop();
  await meeting.room.close();
  expect(pool.reservedPacketsPerSecond).toEqual([0, 0]);
});

/** Alice and Carol on one worker, Bob and Dora on the other. */
async function fourPeople() {
  meeting = await openTestRoom(pool);
  const [alice, bob, carol, dora] = await Promise.all(
    ['alice', 'bob', 'carol', 'dora'].map((name) => new TestDevice(meeting.room, name).enter()),
  );
  if (!alice || !bob || !carol || !dora) throw new Error('four devices');
  expect(carol.branch).toBe(alice.branch);
  expect(dora.branch).toBe(bob.branch);
  expect(bob.branch).not.toBe(alice.branch);
  return { alice, bob, carol, dora };
}

async function microphoneOf(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc);
  microphones.push(microphone);
  return microphone;
}

/** What lives in the worker of a branch, by the worker's own word. */
async function dumpOf(branch: Branch) {
  const { transportIds, mapProducerIdConsumerIds } = await branch.place().router.dump();
  return { transports: transportIds.length, producers: mapProducerIdConsumerIds.map(({ key }) => key) };
}

const tile = (producerId: string, heightPx: number): WatchedTile => ({
  producerId,
  widthPx: Math.round((heightPx * 16) / 9),
  heightPx,
  priority: 1,
});

async function listen(device: TestDevice) {
  const received = await receiveHere(device);
  const { consumerId } = await device.next('media.consumer-added');
  await device.peer.handle('media.resume-consumer', { consumerId });
  return received;
}

test('who is on another worker is heard there, through one pipe however many listen', async () => {
  const { alice, bob, dora } = await fourPeople();
  const microphone = await microphoneOf(alice, 77);
  microphone.speak(20);
  const atBob = await listen(bob);
  await eventually(() => atBob.packets() > 20, 'Bob hears Alice');
  const atDora = await listen(dora);
  await eventually(() => atDora.packets() > 20, 'Dora hears Alice');
  expect(bob.of('media.consumer-added')[0]).toMatchObject({ producerId: microphone.producer.id, participantId: 'participant-alice' });
  // One pipe consumer at Alice's worker; beside it only Carol could be, who does not receive.
  const { mapProducerIdConsumerIds } = await alice.branch.place().router.dump();
  expect(mapProducerIdConsumerIds.find(({ key }) => key === microphone.producer.id)?.values).toHaveLength(1);
  expect((await dumpOf(bob.branch)).producers).toEqual([microphone.producer.id]);
  await eventually(() => meeting.spoken.at(-1)?.active === 'participant-alice', 'told who speaks');
});

test('a mute holds everywhere at once, and a closed microphone leaves no pipe', async () => {
  const { alice, bob } = await fourPeople();
  const microphone = await microphoneOf(alice, 78);
  microphone.speak(20);
  const atBob = await listen(bob);
  await eventually(() => atBob.packets() > 10, 'Bob hears Alice');
  await alice.peer.pauseSource('microphone');
  expect(await bob.next('media.consumer-changed')).toMatchObject({ paused: true });
  const atMute = atBob.packets();
  const sent = microphone.sent();
  await eventually(() => microphone.sent() > sent + 50, 'a second of packets at the server');
  expect(atBob.packets() - atMute).toBeLessThanOrEqual(2);
  await alice.peer.handle('media.resume-producer', { producerId: microphone.producer.id });
  await eventually(() => atBob.packets() > atMute + 10, 'heard again');
  microphone.producer.close();
  await bob.next('media.consumer-removed');
  expect((await dumpOf(bob.branch)).producers).toEqual([]);
});

test('a microphone that is off crosses to nobody until it is turned on', async () => {
  const { alice, bob, carol } = await fourPeople();
  const [off, on] = [await microphoneOf(alice, 79), await microphoneOf(carol, 80)];
  await alice.peer.pauseSource('microphone');
  await receiveHere(bob);
  expect(await bob.next('media.consumer-added')).toMatchObject({ producerId: on.producer.id });
  expect((await dumpOf(bob.branch)).producers).toEqual([on.producer.id]);
  await alice.peer.handle('media.resume-producer', { producerId: off.producer.id });
  expect(await bob.next('media.consumer-added', 2)).toMatchObject({ producerId: off.producer.id });
});

test('video crosses only while somebody there watches it; layers and key frames are asked of its sender', async () => {
  const { alice, bob, dora } = await fourPeople();
  const camera = await injectCamera(alice, 9000);
  try {
    const producerId = camera.producer.id;
    const { router } = bob.branch.place();
    const atBob = await receiveHere(bob);
    await receiveHere(dora);
    expect(await alice.next('media.layers-wanted')).toEqual({ producerId, maxSpatialLayer: -1 });
    expect((await dumpOf(bob.branch)).producers).toEqual([]);

    await bob.peer.handle('media.watch', { tiles: [tile(producerId, 180)] });
    expect(await alice.next('media.layers-wanted', 2)).toEqual({ producerId, maxSpatialLayer: 0 });
    const { consumerId } = await bob.next('media.consumer-added');
    await bob.peer.handle('media.resume-consumer', { consumerId });
    await eventually(() => camera.keyFrameRequests() > 0, 'Alice is asked for a key frame');
    await eventually(() => atBob.packets() > 10, 'Bob gets video');

    // A second watcher there, who wants it larger: no further pipe, and the highest layer of both.
    await dora.peer.handle('media.watch', { tiles: [tile(producerId, 1080)] });
    expect(await alice.next('media.layers-wanted', 3)).toEqual({ producerId, maxSpatialLayer: 2 });
    await dora.next('media.consumer-added');
    const { mapProducerIdConsumerIds } = await alice.branch.place().router.dump();
    expect(mapProducerIdConsumerIds.find(({ key }) => key === producerId)?.values).toHaveLength(1);

    await bob.peer.handle('media.watch', { tiles: [] });
    await dora.peer.handle('media.watch', { tiles: [] });
    expect(await alice.next('media.layers-wanted', 4)).toEqual({ producerId, maxSpatialLayer: -1 });
    await bob.next('media.consumer-removed');
    await dora.next('media.consumer-removed');
    expect((await router.dump()).mapProducerIdConsumerIds).toEqual([]);
  } finally {
    camera.stop();
  }
});

test('many requests for key frames at one worker reach the sender as few', async () => {
  const { alice, bob } = await fourPeople();
  const camera = await injectCamera(alice, 9100);
  try {
    await receiveHere(bob);
    await bob.peer.handle('media.watch', { tiles: [tile(camera.producer.id, 720)] });
    const { consumerId } = await bob.next('media.consumer-added');
    const consumer = await eventually(() => bob.consumers.get(consumerId), 'consumer');
    await bob.peer.handle('media.resume-consumer', { consumerId });
    await eventually(() => camera.keyFrameRequests() > 0, 'asked once');
    const [before, startMs] = [camera.keyFrameRequests(), performance.now()];
    let asked = 0;
    while (performance.now() - startMs < 1_000) {
      await consumer.requestKeyFrame();
      asked++;
    }
    expect(asked).toBeGreaterThan(20);
    // Three layers may be asked for, each at most every half a second.
    expect(camera.keyFrameRequests() - before).toBeLessThanOrEqual(9);
  } finally {
    camera.stop();
  }
});

test('a room with one branch lays no pipe, and its last branch stays', async () => {
  const together = await testPool(5, 2);
  try {
    meeting = await openTestRoom(together);
    const [alice, bob] = [await new TestDevice(meeting.room, 'alice').setUp(), await new TestDevice(meeting.room, 'bob').setUp()];
    await alice.produceMicrophone();
    await bob.next('media.consumer-added');
    expect(meeting.room.branches).toHaveLength(1);
    expect((await dumpOf(alice.branch)).transports).toBe(4);
    alice.peer.close();
    bob.peer.close();
    expect(meeting.room.branches).toHaveLength(1);
    expect(together.reservedPacketsPerSecond.reduce((sum, packets) => sum + packets)).toBe(1_050);
    await meeting.room.close();
  } finally {
    await together.close();
  }
});

test('who comes in a rush is spread by what is promised: no worker gets more than its share', async () => {
  const together = await testPool(5, 2);
  try {
    meeting = await openTestRoom(together);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 320 }, (_, index) => new TestDevice(meeting.room, `visitor-${index}`).enter()),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2 * 157);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'media_unavailable' });
    expect(together.reservedPacketsPerSecond).toEqual([157 * 350, 157 * 350]);
    await meeting.room.close();
    expect(together.reservedPacketsPerSecond).toEqual([0, 0]);
  } finally {
    await together.close();
  }
});

test('a device that asks to enter twice at once gets one place', async () => {
  meeting = await openTestRoom(pool);
  const alice = { deviceId: DeviceId.parse('device-of-alice'), participantId: ParticipantId.parse('participant-alice') };
  const [first, second] = await Promise.all([1, 2].map(() => meeting.room.addPeer({ ...alice, send: () => undefined })));
  expect(second).toBe(first);
  expect((await second?.info(undefined))?.epoch).toBe(first?.carried?.id);
});

test('who leaves before there is a place, and comes again, has one place, and one who does not come has none', async () => {
  meeting = await openTestRoom(pool);
  const send = () => undefined;
  const bob = { deviceId: DeviceId.parse('device-of-bob'), participantId: ParticipantId.parse('participant-bob'), send };
  const entering = meeting.room.addPeer(bob); // On the other worker, where the branch has to be opened first.
  meeting.room.peer(bob.deviceId)?.close();
  const [gone, there] = await Promise.allSettled([entering, meeting.room.addPeer(bob)]);
  expect(gone).toMatchObject({ status: 'rejected', reason: { code: 'media_epoch_over' } });
  if (there.status === 'rejected') throw there.reason;
  expect((await there.value.info(undefined)).epoch).toBe(there.value.carried?.id);
  expect(meeting.room.branches.map(({ isEmpty }) => isEmpty)).toEqual([false]);
  there.value.close();
  expect(meeting.room.branches.map(({ isEmpty }) => isEmpty)).toEqual([true]);
});

test('a branch whose last person went is closed', async () => {
  const { alice, carol, bob } = await fourPeople();
  await alice.setUp();
  await alice.produceMicrophone();
  const over = alice.branch;
  alice.peer.close();
  carol.peer.close();
  expect(meeting.room.branches.map(({ branch }) => branch)).toEqual([bob.branch]);
  expect(() => over.place()).toThrow();
  expect(meeting.streams.get(alice.peer.deviceId)).toEqual([]);
});

test('when a worker dies only its people get a new epoch, and all hear each other again', { timeout: 60_000 }, async () => {
  const mortal = await testPool(6, 2, undefined, apart);
  const former = pool;
  pool = mortal;
  try {
    const { alice, carol, bob, dora } = await fourPeople();
    const microphone = await microphoneOf(alice, 81);
    microphone.speak(20);
    const own = await microphoneOf(bob, 82);
    const atBob = await listen(bob);
    await eventually(() => atBob.packets() > 10, 'Bob hears Alice');
    const [kept, lost] = [bob.branch.id, alice.branch.id];
    process.kill(alice.branch.slot.living?.worker.pid ?? 0, 'SIGKILL');
    const reset = await alice.next('media.reset');
    await carol.next('media.reset');
    expect(reset).toMatchObject({ epoch: alice.branch.id, kept: false });
    expect(reset.epoch).not.toBe(lost);
    await bob.next('media.consumer-removed');
    expect(meeting.streams.get(alice.peer.deviceId)).toEqual([]);
    expect(bob.branch.id).toBe(kept);
    expect([...bob.of('media.reset'), ...dora.of('media.reset')]).toEqual([]);
    expect(meeting.streams.get(bob.peer.deviceId)).toHaveLength(1);

    const again = await microphoneOf(alice, 83);
    again.speak(20);
    own.speak(20);
    const { consumerId } = await bob.next('media.consumer-added', 2);
    const before = atBob.packets();
    await bob.peer.handle('media.resume-consumer', { consumerId });
    await eventually(() => atBob.packets() > before + 10, 'Bob hears Alice again');
    const atAlice = await listen(alice);
    await eventually(() => atAlice.packets() > 10, 'Alice hears Bob');
    await eventually(() => mortal.load().workers.length === 2, 'both workers live again');
    await meeting.room.close();
  } finally {
    await mortal.close();
    pool = former;
  }
});
