/**
 * A server loses bus and database, and the media nodes lose the bus, for a while (`SAAL_CUT_MS`, ten minutes in a long run):
 * those inside go on hearing each other, who wants in is told why not, and afterwards all of it works again by itself.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  createGuest,
  setUpAdministrator,
  startCluster,
  startMediaNode,
  startMeeting,
  startSaal,
  startTcpProxy,
  until,
  UpgradeRefused,
  WireParticipant,
  WireRefused,
  type Cluster,
  type HttpClient,
  type MediaNodeProcess,
  type SaalProcess,
  type TcpProxy,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSwarm } from '../../bench/compile-swarm.ts';
import { Swarm } from '../../bench/swarm.ts';
import { recordFigures } from '../e2e/figures.ts';
import { silence, Voice } from './voice.ts';
import { Writer } from './writer.ts';

const cutMs = Number(process.env['SAAL_CUT_MS'] ?? 25_000);
const people = 6;
/** All speak, each hears the others. */
const streams = people * (people - 1);
const gapLimitMs = 1_000;

let cluster: Cluster;
let cutOff: SaalProcess;
let swarm: Swarm;
const proxies: TcpProxy[] = [];
const nodes: MediaNodeProcess[] = [];

/** @returns the same address through something that can be cut */
async function cuttable(address: string): Promise<string> {
  const url = new URL(address);
  // A database of the tests listens on a socket in the file system.
  const folder = url.searchParams.get('host');
  const proxy = await startTcpProxy(folder === null ? Number(url.port) : `${folder}/.s.PGSQL.${url.port || '5432'}`);
  proxies.push(proxy);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return url.href;
}

beforeAll(async () => {
  swarm = new Swarm(await compileSwarm());
  cluster = await startCluster({ servers: 1, env: { SAAL_MEDIA: 'nodes' } });
  const { database, nats, env } = cluster;
  cutOff = await startSaal({
    databaseUrl: await cuttable(database.url),
    env: { ...env, NATS_URL: await cuttable(nats.url), SAAL_SERVER_NAME: 'cut-off' },
  });
  const behind = { ...cluster, env: { ...env, NATS_URL: await cuttable(nats.url) } };
  for (const number of [1, 2]) nodes.push(await startMediaNode(behind, { number, site: number === 1 ? 'bonn' : 'berlin' }));
});
afterAll(async () => {
  await swarm?.close();
  for (const proxy of proxies) proxy.mend();
  for (const node of nodes) await node.stop();
  await cutOff?.stop();
  await cluster?.stop();
  for (const proxy of proxies) await proxy.close();
});

/** What somebody who wants in is told. */
async function turnedAway(http: HttpClient, server: SaalProcess, meetingId: Parameters<WireParticipant['join']>[0]): Promise<string> {
  try {
    const wire = await WireParticipant.connect(http, { url: server.baseUrl, origin: server.baseUrl });
    await wire.join(meetingId, { name: 'Dora' });
    return 'let in';
  } catch (error) {
    if (error instanceof WireRefused) return error.code;
    if (error instanceof UpgradeRefused) return `HTTP ${error.status}`;
    throw error;
  }
}

test(
  'cut off from bus and database, those inside hear each other, joins are refused by code, and later nobody has lost anything',
  { timeout: cutMs + 240_000 },
  async () => {
    const [healthy] = cluster.servers as [SaalProcess];
    const anna = await setUpAdministrator(cutOff);
    const meeting = await startMeeting(anna, { settings: { lobbyBypass: 'everyone' } });
    const [dora, ...browsers] = await Promise.all(Array.from({ length: people }, () => createGuest(cutOff.baseUrl)));
    if (!dora) throw new Error('a guest who stays outside');
    const voices = Array.from({ length: people }, (_, index) => new Voice(swarm, index, { speaks: true }));
    const all = [anna.http, ...browsers].map((http, index) => {
      const voice = voices[index];
      return new Writer(http, `Gast ${index}`, meeting.id, [cutOff, healthy], async (wire) => voice?.entered(wire));
    });
    for (const one of all) await one.comeIn();
    await until('everybody to hear the others', async () => (await silence(swarm)).streams === streams, { timeoutMs: 30_000 });
    swarm.mark();
    // A gap in which this process stood still too is rather the machine's.
    const pauses = monitorEventLoopDelay();
    pauses.enable();

    const cutAtMs = performance.now();
    for (const proxy of proxies) proxy.cut();
    await until('the cut-off server to let its people go', () => all.every(({ isInside }) => !isInside), { timeoutMs: 40_000 });
    const letGoMs = performance.now() - cutAtMs;
    const answers = { there: await turnedAway(dora, cutOff, meeting.id), elsewhere: await turnedAway(dora, healthy, meeting.id) };
    await until('the time of the cut to be over', () => performance.now() - cutAtMs > cutMs, { timeoutMs: cutMs + 1_000 });
    const during = await silence(swarm);
    for (const proxy of proxies) proxy.mend();
    const mendedMs = performance.now();
    await Promise.all(all.map((one) => one.comeIn()));
    const backMs = performance.now() - mendedMs;
    const heard = await swarm.sums();
    await until('sound after it', async () => (await swarm.sums()).receivedPackets > heard.receivedPackets + streams * 50);
    const after = await silence(swarm);
    const gaps = { duringLongestGapMs: during.longestGapMs, longestGapMs: after.longestGapMs, ownLongestPauseMs: pauses.max / 1e6 };
    recordFigures('cut-off', { cutMs, people, letGoMs, backMs, ...gaps });
    expect(answers).toEqual({ there: 'not_ready', elsewhere: 'media_unavailable' });
    expect(during.longestGapMs).toBeLessThan(gapLimitMs);
    expect(after).toMatchObject({ streams, down: 0 });
    expect(after.longestGapMs).toBeLessThan(gapLimitMs);
    for (const { stays } of voices) expect(stays.slice(1).every(({ kept, epoch }) => kept && epoch === stays[0]?.epoch)).toBe(true);
    expect(await turnedAway(dora, cutOff, meeting.id)).toBe('let in');
  },
);
