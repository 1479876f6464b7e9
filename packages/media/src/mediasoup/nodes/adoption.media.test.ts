/** What becomes of the people on media nodes when the server that conducts their meeting dies, is stopped, or is cut off. */
import { createLogger, LocalBus, LocalExchange, systemClock } from '@saal/foundation';
import { DeviceId, MeetingId, type WatchedTile } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { injectCamera, injectMicrophone, receiveHere, type InjectedMicrophone, type ReceivedHere } from '../test-media.ts';
import { eventually, openTestRoomOn, TestDevice, type TestRoom } from '../test-service.ts';
import { adoptSubject, aliveSubject, keepSubject, nodeWire, Orders, ordersSubject, type Order } from './subjects.ts';
import { nodesHeard, startTestNode, startTestServer, type TestNode, type TestServer } from './test-nodes.ts';

/** More than the slowness of a loaded machine that makes packets itself, and less than anybody hears as a gap. */
const gapLimitMs = 300;

let exchange: LocalExchange;
let bonn: TestNode;
let berlin: TestNode;
let first: TestServer;
let second: TestServer;
let meeting: TestRoom;
let next: TestRoom | undefined;
const stops: (() => void)[] = [];

const newBus = () => new LocalBus(createLogger('silent'), exchange);

beforeEach(async () => {
  exchange = new LocalExchange();
  [bonn, berlin] = await Promise.all([startTestNode(newBus(), 25, 'bonn'), startTestNode(newBus(), 26, 'berlin')]);
  first = startTestServer(newBus(), 'server-1');
  second = startTestServer(newBus(), 'server-2');
  await nodesHeard(first.bus, ['bonn', 'berlin']);
  meeting = await openTestRoomOn(first.places);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await next?.room.close();
  next = undefined;
  await meeting.room.close();
  for (const { places } of [first, second]) await places.close();
  for (const node of [bonn, berlin]) await node.close();
});

/** In the room of whoever conducts now: comes in, or comes back. */
async function enter(name: string, site: string, room = meeting.room): Promise<TestDevice> {
  const device = new TestDevice(room, name);
  device.site = site;
  device.decodes = true;
  device.findBranch = (id) => bonn.places.branch(id) ?? berlin.places.branch(id);
  await (await device.enter()).peer.info(device.peer.carried?.id); // By then the node has it.
  return device;
}

async function speaking(device: TestDevice, ssrc: number): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc);
  stops.push(() => microphone.stop());
  microphone.speak(20);
  return microphone;
}

/** Alice in Bonn and Bob in Berlin, who hear each other over the pipe between the nodes. */
async function twoInside(ssrc: number) {
  const [alice, bob] = [await (await enter('alice', 'bonn')).setUp(), await (await enter('bob', 'berlin')).setUp()];
  const microphone = await speaking(alice, ssrc);
  await speaking(bob, ssrc + 1);
  const [atAlice, atBob] = [await receiveHere(alice), await receiveHere(bob)];
  await eventually(() => atBob.voice(ssrc).length > 20 && atAlice.voice(ssrc + 1).length > 20, 'they hear each other');
  return { alice, bob, atAlice, atBob, microphone };
}

function gapBetween(received: ReceivedHere, ssrc: number, fromMs: number): number {
  const times = received.voice(ssrc).filter((atMs) => atMs >= fromMs);
  return Math.max(...[...times, performance.now()].map((atMs, index) => atMs - (times[index - 1] ?? fromMs)));
}

const takeOver = async (term = 2): Promise<TestRoom> => (next = await openTestRoomOn(second.places, undefined, undefined, term));
const leftIn = ({ room }: TestRoom) => room.leftBehind().map(({ peer }) => peer.deviceId);
const [alices, bobs] = [DeviceId.parse('device-of-alice'), DeviceId.parse('device-of-bob')];
const tile = (producerId: string): WatchedTile => ({ producerId, widthPx: 1280, heightPx: 720, priority: 1 });

test('the conductor dies: sound and picture flow on, the next one knows all streams, and who comes back keeps everything', async () => {
  const { alice, bob, atAlice, atBob } = await twoInside(601);
  const camera = await injectCamera(alice, 9_600);
  stops.push(() => camera.stop());
  await bob.peer.handle('media.watch', { tiles: [tile(camera.producer.id)] });
  const pictures = () => atBob.packets() - atBob.voice(601).length;
  await eventually(() => pictures() > 20, 'Bob sees Alice');
  const [epochs, consumers] = [[alice.branch.id, bob.branch.id], bob.announced.map(({ consumerId }) => consumerId)];

  const diedAtMs = performance.now();
  await first.bus.close();
  const { room, streams } = await takeOver();
  expect(leftIn({ ...meeting, room }).sort()).toEqual([alices, bobs]);
  const ofAlice = room.leftBehind().find(({ peer }) => peer.deviceId === alices);
  expect(ofAlice).toMatchObject({ listening: true, participantId: alice.peer.participantId });
  expect(ofAlice?.streams.map(({ source }) => source).sort()).toEqual(['camera', 'microphone']);

  const backs = await enter('bob', 'berlin', room);
  expect(backs.branch.id).toBe(epochs[1]);
  expect(await backs.peer.info(epochs[1])).toMatchObject({ epoch: epochs[1], kept: true });
  backs.peer.resync();
  await eventually(() => backs.announced.length === consumers.length, 'the same consumers are announced');
  expect(backs.announced.map(({ consumerId }) => consumerId).sort()).toEqual(consumers.sort());
  const alicesBack = await enter('alice', 'bonn', room);
  expect(await alicesBack.peer.info(epochs[0])).toMatchObject({ kept: true });

  // What is asked from now on is done, and what happens is told to the new one.
  const seen = pictures();
  await eventually(() => pictures() > seen + 25, 'the picture goes on');
  expect(gapBetween(atBob, 601, diedAtMs)).toBeLessThan(gapLimitMs);
  expect(gapBetween(atAlice, 602, diedAtMs)).toBeLessThan(gapLimitMs);
  await alicesBack.peer.pauseSource('microphone');
  await eventually(() => streams.get(alices)?.some(({ source, paused }) => source === 'microphone' && paused), 'the mute is told');
  const muted = atBob.voice(601).length;
  const moreSeen = pictures();
  await eventually(() => pictures() > moreSeen + 25, 'a second of picture');
  expect(atBob.voice(601).length - muted).toBeLessThanOrEqual(2);
});

test('a former conductor that was only cut off is refused, finds out that it was succeeded, and closes nothing', async () => {
  const { alice, bob, atBob } = await twoInside(611);
  const { room } = await takeOver();
  const takenAtMs = performance.now();
  // It does not know yet.
  await expect(alice.peer.pauseSource('microphone')).rejects.toMatchObject({ code: 'media_epoch_over' });
  bob.peer.setListening(false);
  alice.peer.close();
  await eventually(() => meeting.taken.over, 'it is told');
  await expect(bob.peer.handle('media.watch', { tiles: [] })).rejects.toMatchObject({ code: 'media_epoch_over' });
  await meeting.room.close();

  expect(leftIn({ ...meeting, room }).sort()).toEqual([alices, bobs]);
  const heard = atBob.voice(611).length;
  await eventually(() => atBob.voice(611).length > heard + 25, 'Bob still hears Alice');
  expect(gapBetween(atBob, 611, takenAtMs)).toBeLessThan(gapLimitMs);
  // Late, with the term of then: nothing is given back.
  const left = await first.places.left(MeetingId.parse('meeting-of-alice'), 2);
  expect(left).toEqual([]);
  expect(next?.taken.over).toBe(false);
});

test('a server that stops lets go: nothing is closed, and the next one has it; what ended is closed', async () => {
  const { bob, atBob } = await twoInside(621);
  const epoch = bob.branch.id;
  const stoppedAtMs = performance.now();
  meeting.room.letGo();
  await first.places.close();
  await first.bus.close();
  const { room } = await takeOver();
  const back = await enter('bob', 'berlin', room);
  expect(await back.peer.info(epoch)).toMatchObject({ kept: true });
  const heard = atBob.voice(621).length;
  await eventually(() => atBob.voice(621).length > heard + 25, 'Bob still hears Alice');
  expect(gapBetween(atBob, 621, stoppedAtMs)).toBeLessThan(gapLimitMs);
  await room.close();
  await eventually(() => [bonn, berlin].every(({ pool }) => pool.load().workers[0]?.rooms === 0), 'all is closed');
});

test('whoever does not come back is taken out; a companion stays one; a device id of somebody else is nobody to come back', async () => {
  const { bob, atBob } = await twoInside(631);
  bob.peer.setListening(false);
  await bob.peer.info(bob.branch.id);
  await first.bus.close();
  const { room, streams } = await takeOver();
  expect(room.leftBehind().map(({ peer, listening }) => [peer.deviceId, listening])).toEqual(
    expect.arrayContaining([
      [alices, true],
      [bobs, false],
    ]),
  );
  room.peer(alices)?.close();
  await eventually(() => streams.get(alices)?.length === 0, 'her streams are gone');
  expect(leftIn({ ...meeting, room })).toEqual([bobs]);
  await eventually(() => [...bob.consumers.values()].every(({ closed }) => closed), 'Bob receives nothing of her');
  expect(atBob.voice(631).length).toBeGreaterThan(0);
  // The same device id, of another participant: another peer.
  const mallory = new TestDevice(room, 'bob', 'mallory');
  mallory.site = 'berlin';
  const { peer } = await mallory.enter();
  expect(await peer.info(bob.branch.id)).toMatchObject({ kept: false });
});

test('a node that died with the conductor takes along what was there; the others do not wait for it', async () => {
  const { bob } = await twoInside(641);
  await bonn.bus.close();
  await first.bus.close();
  await eventually(() => second.places.living.length === 1, 'Bonn is dead');
  const { room } = await takeOver();
  expect(leftIn({ ...meeting, room })).toEqual([bobs]);
  const back = await enter('bob', 'berlin', room);
  await eventually(() => [...bob.consumers.values()].every(({ closed }) => closed), 'Bob receives nothing from there');
  const carol = await (await enter('carol', 'bonn', room)).setUp();
  expect(carol.branch.id).toBe(back.branch.id);
});

test('people of a large meeting hear by the same slots before and after', async () => {
  const people = await Promise.all(Array.from({ length: 17 }, (_, index) => enter(`guest-${index}`, 'bonn')));
  const [listener, ...others] = people;
  if (!listener) throw new Error('seventeen');
  const received = await receiveHere(listener);
  for (const [index, person] of others.entries()) {
    const microphone = await injectMicrophone(person, 700 + index);
    stops.push(() => microphone.stop());
    if (index === 0) microphone.speak(20);
  }
  await eventually(() => listener.of('media.slots').length > 0, 'slots');
  await eventually(() => listener.announced.length === 3, 'nothing but slots');
  const consumers = listener.announced.map(({ consumerId }) => consumerId).sort();
  const diedAtMs = performance.now();
  await first.bus.close();
  const { room } = await takeOver();
  const back = await enter('guest-0', 'bonn', room);
  back.peer.resync();
  await eventually(() => back.announced.length === 3, 'the slots are announced');
  expect(back.announced.map(({ consumerId }) => consumerId).sort()).toEqual(consumers);
  const heard = received.voice(700).length;
  await eventually(() => received.voice(700).length > heard + 50, 'a second of sound');
  expect(gapBetween(received, 700, diedAtMs)).toBeLessThan(gapLimitMs);
});

test('what nobody takes up is closed after a minute; a node that is cut off waits until it can be asked', async () => {
  let aheadMs = 0;
  const clock = { now: () => systemClock.now() + aheadMs, after: systemClock.after.bind(systemClock) };
  const halle = await startTestNode(newBus(), 27, 'halle', clock);
  try {
    for (const node of [bonn, berlin]) await node.bus.close();
    await eventually(() => first.places.living.map(({ node }) => node).join() === 'node-halle', 'only Halle lives');
    const there = await openTestRoomOn(first.places, 'meeting-of-carol');
    const rooms = () => halle.pool.load().workers[0]?.rooms;
    expect(rooms()).toBe(1);
    there.room.letGo();
    let told = 0;
    const hearing = second.bus.subscribe(aliveSubject, () => told++);
    Object.defineProperty(halle.bus, 'connected', { value: false, configurable: true });
    aheadMs = 600_000;
    await eventually(() => told >= 2, 'looked twice');
    expect(rooms()).toBe(1);
    Object.defineProperty(halle.bus, 'connected', { value: true, configurable: true });
    await eventually(() => told >= 4, 'looked twice more');
    expect(rooms()).toBe(1);
    aheadMs += 61_000;
    await eventually(() => rooms() === 0, 'it is closed');
    hearing.close();
  } finally {
    await halle.close();
  }
});

test('a node of the version before is not asked, and closes what a server lets go', async () => {
  const log = createLogger('silent');
  const bus = new LocalBus(log, exchange);
  for (const node of [bonn, berlin]) await node.bus.close();
  await eventually(() => second.places.living.length === 0, 'the others are dead');
  const orders: Order[] = [];
  let asked = 0;
  bus.serve(adoptSubject('old'), async () => {
    asked++;
    return { branches: [] };
  });
  bus.serve(ordersSubject('old'), async (payload) => {
    for (const order of Orders.parse(payload).orders) {
      orders.push(order);
      if (order.kind !== 'open') continue;
      const told = { branch: order.branch, seq: 1, items: [{ kind: 'ready', capabilities: {} }] };
      bus.publish(`media.server._${Buffer.from('server-2').toString('base64url')}.branches`, told);
    }
    return null;
  });
  bus.serve(keepSubject('old'), async () => ({ branches: {} }));
  bus.publish(aliveSubject, { node: 'old', wire: nodeWire - 1, draining: false, workers: [{ index: 0, reserved: {} }] });
  await eventually(() => second.places.living.length === 1, 'the old one is there');
  const { room } = await takeOver();
  room.letGo();
  await eventually(() => orders.some(({ kind }) => kind === 'close'), 'it is closed');
  expect(orders.map(({ kind }) => kind).slice(0, 1)).toEqual(['open']);
  expect(asked).toBe(0);
  await bus.close();
});
