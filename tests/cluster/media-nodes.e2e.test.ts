/** A server without workers and media nodes as real processes: meetings as ever, and their media comes back when a node dies. */
import {
  createPerson,
  openTransports,
  produce,
  setUpAdministrator,
  startCluster,
  startMediaNode,
  startMeeting,
  until,
  WireParticipant,
  type Cluster,
  type MediaNodeProcess,
} from '@saal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cluster: Cluster;
const nodes: MediaNodeProcess[] = [];

beforeAll(async () => {
  cluster = await startCluster({ servers: 1, env: { SAAL_MEDIA: 'nodes' } });
});
afterAll(async () => {
  for (const node of nodes) await node.stop();
  await cluster?.stop();
});

test('people meet on a media node; after kill -9 of it they have media on another one within 5 s, and stay in the meeting', async () => {
  const [server] = cluster.servers;
  if (!server) throw new Error('a server');
  const mortal = await startMediaNode(cluster, { number: 1 });
  nodes.push(mortal);
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

  nodes.push(await startMediaNode(cluster, { number: 2 }));
  const killedAtMs = performance.now();
  mortal.signal('SIGKILL');
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
