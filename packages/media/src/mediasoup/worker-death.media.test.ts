import { setImmediate } from 'node:timers/promises';
import { createLogger, SaalError, systemClock } from '@saal/foundation';
import { DeviceId, MeetingId, ParticipantId } from '@saal/protocol';
import { expect, test } from 'vitest';
import type { MediaEvent } from '../ports.ts';
import { createMediaService } from './media-service.ts';
import { eventually, openTestRoom, testPool, TestDevice, workerOf } from './test-service.ts';

test.each([1, 2])('people get media back after their worker was killed (%i workers)', { timeout: 60_000 }, async (workers) => {
  const pool = await testPool(10 + workers, workers);
  const { room, streams, spoken } = await openTestRoom(pool);
  try {
    const [alice, bob] = [await new TestDevice(room, 'alice').setUp(), await new TestDevice(room, 'bob').setUp()];
    await alice.produceMicrophone();
    await bob.next('media.consumer-added');
    const epoch = alice.branch.id;

    const killedAtMs = performance.now();
    process.kill(workerOf(room).pid, 'SIGKILL');
    const reset = await alice.next('media.reset');
    await bob.next('media.reset');
    // One second on an idle machine; the deadline leaves room for a busy one.
    expect(performance.now() - killedAtMs).toBeLessThan(5_000);
    expect(reset.epoch).not.toBe(epoch);
    expect(reset).toMatchObject({ epoch: alice.branch.id, kept: false });
    expect(streams.get(alice.peer.deviceId)).toEqual([]);
    expect(spoken.at(-1)).toEqual({ speaking: [], active: null });
    await expect(
      alice.peer.handle('media.produce', { transportId: alice.sendTransportId, source: 'microphone', rtpParameters: {} }),
    ).rejects.toMatchObject({
      code: 'media_object_not_found',
    });

    await alice.setUp();
    await bob.setUp();
    const producerId = await alice.produceMicrophone();
    expect(await bob.next('media.consumer-added', 2)).toMatchObject({ producerId });
    await eventually(() => pool.load().workers.length === workers, 'all workers live again');
  } finally {
    await room.close();
    await pool.close();
  }
});

test('a worker that hangs is ended, and its people get media elsewhere', { timeout: 60_000 }, async () => {
  // Waiting times pass ten times faster here.
  const hurried = { now: systemClock.now, after: (delayMs: number, task: () => void) => systemClock.after(delayMs / 10, task) };
  const pool = await testPool(16, 1, hurried);
  const { room } = await openTestRoom(pool, 'meeting-of-alice', hurried);
  try {
    const alice = await new TestDevice(room, 'alice').setUp();
    process.kill(workerOf(room).pid, 'SIGSTOP');
    await alice.next('media.reset', 1, 30_000);
    await alice.setUp();
  } finally {
    await room.close();
    await pool.close();
  }
});

test(
  'requests between the death of the worker and the reset are refused with a code, nothing is thrown elsewhere',
  { timeout: 60_000 },
  async () => {
    const pool = await testPool(13);
    const { room } = await openTestRoom(pool);
    try {
      const alice = await new TestDevice(room, 'alice').setUp();
      process.kill(workerOf(room).pid, 'SIGKILL');
      const codes = new Set<string>();
      const deadlineMs = Date.now() + 20_000;
      while (alice.of('media.reset').length === 0 && Date.now() < deadlineMs) {
        await setImmediate(); // A refusal alone would never let the worker's messages in.
        await alice.peer
          .handle('media.create-transport', { direction: 'send' })
          .catch((error: unknown) => codes.add(error instanceof SaalError ? error.code : 'no code'));
      }
      expect([...codes]).toEqual(['media_epoch_over']);
    } finally {
      await room.close();
      await pool.close();
    }
  },
);

test('a service tells its load and gives the same room to who opens a meeting twice', { timeout: 60_000 }, async () => {
  const service = await createMediaService({
    workers: 1,
    listenIp: '127.0.0.1',
    firstPort: 44_140,
    iceServers: (deviceId) => [{ urls: ['turn:turn.example.org'], username: deviceId, credential: 'secret' }],
    iceTransportPolicy: 'all',
    log: createLogger('silent'),
    clock: systemClock,
  });
  try {
    const listener = { streamsChanged: () => undefined, speakingChanged: () => undefined };
    const meetingId = MeetingId.parse('meeting-of-alice');
    const [first, second] = await Promise.all([service.openRoom(meetingId, listener), service.openRoom(meetingId, listener)]);
    expect(second).toBe(first);
    const events: MediaEvent[] = [];
    const peer = await first.addPeer({
      deviceId: DeviceId.parse('device-of-alice'),
      participantId: ParticipantId.parse('participant-alice'),
      send: (event) => events.push(event),
    });
    expect(await peer.info(undefined)).toMatchObject({
      kept: false,
      iceServers: [{ username: 'device-of-alice' }],
      iceTransportPolicy: 'all',
    });
    expect(service.load().workers).toMatchObject([{ rooms: 1, transports: 0 }]);
    await first.close();
    expect(service.load().workers).toMatchObject([{ rooms: 0 }]);
    const reopened = await service.openRoom(meetingId, listener);
    expect(reopened).not.toBe(first);
  } finally {
    await service.close();
  }
});

test('a taken port stops the start with an error that can be shown', { timeout: 60_000 }, async () => {
  const pool = await testPool(15);
  try {
    await expect(testPool(15)).rejects.toThrow(/port|bind|address/i);
  } finally {
    await pool.close();
  }
});
