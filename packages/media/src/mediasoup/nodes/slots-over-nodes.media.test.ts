import { createLogger, LocalBus, LocalExchange } from '@saal/foundation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { injectMicrophone, receiveHere, type InjectedMicrophone, type ReceivedHere } from '../test-media.ts';
import { eventually, type TestDevice } from '../test-service.ts';
import { enterAt, twoNodes, type TwoNodes } from './test-nodes.ts';

const silence = 127;
const sites = ['bonn', 'berlin'] as const;

let cluster: TwoNodes;
const microphones: InjectedMicrophone[] = [];
beforeEach(async () => {
  const exchange = new LocalExchange();
  cluster = await twoNodes(async () => new LocalBus(createLogger('silent'), exchange), [28, 29]);
});
afterEach(async () => {
  for (const microphone of microphones.splice(0)) microphone.stop();
  await cluster.close();
});

interface Talker {
  device: TestDevice;
  microphone: InjectedMicrophone;
  ssrc: number;
}

/** With an open microphone that sends silence until the test lets it speak. */
async function talker(name: string, site: string, ssrc: number): Promise<Talker> {
  const device = await enterAt(cluster, name, site);
  const microphone = await injectMicrophone(device, ssrc);
  microphones.push(microphone);
  microphone.speak(silence);
  return { device, microphone, ssrc };
}

async function audience(from: number, to: number): Promise<TestDevice[]> {
  const devices: TestDevice[] = [];
  for (let number = from; number < to; number++) {
    devices.push(await enterAt(cluster, `audience-${number}`, sites[number % 2] ?? 'bonn'));
  }
  return devices;
}

const hasThreeSlots = (device: TestDevice): boolean =>
  device.announced.length === 3 &&
  device.announced.every(({ slot, consumerId }) => slot !== undefined && device.consumers.get(consumerId)?.paused === false);

/** Packets that came for each that a microphone sent, over two seconds. */
async function packetsOf(received: readonly ReceivedHere[], clock: InjectedMicrophone): Promise<number[]> {
  const [before, sentBefore] = [received.map((one) => one.packets()), clock.sent()];
  await eventually(() => clock.sent() >= sentBefore + 100, 'two seconds');
  const sent = clock.sent() - sentBefore;
  return received.map((one, index) => (one.packets() - (before[index] ?? 0)) / sent);
}

test('in a meeting over two nodes everybody gets three streams with the loudest of both, however many people and microphones there are', async () => {
  const alice = await talker('alice', 'bonn', 801);
  const bob = await talker('bob', 'bonn', 802);
  const carol = await talker('carol', 'berlin', 803);
  const dora = await talker('dora', 'berlin', 804);
  const people = await audience(0, 40);
  const listeners = people.slice(0, 6);
  expect(cluster.meeting.room.branches).toHaveLength(2);
  for (const [index, { branch }] of listeners.entries()) {
    expect(cluster[sites[index % 2] ?? 'bonn'].places.branch(branch.id)).toBe(branch);
  }
  const received: ReceivedHere[] = [];
  for (const device of listeners) received.push(await receiveHere(device));
  for (const device of listeners) await eventually(() => hasThreeSlots(device), `three slots at ${device.name}`);

  alice.microphone.speak(20);
  carol.microphone.speak(22);
  dora.microphone.speak(24);
  for (const one of received) {
    for (const { ssrc } of [alice, carol, dora]) await eventually(() => one.voice(ssrc).length > 20, 'voices of both nodes are heard');
  }
  const named = [alice, carol, dora].map(({ device }) => device.peer.participantId).sort();
  for (const device of listeners) {
    await eventually(() => device.of('media.slots').at(-1)?.slots.toSorted().join() === named.join(), 'told who is heard');
  }
  const few = await packetsOf(received, alice.microphone);
  for (const perSent of few) expect(Math.abs(perSent - 3)).toBeLessThan(0.25);

  // Twenty people and eight open microphones more cost a listener nothing.
  await audience(40, 60);
  for (let number = 0; number < 8; number++) await talker(`quiet-${number}`, sites[number % 2] ?? 'bonn', 810 + number);
  const many = await packetsOf(received, alice.microphone);
  for (const perSent of many) expect(Math.abs(perSent - 3)).toBeLessThan(0.25);
  for (const device of listeners) expect(hasThreeSlots(device)).toBe(true);

  // Somebody louder at one node takes a slot at both.
  const announced = () => listeners.map((device) => device.of('media.consumer-added').length);
  const before = announced();
  bob.microphone.speak(5);
  for (const one of received) await eventually(() => one.voice(bob.ssrc).length > 20, 'Bob is heard at both nodes');
  expect(announced()).toEqual(before);
});
