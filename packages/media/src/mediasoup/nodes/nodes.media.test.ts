import { randomUUID } from 'node:crypto';
import { createLogger, LocalBus, LocalExchange, systemClock } from '@saal/foundation';
import type { WatchedTile } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepTogether } from '../../placement/keep-together.ts';
import { injectCamera, injectMicrophone, receiveHere, type InjectedMicrophone } from '../test-media.ts';
import { eventually, openTestRoomOn, type TestDevice, type TestRoom } from '../test-service.ts';
import { NodePlaces } from './node-places.ts';
import { aliveSubject, nodeWire } from './subjects.ts';
import { enterAt, nodesHeard, startTestNode, startTestServer, type TestNode, type TestServer } from './test-nodes.ts';

const log = createLogger('silent');
const clock = systemClock;

let exchange: LocalExchange;
let bonn: TestNode;
let berlin: TestNode;
let server: TestServer;
let meeting: TestRoom;
const stops: (() => void)[] = [];

const newBus = () => new LocalBus(log, exchange);

beforeEach(async () => {
  exchange = new LocalExchange();
  [bonn, berlin] = await Promise.all([startTestNode(newBus(), 20, 'bonn'), startTestNode(newBus(), 21, 'berlin')]);
  server = startTestServer(newBus());
  await nodesHeard(server.bus, ['bonn', 'berlin']);
  meeting = await openTestRoomOn(server.places);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await meeting.room.close();
  await server.places.close();
  for (const node of [bonn, berlin]) await node.close();
});

const enter = (name: string, site: string) => enterAt({ meeting, bonn, berlin }, name, site);

async function microphoneOf(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc);
  stops.push(() => microphone.stop());
  microphone.speak(20);
  return microphone;
}

const tile = (producerId: string, heightPx: number): WatchedTile => ({ producerId, widthPx: heightPx * 2, heightPx, priority: 1 });

test('people of two sites hear and see each other, each at the node of the own site', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  expect(bonn.places.branch(alice.branch.id)).toBeDefined();
  expect(berlin.places.branch(bob.branch.id)).toBeDefined();
  const pipes: boolean[] = [];
  for (const { branch } of [alice, bob])
    branch.place().router.observer.on('newtransport', (transport) => {
      if (transport.type === 'pipe' && 'srtpParameters' in transport) pipes.push(transport.srtpParameters !== undefined);
    });
  const microphone = await microphoneOf(alice, 501);
  await microphoneOf(bob, 502);
  const camera = await injectCamera(alice, 9_500);
  stops.push(() => camera.stop());
  const [atAlice, atBob] = [await receiveHere(alice), await receiveHere(bob)];
  await eventually(() => atAlice.voice(502).length > 20 && atBob.voice(501).length > 20, 'they hear each other');
  // Between hosts nothing is sent in the clear.
  expect(pipes).toEqual([true, true]);

  const beforeVideo = atBob.packets();
  await bob.peer.handle('media.watch', { tiles: [tile(camera.producer.id, 720)] });
  await eventually(() => atBob.packets() - atBob.voice(501).length > 20 && atBob.packets() > beforeVideo, 'Bob sees Alice');
  expect(alice.of('media.layers-wanted').at(-1)).toMatchObject({ maxSpatialLayer: 2 });
  await eventually(() => meeting.spoken.length > 0, 'told who speaks');

  await alice.peer.pauseSource('microphone');
  await eventually(() => bob.of('media.consumer-changed').some(({ paused }) => paused), 'Bob is told of the mute');
  const [muted, sent] = [atBob.voice(501).length, microphone.sent()];
  await eventually(() => microphone.sent() > sent + 50, 'a second of packets at the node');
  expect(atBob.voice(501).length - muted).toBeLessThanOrEqual(2);
});

test('what a device is refused at its node arrives with its code', async () => {
  const alice = await enter('alice', 'bonn');
  await expect(alice.peer.handle('media.resume-consumer', { consumerId: randomUUID() })).rejects.toMatchObject({
    code: 'media_object_not_found',
  });
  const { transportId } = await alice.peer.handle('media.create-transport', { direction: 'send' });
  const epoch = alice.peer.carried?.id;
  expect(await alice.peer.info(epoch)).toMatchObject({ epoch, kept: true, iceTransportPolicy: 'all' });
  expect(transportId).not.toBe('');
});

test('a node that falls silent is dead within 5 s: its people are placed elsewhere and hear again, others keep their place', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  await microphoneOf(alice, 511);
  const atBob = await receiveHere(bob);
  await eventually(() => atBob.voice(511).length > 10, 'Bob hears Alice');
  const [lost, kept] = [alice.branch.id, bob.branch.id];
  const diedAtMs = performance.now();
  await bonn.bus.close(); // As seen from outside: nothing comes from it any more, and nobody answers there.
  const reset = await alice.next('media.reset', 1, 5_000);
  expect(performance.now() - diedAtMs).toBeLessThan(5_000);
  expect(reset.epoch).not.toBe(lost);
  expect(berlin.places.branch(reset.epoch)).toBeDefined();
  expect(bob.branch.id).toBe(kept);
  expect(bob.of('media.reset')).toEqual([]);
  expect(meeting.streams.get(alice.peer.deviceId)).toEqual([]);
  await microphoneOf(alice, 512);
  await eventually(() => atBob.voice(512).length > 10, 'Bob hears Alice again');
});

test('when a worker of a node dies, its people get a place again', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  const kept = bob.branch.id;
  process.kill(alice.branch.slot.living?.worker.pid ?? 0, 'SIGKILL');
  const reset = await alice.next('media.reset');
  expect(reset).toMatchObject({ epoch: alice.branch.id, kept: false });
  expect(bob.branch.id).toBe(kept);
});

test('a node that is drained takes nobody, and its people move', async () => {
  const alice = await enter('alice', 'bonn');
  bonn.node.drain();
  const reset = await alice.next('media.reset');
  expect(berlin.places.branch(reset.epoch)).toBeDefined();
  await eventually(() => bonn.node.isEmpty, 'nobody is left');
  const carol = await enter('carol', 'bonn');
  expect(berlin.places.branch(carol.branch.id)).toBeDefined();
});

test('a drained node keeps its people until there is another one for them', async () => {
  const alice = await enter('alice', 'bonn');
  const epoch = alice.branch.id;
  let told = 0;
  const hearing = server.bus.subscribe(aliveSubject, (alive) => (told += JSON.stringify(alive).includes('bonn') ? 1 : 0));
  berlin.node.drain();
  bonn.node.drain();
  await eventually(() => told > 1, 'heard that it drains, and again');
  hearing.close();
  expect(alice.of('media.reset')).toEqual([]);
  expect(await alice.peer.info(epoch)).toMatchObject({ epoch });
  const halle = await startTestNode(newBus(), 22, 'halle');
  try {
    expect(halle.places.branch((await alice.next('media.reset')).epoch)).toBeDefined();
  } finally {
    await meeting.room.close();
    await halle.close();
  }
});

test('what a room leaves behind at a node is nothing', async () => {
  const people = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  for (const person of people) await person.setUp();
  await people[0]?.produceMicrophone();
  await people[1]?.next('media.consumer-added');
  await meeting.room.close();
  const empty = { rooms: 0, transports: 0, producers: 0, consumers: 0 };
  await eventually(() => [bonn, berlin].every(({ pool }) => pool.load().workers[0]?.rooms === 0), 'all is closed');
  for (const { pool } of [bonn, berlin]) expect(pool.load().workers).toMatchObject([empty]);
});

test('servers know what each worker of each node has to do', async () => {
  const [alice] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  await alice.setUp();
  const loadOf = (node: string) => server.places.load().workers.filter((worker) => worker.node === node);
  await eventually(() => loadOf('bonn')[0]?.transports === 2, 'the node tells of the transports');
  expect(loadOf('bonn')).toMatchObject([{ index: 0, rooms: 1, producers: 0, consumers: 0, valveLevel: 0 }]);
  await eventually(() => (loadOf('bonn')[0]?.cpuRatio ?? 0) > 0, 'and of the processor');
  expect(loadOf('berlin')).toMatchObject([{ index: 0, rooms: 1, transports: 0 }]);
  await bonn.bus.close();
  await eventually(() => loadOf('bonn').length === 0, 'a dead node has nothing to do');
});

test('a node with a worker that has too much to do gets nobody while there is another one', async () => {
  expect(bonn.places.branch((await enter('alice', 'bonn')).branch.id)).toBeDefined();
  bonn.valve.set(1);
  await eventually(() => server.places.load().workers.some(({ valveLevel }) => valveLevel === 1), 'the server is told');
  expect(berlin.places.branch((await enter('bob', 'bonn')).branch.id)).toBeDefined();
  bonn.valve.set(0);
  await eventually(() => server.places.load().workers.every(({ valveLevel }) => valveLevel === 0), 'the server is told');
  expect(bonn.places.branch((await enter('carol', 'bonn')).branch.id)).toBeDefined();
});

test('what was lost on the way is told again', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  await bob.setUp();
  await alice.setUp();
  const listening = [...exchange.listeners];
  exchange.listeners.clear(); // Nothing that is told arrives.
  const producerId = await alice.produceMicrophone();
  for (const listener of listening) exchange.listeners.add(listener);
  expect(meeting.streams.get(alice.peer.deviceId) ?? []).toEqual([]);
  // The next message shows that one is missing.
  expect(alice.peer.sourceOf(producerId)).toBe('microphone');
  await eventually(() => meeting.streams.get(alice.peer.deviceId)?.length === 1, 'the stream is told again');
  await bob.next('media.consumer-added');
});

test('a node of the version before is used, one of the next is not', async () => {
  const bus = new LocalBus(log, exchange);
  const places = new NodePlaces({ server: 'server-2', bus, placement: keepTogether, log, clock });
  await bonn.bus.close();
  await berlin.bus.close();
  const announce = (node: string, wire: number) =>
    server.bus.publish(aliveSubject, { node, wire, draining: false, workers: [{ index: 0, reserved: {} }] });
  const place = () =>
    places.assign({
      site: undefined,
      needs: () => ({ carries: false, neededPacketsPerSecond: 350 }),
      take: ({ worker }) => worker,
    });
  announce('node-of-tomorrow', nodeWire + 1);
  announce('node-of-long-ago', nodeWire - 2);
  await expect(place()).rejects.toMatchObject({ code: 'media_unavailable' });
  announce('node-of-yesterday', nodeWire - 1);
  expect(await place()).toBe('node-of-yesterday/0');
  await places.close();
  await bus.close();
});
