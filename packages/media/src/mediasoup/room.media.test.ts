import { DeviceId, type WatchedTile } from '@saal/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { injectMicrophone, receiveHere } from './test-media.ts';
import { eventually, openTestRoom, testPool, TestDevice, workerOf, type TestRoom } from './test-service.ts';
import type { WorkerPool } from './worker-pool.ts';

let pool: WorkerPool;
let meeting: TestRoom;
beforeAll(async () => {
  pool = await testPool(0);
});
afterAll(() => pool.close());
afterEach(async () => {
  await meeting.room.close();
});

const tile = (producerId: string, heightPx: number): WatchedTile => ({
  producerId,
  widthPx: Math.round((heightPx * 16) / 9),
  heightPx,
  priority: 1,
});

async function threePeople() {
  meeting = await openTestRoom(pool);
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => new TestDevice(meeting.room, name).setUp()));
  if (!alice || !bob || !carol) throw new Error('three devices');
  return { alice, bob, carol };
}

test('a microphone reaches everybody else by itself, its own device not', async () => {
  const { alice, bob, carol } = await threePeople();
  const producerId = await alice.produceMicrophone();
  for (const device of [bob, carol]) {
    expect(await device.next('media.consumer-added')).toMatchObject({
      producerId,
      source: 'microphone',
      kind: 'audio',
      participantId: 'participant-alice',
    });
  }
  expect(alice.of('media.consumer-added')).toEqual([]);
  expect(meeting.streams.get(alice.peer.deviceId)).toEqual([
    { producerId, source: 'microphone', deviceId: 'device-of-alice', paused: false },
  ]);
});

test('who comes later gets the sound of those who are there', async () => {
  const { alice } = await threePeople();
  const producerId = await alice.produceMicrophone();
  const dora = await new TestDevice(meeting.room, 'dora').enter();
  expect(dora.events).toEqual([]);
  await dora.setUp();
  expect(await dora.next('media.consumer-added')).toMatchObject({ producerId });
});

test('video is received only while it is shown, and its consumer is used again', async () => {
  const { alice, bob } = await threePeople();
  const producerId = await alice.produceCamera();
  await bob.peer.handle('media.watch', { tiles: [tile(producerId, 180)] });
  const { consumerId } = await bob.next('media.consumer-added');
  const consumer = await eventually(() => bob.consumers.get(consumerId), 'consumer');
  expect(consumer.type).toBe('simulcast');
  expect(consumer.paused).toBe(true);
  await bob.peer.handle('media.resume-consumer', { consumerId });
  await eventually(() => !consumer.paused, 'resumed');
  await bob.peer.handle('media.watch', { tiles: [] });
  await eventually(() => consumer.paused, 'paused while not shown');
  await bob.peer.handle('media.watch', { tiles: [tile(producerId, 720)] });
  await eventually(() => !consumer.paused && consumer.preferredLayers?.spatialLayer === 2, 'shown again, large');
  expect(bob.of('media.consumer-added')).toHaveLength(1);
});

test('the sender learns which layers are taken: up at once, down after a second, none when nobody watches', async () => {
  const { alice, bob, carol } = await threePeople();
  const producerId = await alice.produceCamera();
  expect(await alice.next('media.layers-wanted')).toEqual({ producerId, maxSpatialLayer: -1 });
  await bob.peer.handle('media.watch', { tiles: [tile(producerId, 180)] });
  expect(await alice.next('media.layers-wanted', 2)).toEqual({ producerId, maxSpatialLayer: 0 });
  await carol.peer.handle('media.watch', { tiles: [tile(producerId, 1080)] });
  expect(await alice.next('media.layers-wanted', 3)).toEqual({ producerId, maxSpatialLayer: 2 });
  carol.peer.close();
  expect(await alice.next('media.layers-wanted', 4)).toEqual({ producerId, maxSpatialLayer: 0 });
});

test('a companion hears nothing until it takes the sound', async () => {
  const { alice } = await threePeople();
  const tablet = await new TestDevice(meeting.room, 'bobs-tablet', 'bob').setUp();
  tablet.peer.setListening(false);
  await alice.produceMicrophone();
  await eventually(() => meeting.streams.get(alice.peer.deviceId)?.length === 1, 'microphone there');
  expect(tablet.of('media.consumer-added')).toEqual([]);
  tablet.peer.setListening(true);
  await tablet.next('media.consumer-added');
});

test('nobody hears the other device of the same person', async () => {
  const { bob, carol } = await threePeople();
  const tablet = await new TestDevice(meeting.room, 'bobs-tablet', 'bob').setUp();
  await tablet.produceMicrophone();
  await carol.next('media.consumer-added');
  expect(bob.of('media.consumer-added')).toEqual([]);
});

test('speech reaches the others, a mute by the host stops its packets at the server (P03)', async () => {
  const { alice } = await threePeople();
  const microphone = await injectMicrophone(alice, 4242);
  const dora = await new TestDevice(meeting.room, 'dora').enter();
  try {
    const received = await receiveHere(dora);
    const { consumerId } = await dora.next('media.consumer-added');
    await dora.peer.handle('media.resume-consumer', { consumerId });
    microphone.speak(20);
    await eventually(() => received.packets() > 10, 'packets arrive');
    await alice.peer.pauseSource('microphone');
    expect(await alice.next('media.producer-paused')).toEqual({ producerId: microphone.producer.id });
    expect(await dora.next('media.consumer-changed')).toEqual({ consumerId, paused: true });
    const atMute = received.packets();
    const seen = meeting.streams.get(alice.peer.deviceId);
    expect(seen?.[0]?.paused).toBe(true);
    // The producer still gets packets; a second of them changes nothing at the listener.
    const sent = await packetsOf(microphone.producer);
    await waitForPackets(microphone.producer, sent + 50);
    expect(received.packets() - atMute).toBeLessThanOrEqual(2);
    await alice.peer.handle('media.resume-producer', { producerId: microphone.producer.id });
    await eventually(() => received.packets() > atMute + 10, 'packets again');
  } finally {
    microphone.stop();
  }
});

test('speakers are told loudest first, the sender is told that it is heard, and silence keeps the active speaker', async () => {
  const { alice, bob } = await threePeople();
  const [first, second] = [await injectMicrophone(alice, 11), await injectMicrophone(bob, 22)];
  try {
    first.speak(30);
    await eventually(() => meeting.spoken.at(-1)?.active === 'participant-alice', 'alice active');
    second.speak(15);
    await eventually(() => meeting.spoken.at(-1)?.speaking.length === 2, 'both speak');
    await eventually(() => alice.of('media.heard').some(({ packets, audible }) => packets > 20 && audible), 'alice is heard');
    first.speak(127);
    second.speak(127);
    await eventually(() => meeting.spoken.at(-1)?.speaking.length === 0, 'silence');
    expect(meeting.spoken.at(-1)?.active).not.toBeNull();
  } finally {
    first.stop();
    second.stop();
  }
});

test('a host closes a share with its sound; the sender is told and may share again', async () => {
  const { alice, bob } = await threePeople();
  const produce = async (source: 'screen' | 'screen-audio', ssrc: number) => {
    const rtpParameters = {
      mid: `${ssrc}`,
      codecs: [
        source === 'screen'
          ? { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }
          : { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 },
      ],
      encodings: [{ ssrc }],
    };
    return (await alice.peer.handle('media.produce', { transportId: alice.sendTransportId, source, shareId: 'share-1', rtpParameters }))
      .producerId;
  };
  const picture = await produce('screen', 1);
  const sound = await produce('screen-audio', 2);
  await expect(produce('screen', 3)).rejects.toMatchObject({ code: 'too_many_streams' });
  await bob.next('media.consumer-added');
  await alice.peer.closeSource('screen', 'share-1');
  expect(alice.of('media.producer-closed')).toEqual([{ producerId: picture }, { producerId: sound }]);
  await bob.next('media.consumer-removed');
  await eventually(() => meeting.streams.get(alice.peer.deviceId)?.length === 0, 'no stream left');
  await produce('screen', 4);
});

test('a device knows only its own transports, producers and consumers', async () => {
  const { alice, bob } = await threePeople();
  const producerId = await alice.produceMicrophone();
  const { consumerId } = await bob.next('media.consumer-added');
  const notFound = { code: 'media_object_not_found' };
  await expect(bob.peer.handle('media.close-producer', { producerId })).rejects.toMatchObject(notFound);
  await expect(alice.peer.handle('media.resume-consumer', { consumerId })).rejects.toMatchObject(notFound);
  await expect(bob.peer.handle('media.restart-ice', { transportId: alice.sendTransportId })).rejects.toMatchObject(notFound);
  await expect(
    bob.peer.handle('media.produce', { transportId: alice.sendTransportId, source: 'camera', rtpParameters: {} }),
  ).rejects.toMatchObject(notFound);
  expect(bob.peer.sourceOf(producerId)).toBeUndefined();
  expect(alice.peer.sourceOf(producerId)).toBe('microphone');
});

test('a resumed connection keeps its transports and hears of every consumer again', async () => {
  const { alice, bob } = await threePeople();
  await alice.produceMicrophone();
  const { consumerId } = await bob.next('media.consumer-added');
  const { epoch } = await bob.peer.info(undefined);
  expect((await bob.peer.info(epoch)).kept).toBe(false); // The device that came without an epoch had lost everything.
  await bob.setUp();
  await bob.next('media.consumer-added', 2);
  const again: string[] = [];
  const peer = await meeting.room.addPeer({
    deviceId: bob.peer.deviceId,
    participantId: bob.peer.participantId,
    send: (event) => again.push(event.type),
  });
  expect(peer).toBe(bob.peer);
  expect((await peer.info(epoch)).kept).toBe(true);
  peer.resync();
  expect(again).toContain('media.consumer-added');
  expect(bob.of('media.consumer-removed')).toEqual([{ consumerId }]);
});

test('a transport for networks without UDP offers TCP only, the other one UDP first', async () => {
  const { alice } = await threePeople();
  const protocols = async (tcpOnly: boolean) =>
    (await alice.peer.handle('media.create-transport', { direction: 'send', tcpOnly })).iceCandidates.map(({ protocol }) => protocol);
  expect(await protocols(true)).toEqual(['tcp']);
  expect(await protocols(false)).toEqual(['udp', 'tcp']);
});

test('a device that left is forgotten', async () => {
  const { alice, bob } = await threePeople();
  await alice.produceMicrophone();
  await bob.next('media.consumer-added');
  alice.peer.close();
  await bob.next('media.consumer-removed');
  expect(meeting.room.peer(DeviceId.parse('device-of-alice'))).toBeUndefined();
  expect(meeting.streams.get(alice.peer.deviceId)).toEqual([]);
});

test('a thousand rooms opened and closed leave nothing behind', { timeout: 120_000 }, async () => {
  meeting = await openTestRoom(pool);
  const before = pool.load().workers[0];
  for (let batch = 0; batch < 50; batch++) {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { room } = await openTestRoom(pool, `meeting-${batch}-${index}-of-many`);
        if (index === 0) await new TestDevice(room, 'alice').setUp();
        await room.close();
      }),
    );
  }
  const after = pool.load().workers[0];
  expect(after).toMatchObject({
    rooms: before?.rooms,
    transports: before?.transports,
    producers: before?.producers,
    consumers: before?.consumers,
  });
  const { routerIds } = await workerOf(meeting.room).dump();
  expect(routerIds).toHaveLength(1);
});

async function packetsOf(producer: { getStats(): Promise<{ packetCount: number }[]> }): Promise<number> {
  return (await producer.getStats()).reduce((sum, { packetCount }) => sum + packetCount, 0);
}

async function waitForPackets(producer: { getStats(): Promise<{ packetCount: number }[]> }, count: number): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  while ((await packetsOf(producer)) < count) {
    if (Date.now() > deadlineMs) throw new Error('the producer gets no packets');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
