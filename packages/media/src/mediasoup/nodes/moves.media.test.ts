import { createLogger, LocalBus, LocalExchange, SaalError, type Bus } from '@saal/foundation';
import type { WatchedTile } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { injectCamera, injectMicrophone, receiveHere, type InjectedMicrophone } from '../test-media.ts';
import { eventually, openTestRoomOn, TestDevice, type TestRoom } from '../test-service.ts';
import { aliveSubject, movesSinceWire } from './subjects.ts';
import { nodesHeard, startTestNode, startTestServer, type TestNode, type TestServer } from './test-nodes.ts';

const log = createLogger('silent');
const microphonePacketMs = 20;

let exchange: LocalExchange;
let nodes: TestNode[];
let bonn: TestNode;
let berlin: TestNode;
let server: TestServer;
let meeting: TestRoom;
const stops: (() => void)[] = [];

async function startNode(fileNumber: number, site: string, bus: Bus = new LocalBus(log, exchange)): Promise<TestNode> {
  const node = await startTestNode(bus, fileNumber, site);
  nodes.push(node);
  return node;
}

beforeEach(async () => {
  exchange = new LocalExchange();
  nodes = [];
  [bonn, berlin] = await Promise.all([startNode(27, 'bonn'), startNode(28, 'berlin')]);
  server = startTestServer(new LocalBus(log, exchange));
  await nodesHeard(server.bus, ['bonn', 'berlin']);
  meeting = await openTestRoomOn(server.places);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await meeting.room.close();
  await server.places.close();
  for (const node of nodes) await node.close();
});

async function enter(name: string, site: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.site = site;
  device.decodes = true;
  device.findBranch = (id) => nodes.map(({ places }) => places.branch(id)).find((branch) => branch !== undefined);
  await (await device.enter()).peer.info(undefined); // By then the node has it.
  return device;
}

async function speaking(device: TestDevice, ssrc: number, epoch?: string): Promise<InjectedMicrophone> {
  const microphone = await injectMicrophone(device, ssrc, epoch);
  stops.push(() => microphone.stop());
  microphone.speak(20);
  return microphone;
}

/** The epoch that the device is asked to move to; it has begun to. */
async function invited(device: TestDevice): Promise<string> {
  const { epoch } = await device.next('media.move');
  await device.peer.handle('media.watch', { epoch, tiles: [] });
  return epoch;
}

const tile = (producerId: string): WatchedTile => ({ producerId, widthPx: 1280, heightPx: 720, priority: 1 });
const shownOf = (device: TestDevice): string[] => (meeting.streams.get(device.peer.deviceId) ?? []).map(({ producerId }) => producerId);

test('who hears and sees a device that moves has its streams without a gap, and never twice', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  const [former, camera] = [await speaking(alice, 601), await injectCamera(alice, 9_600)];
  stops.push(() => camera.stop());
  const atBob = await receiveHere(bob);
  await bob.peer.handle('media.watch', { tiles: [tile(camera.producer.id)] });
  await eventually(() => atBob.voice(601).length > 20 && atBob.packets() > 100, 'Bob hears and sees Alice');

  bonn.node.drain();
  const epoch = await invited(alice);
  expect(berlin.places.branch(epoch)).toBeDefined();
  const [next, nextCamera] = [await speaking(alice, 602, epoch), await injectCamera(alice, 9_700, epoch)];
  stops.push(() => nextCamera.stop());
  await eventually(() => next.sent() > 25, 'half a second of sound at the next place');
  // Nobody gets that before she says so, and the meeting does not know of it.
  expect(atBob.voice(602)).toEqual([]);
  expect(shownOf(alice)).toEqual([former.producer.id, camera.producer.id]);

  const answered = alice.peer.handle('media.moved', { epoch });
  await eventually(() => atBob.voice(602).length > 20, 'Bob hears Alice from there');
  // By the former names, until everybody has changed over.
  expect(shownOf(alice)).toEqual([former.producer.id, camera.producer.id]);
  await answered;
  expect(shownOf(alice)).toEqual([next.producer.id, nextCamera.producer.id]);
  const [lastBefore, firstAfter] = [atBob.voice(601).at(-1) ?? 0, atBob.voice(602)[0] ?? Infinity];
  expect(firstAfter - lastBefore).toBeLessThan(300);
  expect(lastBefore - firstAfter).toBeLessThan(3 * microphonePacketMs);
  expect(bob.announced.map(({ producerId }) => producerId)).toEqual(expect.arrayContaining([next.producer.id, nextCamera.producer.id]));
  expect(bob.announced).toHaveLength(2);
  // Still seen, by the name that the camera had when Bob last said what he shows.
  const before = atBob.packets() - atBob.voice(602).length;
  await eventually(() => atBob.packets() - atBob.voice(602).length > before + 20, 'Bob sees Alice');
  await eventually(() => bonn.node.isEmpty, 'the node is empty');
  expect([alice, bob].flatMap((device) => device.of('media.reset'))).toEqual([]);
});

test('a device that moves has what it hears on both ways until it is there', async () => {
  const [alice, bob, carol] = [await enter('alice', 'bonn'), await enter('bob', 'berlin'), await enter('carol', 'bonn')];
  await speaking(bob, 611);
  await speaking(carol, 612);
  const atAlice = await receiveHere(alice);
  await eventually(() => atAlice.voice(611).length > 10 && atAlice.voice(612).length > 10, 'Alice hears both');
  bonn.node.drain();
  const epoch = await invited(alice);
  const atNext = await receiveHere(alice, epoch);
  await eventually(() => atNext.voice(611).length > 10 && atNext.voice(612).length > 10, 'she hears both at the next place, too');
  const before = atAlice.voice(612).length;
  await eventually(() => atAlice.voice(612).length > before + 10, 'and still at the former one');
  expect(alice.of('media.consumer-added').map(({ epoch: of }) => of)).toEqual([undefined, undefined, epoch, epoch]);
  await alice.peer.handle('media.moved', { epoch });
  expect(alice.peer.carried?.id).toBe(epoch);
  expect(await alice.peer.info(epoch)).toMatchObject({ epoch });
});

test('a mute by a host reaches both ways, also one that comes in between', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  await speaking(alice, 621);
  const atBob = await receiveHere(bob);
  await eventually(() => atBob.voice(621).length > 10, 'Bob hears Alice');
  bonn.node.drain();
  const epoch = await invited(alice);
  const early = await injectMicrophone(alice, 622, epoch);
  stops.push(() => early.stop());
  await alice.peer.pauseSource('microphone');
  expect(alice.of('media.producer-paused')).toHaveLength(2);
  early.producer.close();
  // Her device begins again before it hears of the mute.
  const late = await speaking(alice, 623, epoch);
  await alice.peer.handle('media.moved', { epoch });
  const sent = late.sent();
  await eventually(() => late.sent() > sent + 25, 'half a second of sound');
  expect(late.producer.paused).toBe(true);
  expect(atBob.voice(623)).toEqual([]);
  expect(meeting.streams.get(alice.peer.deviceId)).toMatchObject([{ producerId: late.producer.id, paused: true }]);
});

test('a device that does not follow has to begin anew, and so gets away all the same', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'bonn')];
  bonn.node.drain();
  const epoch = await invited(bob);
  const reset = await alice.next('media.reset');
  expect(reset).toMatchObject({ kept: false, epoch: (await alice.next('media.move')).epoch });
  expect(alice.peer.carried?.id).toBe(reset.epoch);
  // Bob, who has begun to move, has more time.
  expect(bob.of('media.reset')).toEqual([]);
  await bob.peer.handle('media.moved', { epoch });
  await eventually(() => bonn.node.isEmpty, 'the node is empty');
});

test('when the node that is left dies meanwhile, the device is at the next one as soon as it can', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  const former = await speaking(alice, 631);
  const atBob = await receiveHere(bob);
  await eventually(() => atBob.voice(631).length > 10, 'Bob hears Alice');
  bonn.node.drain();
  const epoch = await invited(alice);
  await speaking(alice, 632, epoch);
  await bonn.bus.close(); // As seen from outside: nothing comes from it any more, and nobody answers there.
  await eventually(() => atBob.voice(632).length > 10, 'Bob hears Alice from the next place');
  await alice.peer.handle('media.moved', { epoch });
  expect(alice.of('media.reset')).toEqual([]);
  expect(shownOf(alice)).not.toContain(former.producer.id);
});

test('when the next node dies meanwhile, the device stays, and moves to another', async () => {
  const alice = await enter('alice', 'bonn');
  const { id } = alice.branch;
  bonn.node.drain();
  const epoch = await invited(alice);
  await berlin.bus.close();
  let refused: unknown;
  await eventually(() => {
    void alice.peer.handle('media.watch', { epoch, tiles: [] }).catch((error: unknown) => (refused = error));
    return refused instanceof SaalError && refused.code === 'media_epoch_over';
  }, 'the next place is gone');
  expect(alice.peer.carried?.id).toBe(id);
  expect(await alice.peer.info(id)).toMatchObject({ epoch: id });
  const halle = await startNode(29, 'halle');
  const again = await alice.next('media.move', 2);
  expect(halle.places.branch(again.epoch)).toBeDefined();
  await alice.peer.handle('media.moved', { epoch: again.epoch });
  expect(alice.of('media.reset')).toEqual([]);
});

test('a device that comes back without its transports is at its next place at once; one that leaves leaves nothing', async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'bonn')];
  bonn.node.drain();
  const [epoch] = [await invited(alice), await invited(bob)];
  expect(await alice.peer.info(undefined)).toMatchObject({ epoch, kept: false });
  bob.peer.close();
  await eventually(() => bonn.node.isEmpty, 'the node is empty');
  alice.peer.close();
  await eventually(() => berlin.node.isEmpty, 'and so is the other');
});

test('a device whose connection was lost is asked again', async () => {
  const alice = await enter('alice', 'bonn');
  const known = alice.peer.carried?.id;
  bonn.node.drain();
  const epoch = await invited(alice);
  expect(await alice.peer.info(known)).toMatchObject({ epoch: known });
  alice.peer.resync();
  expect(alice.of('media.move').map(({ epoch: asked }) => asked)).toEqual([epoch, epoch]);
  // It had said that it is there; the answer was lost.
  expect(await alice.peer.info(epoch)).toMatchObject({ epoch });
  expect(alice.peer.carried?.id).toBe(epoch);
});

test('in a large meeting who moves is in the slots all the time, and only once', { timeout: 30_000 }, async () => {
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  // Enough open microphones for slots; only Alice says something.
  for (let index = 0; index < 16; index++) {
    const open = await injectMicrophone(await enter(`quiet-${index}`, 'berlin'), 700 + index);
    stops.push(() => open.stop());
  }
  const atBob = await receiveHere(bob);
  await speaking(alice, 641);
  await eventually(() => bob.of('media.slots').at(-1)?.slots.includes(alice.peer.participantId), 'Alice is in a slot');
  await eventually(() => atBob.voice(641).length > 20, 'Bob hears her');
  bonn.node.drain();
  const epoch = await invited(alice);
  const next = await speaking(alice, 642, epoch);
  await eventually(() => next.sent() > 25, 'half a second of sound at the next place');
  expect(atBob.voice(642)).toEqual([]);
  await alice.peer.handle('media.moved', { epoch });
  await eventually(() => atBob.voice(642).length > 20, 'Bob hears her from there');
  const [lastBefore, firstAfter] = [atBob.voice(641).at(-1) ?? 0, atBob.voice(642)[0] ?? Infinity];
  expect(firstAfter - lastBefore).toBeLessThan(1_000);
  expect(lastBefore - firstAfter).toBeLessThan(500);
  for (const { slots } of bob.of('media.slots')) expect(slots.filter((who) => who === alice.peer.participantId).length).toBeLessThan(2);
});

test('people of a node of the version before begin anew, at once', async () => {
  class FormerBus extends LocalBus {
    override publish(subject: string, payload: unknown): void {
      const isAlive = subject === aliveSubject && typeof payload === 'object';
      super.publish(subject, isAlive ? { ...payload, wire: movesSinceWire - 1 } : payload);
    }
  }
  let isKnown = false;
  const hearing = server.bus.subscribe(aliveSubject, (alive) => (isKnown ||= JSON.stringify(alive).includes('halle')));
  const halle = await startNode(29, 'halle', new FormerBus(log, exchange));
  await eventually(() => isKnown, 'it is there');
  hearing.close();
  const alice = await enter('alice', 'halle');
  expect(halle.places.branch(alice.branch.id)).toBeDefined();
  halle.node.drain();
  await alice.next('media.reset');
  expect(alice.of('media.move')).toEqual([]);
  await eventually(() => halle.node.isEmpty, 'the node is empty');
});
