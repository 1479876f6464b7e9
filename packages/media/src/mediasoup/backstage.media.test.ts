import type { ParticipantId } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Placement } from '../placement/placement.ts';
import { injectCamera, injectMicrophone, receiveHere, type InjectedMicrophone } from './test-media.ts';
import { eventually, openTestRoom, testPool, TestDevice, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let turns = 0;
/** One here, the next one there. */
const apart: Placement = { choose: (workers) => workers[turns++ % workers.length] };

let pool: WorkerPool;
let meeting: TestRoom;
const stops: (() => void)[] = [];
beforeAll(async () => {
  pool = await testPool(33, 2, undefined, apart);
});
afterAll(() => pool.close());
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await meeting.room.close();
});

async function enter(name: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.decodes = true;
  return device.enter();
}

async function microphoneOf(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc);
  stops.push(() => microphone.stop());
  return microphone;
}

const id = (device: TestDevice): ParticipantId => device.peer.participantId;
const from = (device: TestDevice, sender: TestDevice) => device.announced.filter(({ participantId }) => participantId === id(sender));

test('what is said backstage is heard there, on either worker, and by nobody else', async () => {
  meeting = await openTestRoom(pool);
  const alice = await enter('alice');
  const bob = await enter('bob');
  const carol = await enter('carol');
  const dora = await enter('dora');
  expect(alice.branch).toBe(carol.branch);
  expect(bob.branch).toBe(dora.branch);
  const microphone = await microphoneOf(alice, 11);
  const stage = await microphoneOf(carol, 33);
  const [atBob, atCarol, atDora] = [await receiveHere(bob), await receiveHere(carol), await receiveHere(dora)];
  microphone.speak(20);
  stage.speak(20);
  for (const received of [atBob, atCarol, atDora]) await eventually(() => received.voice(11).length > 10, 'everybody hears Alice');

  await meeting.room.setBackstage([id(alice), id(bob)]);
  // Carol is beside Alice, Dora on the other worker: neither has a stream of hers any more.
  expect(from(carol, alice)).toEqual([]);
  expect(from(dora, alice)).toEqual([]);
  const [carolAt, doraAt, bobAt] = [atCarol.voice(11).length, atDora.voice(11).length, atBob.voice(11).length];
  await eventually(() => atBob.voice(11).length > bobAt + 50, 'Bob hears her for another second');
  expect(atCarol.voice(11).length - carolAt).toBeLessThanOrEqual(1);
  expect(atDora.voice(11).length - doraAt).toBeLessThanOrEqual(1);
  // Backstage one hears what is said on stage, and the stage hears it, too.
  const [stageAtBob, stageAtDora] = [atBob.voice(33).length, atDora.voice(33).length];
  await eventually(() => atBob.voice(33).length > stageAtBob + 10 && atDora.voice(33).length > stageAtDora + 10, 'the stage goes on');

  // Who comes now, and who takes a new transport, gets nothing of it either.
  const eve = await enter('eve');
  const atEve = await receiveHere(eve);
  await eventually(() => atEve.voice(33).length > 25, 'Eve hears the stage');
  expect(eve.of('media.consumer-added').map(({ participantId }) => participantId)).toEqual([id(carol)]);
  eve.peer.resync();
  expect(from(eve, alice)).toEqual([]);

  await meeting.room.setBackstage([]);
  await eventually(() => atEve.voice(11).length > 10 && atDora.voice(11).length > doraAt + 10, 'back on stage, all hear her');
});

test('a camera backstage is shown to nobody else, however it is asked for', async () => {
  meeting = await openTestRoom(pool);
  const [alice, bob, carol] = [await enter('alice'), await enter('bob'), await enter('carol')];
  const camera = await injectCamera(alice, 500);
  stops.push(() => camera.stop());
  const [atBob, atCarol] = [await receiveHere(bob), await receiveHere(carol)];
  await meeting.room.setBackstage([id(alice), id(bob)]);
  const tiles = [{ producerId: camera.producer.id, widthPx: 320, heightPx: 180, priority: 1 }];
  for (const device of [bob, carol]) await device.peer.handle('media.watch', { tiles });
  await eventually(() => atBob.packets() > 10, 'Bob sees Alice');
  expect(carol.of('media.consumer-added')).toEqual([]);
  expect(atCarol.packets()).toBe(0);
});

test('in a large meeting what is said backstage is in no slot, and who speaks there is told to nobody', async () => {
  meeting = await openTestRoom(pool);
  const panel: [TestDevice, InjectedMicrophone][] = [];
  for (let number = 0; number < 16; number++) {
    const device = await enter(`panel-${number}`);
    const microphone = await microphoneOf(device, 100 + number);
    microphone.speak(127);
    panel.push([device, microphone]);
  }
  const [[alice, aliceMicrophone] = [], [bob] = [], [, stage] = []] = panel;
  if (!alice || !bob || !aliceMicrophone || !stage) throw new Error('a panel');
  const listener = await enter('listener');
  const [atBob, atListener] = [await receiveHere(bob), await receiveHere(listener)];
  const slots = (device: TestDevice) => device.announced.filter(({ slot }) => slot !== undefined);
  await eventually(() => slots(listener).length === 3 && slots(bob).length === 3, 'slots');

  await meeting.room.setBackstage([id(alice), id(bob)]);
  // In silence, too, somebody is in the slots; by the time Bob has her own stream the last packet of before has come.
  const atBobBefore = atBob.voice(100).length;
  await eventually(() => atBob.voice(100).length > atBobBefore + 5, "Bob has Alice's own stream");
  const fromMs = performance.now();
  const told = meeting.spoken.length;
  aliceMicrophone.speak(5);
  stage.speak(30);
  await eventually(() => atBob.voice(100).length > 50, 'Bob hears Alice');
  await eventually(() => atListener.voice(102).length > 25 && atBob.voice(102).length > 25, 'both hear the stage');
  expect(atListener.voice(100).filter((atMs) => atMs >= fromMs)).toEqual([]);
  expect(from(listener, alice)).toEqual([]);
  expect(listener.of('media.slots').flatMap((event) => event.slots)).not.toContain(id(alice));
  await eventually(() => meeting.spoken.length > told, 'told that somebody speaks on stage');
  expect(meeting.spoken.slice(told).flatMap(({ speaking, active }) => [...speaking, active])).not.toContain(id(alice));
});
