/** A server without workers and media nodes as real processes: meetings as ever, and their media comes back when a node dies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  createPerson,
  openTransports,
  produce,
  setUpAdministrator,
  startCluster,
  startMeeting,
  until,
  WireParticipant,
  type Cluster,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const nodeMain = fileURLToPath(new URL('../../apps/media-node/src/main.ts', import.meta.url));

let cluster: Cluster;
const nodes: ChildProcess[] = [];

beforeAll(async () => {
  cluster = await startCluster({ servers: 1, env: { SAAL_MEDIA: 'nodes' } });
});
afterAll(async () => {
  for (const node of nodes) {
    if (node.exitCode !== null || node.signalCode !== null) continue;
    const ended = once(node, 'exit');
    node.kill('SIGKILL');
    await ended;
  }
  await cluster?.stop();
});

async function startNode(number: number): Promise<ChildProcess> {
  const node = spawn(process.execPath, [nodeMain], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...cluster.env,
      SAAL_NODE_NAME: `node-${number}`,
      SAAL_MEDIA_WORKERS: '1',
      SAAL_MEDIA_LISTEN_IP: '127.0.0.1',
      SAAL_MEDIA_FIRST_PORT: String(44_390 + number),
      SAAL_PIPE_IP: '127.0.0.1',
    },
  });
  nodes.push(node);
  let output = '';
  node.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(`node ${number} to offer its workers`, () => output.includes('offers its workers'));
  return node;
}

test('people meet on a media node; after kill -9 of it they have media on another one within 5 s, and stay in the meeting', async () => {
  const [server] = cluster.servers;
  if (!server) throw new Error('a server');
  const mortal = await startNode(1);
  const anna = await setUpAdministrator(server);
  const bob = await createPerson(anna, 'Bob Maier');
  const meeting = await startMeeting(anna);
  const through = { url: server.baseUrl, origin: server.baseUrl };
  const annas = await WireParticipant.connect(anna.http, through);
  await annas.join(meeting.id);
  const bobs = await WireParticipant.connect(bob.http, through);
  await bobs.join(meeting.id);
  const { send } = await openTransports(annas);
  await openTransports(bobs);
  const producerId = await produce(annas, send, 'microphone');
  expect(await bobs.next('media.consumer-added')).toMatchObject({ producerId });
  const epoch = annas.media?.epoch;

  await startNode(2);
  const killedAtMs = performance.now();
  mortal.kill('SIGKILL');
  const reset = await annas.next('media.reset');
  expect(performance.now() - killedAtMs).toBeLessThan(5_000);
  expect(reset.epoch).not.toBe(epoch);
  await bobs.next('media.reset');
  await until('the lost stream out of sight', () => bobs.participants.every(({ streams }) => streams.length === 0));
  const again = await openTransports(annas);
  await openTransports(bobs);
  const resent = await produce(annas, again.send, 'microphone');
  await until('the new stream at Bob', () => bobs.eventsOf('media.consumer-added').some((added) => added.producerId === resent));
  await annas.request('meeting.end', {});
});
