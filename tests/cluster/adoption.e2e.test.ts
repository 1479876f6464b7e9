/** The server that conducts a meeting is killed, or all servers are restarted one after the other: nobody hears it. */
import { createGuest, percentile, setUpAdministrator, startCluster, startMediaNode, startMeeting, until } from '@saal/testkit';
import type { Cluster, MediaNodeProcess, SaalProcess } from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSwarm } from '../../bench/compile-swarm.ts';
import { Swarm } from '../../bench/swarm.ts';
import { recordFigures } from '../e2e/figures.ts';
import { silence, Voice } from './voice.ts';
import { expectWholeHistory, Writer } from './writer.ts';

const people = 12;
const speakers = 4;
/** Each hears the others. */
const streams = speakers * (people - 1);
const gapLimitMs = 1_000;
const controlBackMs = 5_000;
let cluster: Cluster;
let binary: string;
let anna: Awaited<ReturnType<typeof setUpAdministrator>>;
const nodes: MediaNodeProcess[] = [];

beforeAll(async () => {
  binary = await compileSwarm();
  cluster = await startCluster({ servers: 2, sites: ['bonn', 'berlin'], env: { SAAL_MEDIA: 'nodes' } });
  nodes.push(await startMediaNode(cluster, { number: 1, site: 'bonn' }), await startMediaNode(cluster, { number: 2, site: 'berlin' }));
  anna = await setUpAdministrator(cluster.servers[0] ?? nobody());
});
afterAll(async () => {
  for (const node of nodes) await node.stop();
  await cluster?.stop();
});

function nobody(): never {
  throw new Error('twelve people and two servers were to be there');
}

/** Twelve people over both servers and both nodes, of whom four speak, and all hear the others. */
async function fullHouse(swarm: Swarm) {
  const [first, second] = cluster.servers as [SaalProcess, SaalProcess];
  const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
  const browsers = await Promise.all(Array.from({ length: people - 1 }, () => createGuest(first.baseUrl)));
  const all = [anna.http, ...browsers].map((http, index) => {
    const voice = new Voice(swarm, index, { speaks: index < speakers });
    const servers = index % 2 === 0 ? [first, second] : [second, first];
    return { voice, writer: new Writer(http, `Gast ${index}`, meeting.id, servers, (wire) => voice.entered(wire)) };
  });
  const writers = all.map(({ writer }) => writer);
  const voices = all.map(({ voice }) => voice);
  const annas = await (writers[0] ?? nobody()).comeIn();
  await Promise.all(writers.slice(1).map((writer) => writer.comeIn()));
  const ids = writers.map(({ participantId }) => participantId);
  for (const participantId of ids.slice(1))
    await annas.request('meeting.set-right', { participantId, right: 'pin-for-all', granted: true });
  await until('everybody to hear the others', async () => (await silence(swarm)).streams === streams, { timeoutMs: 30_000 });
  expect(new Set(voices.map(({ stays }) => stays[0]?.epoch)).size).toBe(2);
  return { first, second, meeting, writers, voices, ids };
}

/** Everybody keeps writing until `stop`. */
function writeOn(writers: readonly Writer[], ids: Parameters<Writer['write']>[0]) {
  let last = 0;
  const writing = Promise.all(writers.map((writer) => writer.write(ids, () => ++last)));
  return async () => {
    for (const writer of writers) writer.stopped = true;
    await writing;
  };
}

/** Everybody has been back in and has kept everything. */
function expectKept(voices: readonly Voice[], stays: number): void {
  for (const { stays: own } of voices) {
    expect(own.length).toBeGreaterThanOrEqual(stays);
    expect(own.slice(1).every(({ kept, epoch }) => kept && epoch === own[0]?.epoch)).toBe(true);
  }
}

const since = (writer: Writer, stay: number) => writer.acknowledged.filter((one) => one.stay >= stay);

test(
  'kill -9 of the conducting server: sound goes on, control is back, and nothing acknowledged is lost',
  { timeout: 240_000 },
  async () => {
    const swarm = new Swarm(binary);
    try {
      const { first, meeting, writers, voices, ids } = await fullHouse(swarm);
      const stop = writeOn(writers, ids);
      await until('everybody to have written', () => writers.every(({ acknowledged }) => acknowledged.length >= 5), { timeoutMs: 60_000 });
      swarm.mark();
      const killing = first.kill9(); // the signal is sent when it returns
      const killedMs = performance.now();
      await until('everybody to write again', () => writers.every((writer) => since(writer, 2).length >= 5), { timeoutMs: 60_000 });
      await killing;
      await stop();
      const { longestGapMs, streams: heard, down } = await silence(swarm);
      const backMs = writers.map((writer) => (since(writer, 2)[0]?.atMs ?? Infinity) - killedMs);
      recordFigures('conductor-death-on-nodes', {
        ...{ people, longestGapMs, controlBackP50Ms: percentile(backMs, 0.5), controlBackMaxMs: Math.max(...backMs) },
      });
      expect({ heard, down }).toEqual({ heard: streams, down: 0 });
      expectKept(voices, 2);
      expect(longestGapMs).toBeLessThan(gapLimitMs);
      expect(Math.max(...backMs)).toBeLessThan(controlBackMs);
      await expectWholeHistory(cluster, meeting.id, writers);
      await first.restart();
    } finally {
      await swarm.close();
    }
  },
);

test('both servers restarted one after the other: nobody hears it, and everybody keeps everything', { timeout: 240_000 }, async () => {
  const swarm = new Swarm(binary);
  try {
    const { first, second, meeting, writers, voices, ids } = await fullHouse(swarm);
    const stop = writeOn(writers, ids);
    swarm.mark();
    for (const [index, server] of [first, second].entries()) {
      await server.shutDown();
      await until('everybody to write', () => writers.every((writer) => since(writer, index + 2).length >= 5), { timeoutMs: 60_000 });
      await server.restart();
    }
    await stop();
    const { longestGapMs, streams: heard, down } = await silence(swarm);
    recordFigures('rolling-restart-on-nodes', { people, longestGapMs });
    expect({ heard, down }).toEqual({ heard: streams, down: 0 });
    expectKept(voices, 3);
    expect(longestGapMs).toBeLessThan(gapLimitMs);
    await expectWholeHistory(cluster, meeting.id, writers);
  } finally {
    await swarm.close();
  }
});
