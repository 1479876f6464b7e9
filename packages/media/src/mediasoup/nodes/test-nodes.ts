/** For tests of this folder: media nodes with a real worker each, in this process. */
import { createLogger, systemClock, type Bus } from '@saal/foundation';
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
const clock = systemClock;

export interface TestNode {
  bus: Bus;
  pool: WorkerPool;
  places: LocalPlaces;
  node: MediaNode;
  valve: SetValve;
}

/** @param fileNumber as of `testPool` */
export async function startTestNode(fileNumber: number, site: string, bus: Bus): Promise<TestNode> {
  const valve = new SetValve();
  const pool = await testPool(fileNumber, 1, clock, keepTogether, () => valve);
  const places = new LocalPlaces(pool, { log, clock });
  const between = { protocol: 'udp' as const, ip: '127.0.0.1' };
  const node = new MediaNode({ node: `node-${site}`, name: site, site, secret: clusterSecret, bus, pool, places, between, log, clock });
  return { bus, pool, places, node, valve };
}

export async function stopTestNode({ node, pool, bus }: TestNode): Promise<void> {
  node.close();
  await bus.close();
  await pool.close();
}

/** A server on the bus that has heard of these nodes. */
export async function startTestServer(bus: Bus, nodes: number): Promise<NodePlaces> {
  const places = new NodePlaces({ server: 'server-1', bus, placement: keepTogether, log, clock });
  const heard = new Set<unknown>();
  const hearing = bus.subscribe(aliveSubject, (alive) => heard.add(JSON.stringify(alive).split('"')[3]));
  await eventually(() => heard.size === nodes, 'the nodes are there');
  hearing.close();
  return places;
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
  const bonn = await startTestNode(fileNumbers[0], 'bonn', await newBus('bonn'));
  const berlin = await startTestNode(fileNumbers[1], 'berlin', await newBus('berlin'));
  const bus = await newBus('server');
  const places = await startTestServer(bus, 2);
  const meeting = await openTestRoomOn(places);
  return {
    ...{ bonn, berlin, meeting },
    async close() {
      await meeting.room.close();
      await places.close();
      await bus.close();
      await stopTestNode(berlin);
      await stopTestNode(bonn);
    },
  };
}

/** Somebody comes in at a site, and is ready to decode what comes. */
export async function enterAt({ meeting, bonn, berlin }: Omit<TwoNodes, 'close'>, name: string, site: string): Promise<TestDevice> {
  const device = new TestDevice(meeting.room, name);
  device.site = site;
  device.decodes = true;
  device.findBranch = (id) => bonn.places.branch(id) ?? berlin.places.branch(id);
  await (await device.enter()).peer.info(undefined); // By then the node has it.
  return device;
}
