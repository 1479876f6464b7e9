import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createLogger, NatsBus, newSecret, systemClock } from '@saal/foundation';
import { startNatsServer, type TestNatsServer } from '@saal/foundation/testing';
import { createNodesMediaService, type MediaEvent, type MediaPeer, type MediaRoom, type MediaService } from '@saal/media';
import { DeviceId, MeetingId, ParticipantId } from '@saal/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const log = createLogger('silent');

let nats: TestNatsServer;
let bus: NatsBus;
let service: MediaService;
let room: MediaRoom;
let secret: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  nats = await startNatsServer();
  secret = newSecret();
  bus = await NatsBus.connect({ url: nats.url, secret, name: 'server', clock: systemClock, log });
  service = createNodesMediaService({ server: 'server-1', bus, iceServers: () => [], iceTransportPolicy: 'all', log, clock: systemClock });
});
afterEach(async () => {
  await service.close();
  await bus.close();
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  await nats.stop();
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Resolves when the node offers its workers. */
async function startNode(number: number, site: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NATS_URL: nats.url,
      SAAL_CLUSTER_SECRET: secret,
      SAAL_NODE_NAME: `node-${number}`,
      SAAL_SITE: site,
      SAAL_MEDIA_WORKERS: '1',
      SAAL_MEDIA_LISTEN_IP: '127.0.0.1',
      SAAL_MEDIA_FIRST_PORT: String(44_380 + number),
      SAAL_PIPE_IP: '127.0.0.1',
    },
  });
  children.push(child);
  const { stdout } = child;
  let output = '';
  await new Promise<void>((resolve, reject) => {
    stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('offers its workers')) resolve();
    });
    child.once('exit', () => reject(new Error(`the node does not start:\n${output}`)));
  });
  return child;
}

interface Person {
  peer: MediaPeer;
  epoch: string;
  /** The next epoch that it is told, and after how many milliseconds. */
  reset: Promise<{ epoch: string; afterMs: number }>;
}

async function enter(name: string, site: string): Promise<Person> {
  const startMs = performance.now();
  const reset = Promise.withResolvers<{ epoch: string; afterMs: number }>();
  const peer = await room.addPeer({
    deviceId: DeviceId.parse(`device-of-${name}`),
    participantId: ParticipantId.parse(`participant-${name}`),
    site,
    send: (event: MediaEvent) => {
      if (event.type === 'media.reset') reset.resolve({ epoch: event.data.epoch, afterMs: performance.now() - startMs });
    },
  });
  return { peer, epoch: (await peer.info(undefined)).epoch, reset: reset.promise };
}

/** Alice's node in Bonn, Bob's in Berlin. */
async function twoSites() {
  const [bonn] = await Promise.all([startNode(1, 'bonn'), startNode(2, 'berlin')]);
  room = await service.openRoom(MeetingId.parse('meeting-of-alice'), { streamsChanged: () => undefined, speakingChanged: () => undefined });
  const [alice, bob] = [await enter('alice', 'bonn'), await enter('bob', 'berlin')];
  expect(alice.epoch).not.toBe(bob.epoch);
  return { bonn, alice, bob };
}

test.each(['SIGKILL', 'SIGSTOP'] as const)('after %s of a node its people have a place on another one within 5 s', async (signal) => {
  const { bonn, alice, bob } = await twoSites();
  const { transportId } = await bob.peer.handle('media.create-transport', { direction: 'send' });
  expect(transportId).not.toBe('');
  const killedAtMs = performance.now();
  bonn.kill(signal);
  const { epoch } = await alice.reset;
  expect(performance.now() - killedAtMs).toBeLessThan(5_000);
  expect(epoch).toBe(bob.epoch); // Beside Bob, whose media goes on.
  expect(await bob.peer.info(bob.epoch)).toMatchObject({ epoch: bob.epoch, kept: true });
  await alice.peer.handle('media.create-transport', { direction: 'send' });
});

test('SIGTERM moves the people of a node to another one and ends it', async () => {
  const { bonn, alice, bob } = await twoSites();
  const ended = once(bonn, 'exit');
  bonn.kill('SIGTERM');
  expect((await alice.reset).epoch).toBe(bob.epoch);
  expect(await ended).toEqual([0, null]);
});

test('SIGUSR2 empties a node that goes on, and once more lets people in again', async () => {
  const { bonn, alice, bob } = await twoSites();
  bonn.kill('SIGUSR2');
  expect((await alice.reset).epoch).toBe(bob.epoch);
  expect(bonn.exitCode).toBeNull();
  bonn.kill('SIGUSR2');
  let tries = 0;
  const placed = async (): Promise<string> => {
    const { peer, epoch } = await enter(`carol-${tries++}`, 'bonn');
    peer.close();
    if (epoch === bob.epoch) throw new Error('still placed elsewhere');
    return epoch;
  };
  expect(await answered(placed)).not.toBe(bob.epoch);
});

test('media goes on while the bus is away', async () => {
  const { alice, bob } = await twoSites();
  await alice.peer.handle('media.create-transport', { direction: 'send' });
  await nats.kill();
  await expect(alice.peer.handle('media.create-transport', { direction: 'receive' })).rejects.toMatchObject({ code: 'not_ready' });
  await nats.start();
  // Both sides come back by themselves.
  for (const { peer, epoch } of [alice, bob]) expect(await answered(() => peer.info(epoch))).toMatchObject({ epoch });
  expect(await alice.peer.info(alice.epoch)).toMatchObject({ kept: true });
});

/** Asks until there is an answer. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  const deadlineMs = performance.now() + 15_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
