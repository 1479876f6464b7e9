import type { WatchedTile } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Placement } from '../placement/placement.ts';
import { keepTogether } from '../placement/keep-together.ts';
import { SetValve } from './set-valve.ts';
import {
  injectCamera,
  injectMicrophone,
  receiveHere,
  type InjectedCamera,
  type InjectedMicrophone,
  type ReceivedHere,
} from './test-media.ts';
import { eventually, openTestRoom, testPool, TestDevice, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

const valves: SetValve[] = [];
const newValve = (): SetValve => {
  const valve = new SetValve();
  valves.push(valve);
  return valve;
};
let turns = 0;
let apart = false;
/** As always, or one here and the next one there. */
const placement: Placement = {
  choose: (workers, site) => (apart ? workers[turns++ % workers.length] : keepTogether.choose(workers, site)),
};

let pool: WorkerPool;
let meeting: TestRoom;
const stops: (() => void)[] = [];
beforeAll(async () => {
  pool = await testPool(25, 2, undefined, placement, newValve);
});
beforeEach(async () => {
  [apart, turns] = [false, 0];
  for (const valve of valves) valve.set(0);
  meeting = await openTestRoom(pool);
});
afterAll(() => pool.close());
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await meeting.room.close();
  // Only the log still listens.
  expect(valves.map(({ listeners }) => listeners)).toEqual([1, 1]);
});

async function enter(name: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.decodes = true;
  return device.enter();
}

async function cameraOf(name: string, ssrc: number): Promise<{ device: TestDevice; camera: InjectedCamera; id: string }> {
  const device = await enter(name);
  const camera = await injectCamera(device, ssrc);
  stops.push(() => camera.stop());
  return { device, camera, id: camera.producer.id };
}

async function microphoneOf(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc);
  stops.push(() => microphone.stop());
  microphone.speak(20);
  return microphone;
}

const tile = (producerId: string, priority: number): WatchedTile => ({ producerId, widthPx: 1280, heightPx: 720, priority });
/** The valve of the worker that a device is on. */
function valveOf(device: TestDevice): SetValve {
  const valve = device.branch.slot.living?.valve;
  if (!(valve instanceof SetValve)) throw new Error('no worker with a valve of this test');
  return valve;
}
const wantedOf = (device: TestDevice) => device.of('media.layers-wanted').at(-1)?.maxSpatialLayer;
const heldAt = (device: TestDevice) => device.of('media.pictures-held').at(-1)?.producerIds ?? [];
/** The streams that run to a device now, by their sender's producer. */
const runningAt = (device: TestDevice) =>
  device.announced.filter(({ consumerId }) => device.consumers.get(consumerId)?.paused === false).map(({ producerId }) => producerId);

/** Carol, who watches Alice on the stage and Bob and Dora on seats, and hears Alice. */
async function carolWatches() {
  const [alice, bob, dora] = [await cameraOf('alice', 8_000), await cameraOf('bob', 8_200), await cameraOf('dora', 8_400)];
  const microphone = await microphoneOf(alice.device, 61);
  const carol = await enter('carol');
  const received = await receiveHere(carol);
  await carol.peer.handle('media.watch', { tiles: [tile(alice.id, 8), tile(bob.id, 6), tile(dora.id, 1)] });
  const all = [alice.id, bob.id, dora.id, microphone.producer.id].sort();
  await eventually(() => runningAt(carol).sort().join() === all.join(), 'Carol gets all');
  for (const { device } of [alice, bob, dora]) await eventually(() => wantedOf(device) === 2, 'all layers are wanted');
  return { alice, bob, dora, carol, received, microphone };
}

/** Waits for a second of sound, in which nearly all packets must arrive. */
async function hearsOn(received: ReceivedHere, microphone: InjectedMicrophone): Promise<void> {
  const [sent, heard] = [microphone.sent(), received.voice(61).length];
  await eventually(() => microphone.sent() >= sent + 50, 'a second of sound');
  expect(received.voice(61).length - heard).toBeGreaterThanOrEqual(45);
}

test('an overloaded worker leaves out layers and pictures step by step, and brings them back; sound goes on', async () => {
  const { alice, bob, dora, carol, received, microphone } = await carolWatches();
  const sound = microphone.producer.id;

  valveOf(carol).set(1);
  for (const { device } of [bob, dora]) await eventually(() => wantedOf(device) === 1, 'seats are sent one layer lower');
  expect(wantedOf(alice.device)).toBe(2);
  expect(heldAt(carol)).toEqual([]);
  await hearsOn(received, microphone);

  valveOf(carol).set(2);
  await eventually(() => wantedOf(bob.device) === 0, 'the seat that is kept is sent small');
  await eventually(() => wantedOf(dora.device) === -1, 'the seat that is held is not sent at all');
  expect(heldAt(carol)).toEqual([dora.id]);
  await eventually(() => runningAt(carol).sort().join() === [alice.id, bob.id, sound].sort().join(), 'Dora does not come any more');
  expect(wantedOf(alice.device)).toBe(2);
  await hearsOn(received, microphone);

  valveOf(carol).set(3);
  await eventually(() => runningAt(carol).sort().join() === [alice.id, sound].sort().join(), 'the stage alone is left');
  expect(heldAt(carol)).toEqual([bob.id, dora.id].sort());
  await eventually(() => wantedOf(alice.device) === 0 && wantedOf(bob.device) === -1, 'senders are told');
  await hearsOn(received, microphone);

  valveOf(carol).set(0);
  await eventually(() => runningAt(carol).length === 4, 'all come again');
  for (const { device } of [alice, bob, dora]) await eventually(() => wantedOf(device) === 2, 'all layers are wanted again');
  expect(heldAt(carol)).toEqual([]);
  const [before, voice] = [received.packets(), received.voice(61).length];
  await eventually(() => received.packets() - before - (received.voice(61).length - voice) > 20, 'pictures really come');
  await hearsOn(received, microphone);
});

test('who comes or looks while the worker is overloaded gets what is left, and is told of the rest', async () => {
  const [alice, bob] = [await cameraOf('alice', 8_600), await cameraOf('bob', 8_800)];
  const carol = await enter('carol');
  valveOf(carol).set(3);
  await receiveHere(carol);
  await carol.peer.handle('media.watch', { tiles: [tile(alice.id, 1), tile(bob.id, 8)] });
  await eventually(() => runningAt(carol).join() === bob.id, 'Carol gets the more important one');
  expect(heldAt(carol)).toEqual([alice.id]);
  expect(carol.announced.map(({ producerId }) => producerId)).toEqual([bob.id]);
  // After a lost connection it is told once more.
  const told = carol.of('media.pictures-held').length;
  carol.peer.resync();
  expect((await carol.next('media.pictures-held', told + 1)).producerIds).toEqual([alice.id]);
  // With another view another picture is the important one.
  await carol.peer.handle('media.watch', { tiles: [tile(alice.id, 8), tile(bob.id, 1)] });
  await eventually(() => runningAt(carol).join() === alice.id, 'the places are changed');
  expect(heldAt(carol)).toEqual([bob.id]);
  await carol.peer.handle('media.watch', { tiles: [] });
  expect(heldAt(carol)).toEqual([]);
});

test('only people on the overloaded worker get less, also of what comes from another one', async () => {
  apart = true;
  const [alice, bob] = [await cameraOf('alice', 8_900), await enter('bob')];
  const carol = await enter('carol');
  expect(bob.branch).not.toBe(alice.device.branch);
  expect(carol.branch).toBe(alice.device.branch);
  const microphone = await microphoneOf(alice.device, 61);
  const other = await cameraOf('dora', 9_200);
  expect(other.device.branch).toBe(bob.branch);
  const [atBob] = [await receiveHere(bob), await receiveHere(carol)];
  for (const device of [bob, carol]) await device.peer.handle('media.watch', { tiles: [tile(alice.id, 8), tile(other.id, 1)] });
  for (const device of [bob, carol]) await eventually(() => runningAt(device).length === 3, 'both get both pictures and the sound');
  valveOf(bob).set(3);
  await eventually(() => runningAt(bob).length === 2, 'Bob gets one picture and the sound');
  expect(heldAt(bob)).toEqual([other.id]);
  await hearsOn(atBob, microphone);
  expect(runningAt(carol)).toHaveLength(3);
  expect(heldAt(carol)).toEqual([]);
  expect(wantedOf(alice.device)).toBe(2); // Carol still takes all of it.
  valveOf(bob).set(0);
  await eventually(() => runningAt(bob).length === 3, 'Bob gets all again');
});

test('nobody is placed on an overloaded worker while there is another one', async () => {
  const alice = await enter('alice');
  expect((await enter('bob')).branch).toBe(alice.branch);
  valveOf(alice).set(1);
  const carol = await enter('carol');
  expect(carol.branch).not.toBe(alice.branch);
  expect(pool.load().workers.map(({ valveLevel }) => valveLevel)).toContain(1);
  for (const valve of valves) valve.set(1);
  expect((await enter('dora')).branch).toBeDefined();
});
