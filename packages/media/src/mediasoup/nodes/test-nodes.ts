/** For tests of this folder: media nodes with real workers and servers without any, in one process and on one bus. */
import { createLogger, LocalBus, systemClock, type Bus, type Clock, type LocalExchange } from '@saal/foundation';
import { keepTogether } from '../../placement/keep-together.ts';
import { LocalPlaces } from '../local-places.ts';
import { eventually, testPool } from '../test-service.ts';
import type { WorkerPool } from '../worker-pool.ts';
import { MediaNode } from './media-node.ts';
import { NodePlaces } from './node-places.ts';
import { aliveSubject } from './subjects.ts';

const log = createLogger('silent');

export interface TestNode {
  bus: Bus;
  pool: WorkerPool;
  places: LocalPlaces;
  node: MediaNode;
  close(): Promise<void>;
}

/** @param fileNumber its ports, as in `testPool` */
export async function startTestNode(
  exchange: LocalExchange,
  fileNumber: number,
  site: string,
  clock: Clock = systemClock,
): Promise<TestNode> {
  const pool = await testPool(fileNumber);
  const bus = new LocalBus(log, exchange);
  const places = new LocalPlaces(pool, { log, clock });
  const between = { protocol: 'udp' as const, ip: '127.0.0.1' };
  const node = new MediaNode({ node: `node-${site}`, site, bus, pool, places, between, log, clock });
  return {
    ...{ bus, pool, places, node },
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

export function startTestServer(exchange: LocalExchange, server: string): TestServer {
  const bus = new LocalBus(log, exchange);
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
