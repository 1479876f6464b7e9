import { until } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureMediaWorker } from '../tools/setup/media-worker.mjs';
import { compileSwarm } from './compile-swarm.ts';
import { startBareWorker } from './servers/bare-worker.ts';
import type { ServerUnderTest } from './servers/server.ts';
import { LossyRelay } from './lossy-relay.ts';
import { Swarm, type RemoteTransport } from './swarm.ts';

const layers = [
  { widthPx: 320, heightPx: 180, framesPerSecond: 25, bitrateKbps: 150 },
  { widthPx: 640, heightPx: 360, framesPerSecond: 25, bitrateKbps: 500 },
];

class SwarmBehind extends Swarm {
  readonly #relay: LossyRelay;
  constructor(relay: LossyRelay, binary: string) {
    super(binary);
    this.#relay = relay;
  }
  override connect(remote: RemoteTransport, transportCcExtension?: number) {
    return super.connect({ ...remote, port: this.#relay.leadTo(remote.port) }, transportCcExtension);
  }
}

let server: ServerUnderTest;
let swarm: Swarm;
beforeAll(async () => {
  const workerBin = await ensureMediaWorker(new URL('..', import.meta.url).pathname.replace(/\/$/, ''));
  server = await startBareWorker({ workerBin });
  swarm = new Swarm(await compileSwarm());
});
afterAll(async () => {
  await swarm.close();
  await server.close();
});

test('three viewers receive all that one publisher sends, and know how long it took', async () => {
  const room = await server.openRoom();
  const { client: publisher } = await room.publish(swarm, [{ kind: 'audio' }, { kind: 'video', layers }]);
  const viewers = await Promise.all([1, 2, 3].map(() => room.listen(swarm, { estimates: true })));
  await until('six streams to flow', async () => (await swarm.sums()).streams === 6);
  swarm.mark();
  const sums = await until('delays to be known', async () => {
    const now = await swarm.sums();
    return now.delays >= 20 ? now : undefined;
  });
  expect(sums).toMatchObject({ up: 4, down: 0, lostPackets: 0, undecryptable: 0, reordered: 0, repeated: 0 });
  expect(sums.decrypted).toBeGreaterThan(0);
  expect(sums.delayP50Us).toBeGreaterThan(0);
  expect(sums.delayP50Us).toBeLessThanOrEqual(sums.delayP99Us);
  expect([...swarm.profiles].join()).toContain('GCM');

  const video = (await swarm.streams()).find(({ id, received }) => id === viewers[0] && received > 0);
  expect(video).toMatchObject({ lost: 0 });
  expect(sums.longestGapMs).toBeGreaterThan(0);
  for (const client of [publisher, ...viewers]) swarm.leave(client);
});

test('what is lost on the way is asked for, comes again as a retransmission, and is no longer counted as lost', async () => {
  const room = await server.openRoom();
  await room.publish(swarm, [{ kind: 'video', layers: layers.slice(1) }]);
  const relay = await LossyRelay.open(20);
  const behindRelay = new SwarmBehind(relay, await compileSwarm());
  await room.listen(behindRelay, { estimates: false });
  await until('ten losses and their repair', async () => relay.dropped >= 10 && (await behindRelay.sums()).repaired >= 9);
  swarm.flow(false);
  const sums = await until('the last repairs', async () => {
    const now = await behindRelay.sums();
    // The last packet of all cannot be missed by anybody: nothing came after it.
    return now.lostPackets === 0 ? now : undefined;
  });
  swarm.flow(true);
  expect(sums.nacksSent).toBeGreaterThanOrEqual(sums.repaired);
  expect(sums.retransmissions).toBeGreaterThanOrEqual(sums.repaired);
  expect(sums).toMatchObject({ undecryptable: 0, reordered: 0 });
  await behindRelay.close();
  relay.close();
});

test('a publisher makes a key frame when a viewer asks for one', async () => {
  const room = await server.openRoom();
  const { client: publisher } = await room.publish(swarm, [{ kind: 'video', layers: layers.slice(0, 1) }]);
  const viewer = await room.listen(swarm, { estimates: false });
  const stream = await until('the picture to flow', async () => (await swarm.streams()).find(({ id }) => id === viewer));
  const { keyFramesSent } = await swarm.sums();
  // mediasoup passes on one request a second; the first key frame was asked for a moment ago.
  await until('another key frame', async () => {
    swarm.askKeyFrame(viewer, stream.ssrc);
    return (await swarm.sums()).keyFramesSent > keyFramesSent;
  });
  swarm.leave(publisher);
  swarm.leave(viewer);
});

test('the swarm outlives a server that is killed, says who was cut off, and serves the next one', async () => {
  const workerBin = await ensureMediaWorker(new URL('..', import.meta.url).pathname.replace(/\/$/, ''));
  const own = new Swarm(await compileSwarm());
  const first = await startBareWorker({ workerBin });
  const room = await first.openRoom();
  const { client } = await room.publish(own, [{ kind: 'audio' }]);
  await first.close();
  await until('the loss to be noticed', () => own.down.has(client));

  const second = await startBareWorker({ workerBin });
  const again = await second.openRoom();
  await again.publish(own, [{ kind: 'audio' }]);
  await again.listen(own, { estimates: false });
  await until('sound to flow', async () => (await own.sums()).receivedPackets > 10);
  await own.close();
  await second.close();
});
