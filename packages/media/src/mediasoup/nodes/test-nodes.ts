/** For tests of this folder: media nodes with real workers and servers without any, in one process. */
import { createLogger, systemClock, type Bus, type Clock } from '@saal/foundation';
import { keepTogether } from '../../placement/keep-together.ts';
import { LocalPlaces } from '../local-places.ts';
import { SetValve } from '../set-valve.ts';
import { eventually, openTestRoomOn, TestDevice, testPool, type TestRoom } from '../test-service.ts';
import type { WorkerPool } from '../worker-pool.ts';
import { MediaNode } from './media-node.ts';
import { NodePlaces } from './node-places.ts';
import { aliveSubject } from './subjects.ts';

export const clusterSecret = 'the secret of this cluster, 32 characters';
const log = createLogger('silent');

export interface TestNode {
  bus: Bus;
  pool: WorkerPool;
  places: LocalPlaces;
  node: MediaNode;
  valve: SetValve;
  close(): Promise<void>;
}

/** @param fileNumber its ports, as in `testPool` */
export async function startTestNode(bus: Bus, fileNumber: number, site: string, clock: Clock = systemClock): Promise<TestNode> {
  const valve = new SetValve();
  const pool = await testPool(fileNumber, 1, systemClock, keepTogether, () => valve);
  const places = new LocalPlaces(pool, { log, clock });
  const between = { protocol: 'udp' as const, ip: '127.0.0.1' };
  const node = new MediaNode({ node: `node-${site}`, name: site, site, secret: clusterSecret, bus, pool, places, between, log, clock });
  return {
    ...{ bus, pool, places, node, valve },
    async close() {
      node.close();
      await bus.close();
      await pool.close();
    },
  };
}

export interface TestServer {
  bus: Bus;
  places: NodePlaces;
}

export function startTestServer(bus: Bus, server = 'server-1'): TestServer {
  return { bus, places: new NodePlaces({ server, bus, placement: keepTogether, log, clock: systemClock }) };
}

/** Resolves when so many nodes have said that they live, after which a server that was there knows them. */
export async function nodesHeard(bus: Bus, sites: readonly string[]): Promise<void> {
  const heard = new Set<string>();
  const hearing = bus.subscribe(aliveSubject, (alive) => {
    for (const site of sites) if (JSON.stringify(alive).includes(`node-${site}`)) heard.add(site);
  });
  await eventually(() => heard.size === sites.length, 'all nodes are there');
  hearing.close();
}

export interface TwoNodes {
  bonn: TestNode;
  berlin: TestNode;
  meeting: TestRoom;
  close(): Promise<void>;
}

/**
 * Two nodes with a worker each, and a meeting that a third process conducts.
 * @param newBus each of the three has its own
 * @param fileNumbers as of `testPool`
 */
export async function twoNodes(newBus: (name: string) => Promise<Bus>, fileNumbers: [number, number]): Promise<TwoNodes> {
  const bonn = await startTestNode(await newBus('bonn'), fileNumbers[0], 'bonn');
  const berlin = await startTestNode(await newBus('berlin'), fileNumbers[1], 'berlin');
  const { bus, places } = startTestServer(await newBus('server'));
  await nodesHeard(bus, ['bonn', 'berlin']);
  const meeting = await openTestRoomOn(places);
  return {
    ...{ bonn, berlin, meeting },
    async close() {
      await meeting.room.close();
      await places.close();
      await bus.close();
      await berlin.close();
      await bonn.close();
    },
  };
}

/** Somebody comes in at a site, and is ready to decode what comes. */
export async function enterAt({ meeting, bonn, berlin }: Omit<TwoNodes, 'close'>, name: string, site: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.site = site;
  device.decodes = true;
  device.findBranch = (id) => bonn.places.branch(id) ?? berlin.places.branch(id);
  await (await device.enter()).peer.info(device.peer.carried?.id); // By then the node has it.
  return device;
}
