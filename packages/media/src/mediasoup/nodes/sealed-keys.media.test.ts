import { once } from 'node:events';
import { connect } from 'node:net';
import { createLogger, LocalBus, LocalExchange, NatsBus, systemClock } from '@saal/foundation';
import { natsServerProgram, startNatsServer, type TestNatsServer } from '@saal/foundation/testing';
import type { PipeTransport, SrtpParameters } from 'mediasoup/types';
import { afterEach, expect, test } from 'vitest';
import { KeySeal } from '../../key-seal.ts';
import { injectMicrophone, receiveHere } from '../test-media.ts';
import { eventually, type TestDevice } from '../test-service.ts';
import { RemoteFarBranch } from './remote-far-branch.ts';
import { farSubject, FarCall, PipeEndShape } from './subjects.ts';
import { clusterSecret, enterAt, twoNodes } from './test-nodes.ts';

const log = createLogger('silent');
const clock = systemClock;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The keys of the pipes that are laid at the branch of a device from now on. */
function keysAt(device: TestDevice): string[] {
  const keys: string[] = [];
  device.branch.place().router.observer.on('newtransport', (transport) => {
    if (transport.type !== 'pipe') return;
    const { srtpParameters } = transport as PipeTransport;
    if (srtpParameters) keys.push(srtpParameters.keyBase64);
  });
  return keys;
}

async function eachHears(alice: TestDevice, bob: TestDevice): Promise<void> {
  for (const [device, ssrc] of [
    [alice, 701],
    [bob, 702],
  ] as const) {
    const microphone = await injectMicrophone(device, ssrc);
    ends.push(() => microphone.stop());
    microphone.speak(20);
  }
  const [atAlice, atBob] = [await receiveHere(alice), await receiveHere(bob)];
  await eventually(() => atAlice.voice(702).length > 20 && atBob.voice(701).length > 20, 'they hear each other');
}

/** All that NATS tells somebody who listens to everything. */
async function eavesdrop(nats: TestNatsServer): Promise<() => string> {
  const { hostname, port } = new URL(nats.url);
  const socket = connect(Number(port), hostname);
  ends.push(() => socket.destroy());
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  await once(socket, 'connect');
  socket.write('CONNECT {"verbose":false}\r\nSUB > 1\r\nPING\r\n');
  await eventually(() => heard.includes('PONG'), 'it listens');
  return () => heard;
}

test.skipIf(natsServerProgram() === undefined)('who listens to all of NATS learns no key of a pipe', async () => {
  const nats = await startNatsServer();
  ends.push(() => nats.stop());
  const heard = await eavesdrop(nats);
  const cluster = await twoNodes((name) => NatsBus.connect({ url: nats.url, secret: clusterSecret, name, clock, log }), [26, 27]);
  ends.push(() => cluster.close());
  const [alice, bob] = [await enterAt(cluster, 'alice', 'bonn'), await enterAt(cluster, 'bob', 'berlin')];
  const keys = [keysAt(alice), keysAt(bob)];
  await eachHears(alice, bob);
  expect(keys.map(({ length }) => length)).toEqual([1, 1]);
  // It did hear how the pipe was laid.
  expect(heard()).toContain('"open-end"');
  expect(heard()).toContain('"sealed"');
  for (const key of keys.flat()) expect(heard()).not.toContain(key);
  expect(heard()).not.toContain('keyBase64');
});

const srtp: SrtpParameters = { cryptoSuite: 'AEAD_AES_256_GCM', keyBase64: 'YUtleU9mQW5TcnRwUGlwZSwgbm90IGEgcmVhbCBvbmU=' };
const itsSrtp: SrtpParameters = { ...srtp, keyBase64: 'dGhlIG90aGVyIGVuZCdzIGtleSwgbm90IHJlYWwgZWl0aGVy' };

test('a node of the version before, which knows keys in the clear only, gets them so', async () => {
  const bus = new LocalBus(log, new LocalExchange());
  ends.push(() => bus.close());
  const asked: unknown[] = [];
  const Before = PipeEndShape.omit({ sealed: true });
  ends.push(
    bus.serve(farSubject('node-before'), async (payload) => {
      const { call } = FarCall.parse(payload);
      if (call.kind !== 'open-end') throw new Error('asked for something else');
      const end = Before.parse(call.end);
      asked.push(end);
      return end.srtp ? { ip: '127.0.0.1', port: 2, srtp: itsSrtp } : { ip: '127.0.0.1', port: 1 };
    }).close,
  );
  const far = new RemoteFarBranch({ id: 'b', node: 'node-before', ownId: 'a', seal: new KeySeal(clusterSecret), bus, clock, log });
  expect(await far.openEnd('a', { ip: '127.0.0.1', port: 3, srtp })).toEqual({ ip: '127.0.0.1', port: 2, srtp: itsSrtp });
  expect(asked).toEqual([
    { ip: '127.0.0.1', port: 3 },
    { ip: '127.0.0.1', port: 3, srtp },
  ]);
});

test('a node of the version before is answered as it asks, and an end sealed for another branch opens nothing', async () => {
  const exchange = new LocalExchange();
  const cluster = await twoNodes(async () => new LocalBus(log, exchange), [26, 27]);
  ends.push(() => cluster.close());
  const [alice, bob] = [await enterAt(cluster, 'alice', 'bonn'), await enterAt(cluster, 'bob', 'berlin')];
  await eachHears(alice, bob); // By then their branches have met.
  const bus = new LocalBus(log, exchange);
  ends.push(() => bus.close());
  const key = { ...srtp, keyBase64: await keyOf(bob) };
  const open = (end: object) =>
    bus.request(farSubject('node-bonn'), { branch: alice.branch.id, from: bob.branch.id, call: { kind: 'open-end', end } });
  const answer = PipeEndShape.parse(await open({ ip: '127.0.0.1', port: 40_999, srtp: key }));
  expect(answer.srtp?.keyBase64).toHaveLength(key.keyBase64.length);
  expect(answer.sealed).toBeUndefined();
  const sealed = new KeySeal(clusterSecret).seal(JSON.stringify(key), 'for something else');
  await expect(open({ ip: '127.0.0.1', port: 40_999, sealed })).rejects.toThrow();
});

/** A key that a worker takes. */
async function keyOf(device: TestDevice): Promise<string> {
  const { router } = device.branch.place();
  const transport = await router.createPipeTransport({ listenInfo: { protocol: 'udp', ip: '127.0.0.1' }, enableSrtp: true });
  transport.close();
  return transport.srtpParameters?.keyBase64 ?? '';
}
