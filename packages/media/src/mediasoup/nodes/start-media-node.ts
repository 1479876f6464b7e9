import { newId, type Bus, type Clock, type Logger } from '@saal/foundation';
import { keepTogether } from '../../placement/keep-together.ts';
import { LocalPlaces } from '../local-places.ts';
import { WorkerPool } from '../worker-pool.ts';
import { MediaNode } from './media-node.ts';

/** How long people who are moved away have for it. */
const drainLimitMs = 60_000;
const drainCheckMs = 200;

export interface MediaNodeStart {
  /** As the log calls it; each start is another node. */
  name: string;
  /** Where it stands: who is there is placed here. */
  site: string | undefined;
  bus: Bus;
  workers: number;
  listenIp: string;
  announcedAddress: string | undefined;
  firstPort: number;
  workerBin: string | undefined;
  /** Packets a second that are promised of each worker. Default 55,000. */
  packetsPerWorker?: number | undefined;
  /** Own address that other nodes reach, and the UDP ports for pipes from there. */
  pipes: { ip: string; firstPort: number; lastPort: number };
  log: Logger;
  clock: Clock;
}

export interface RunningMediaNode {
  /** Lets people be moved to other nodes. Resolves when nobody is left, or after a minute. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the workers of this host and offers them to the servers on the bus.
 * @throws when a worker does not start: binary missing, port taken
 */
export async function startMediaNode(options: MediaNodeStart): Promise<RunningMediaNode> {
  const node = `${options.name}-${newId()}`;
  const log = options.log.child({ node });
  const { site, bus, workers, listenIp, announcedAddress, firstPort, workerBin, packetsPerWorker, pipes, clock } = options;
  const own = { workers, listenIp, announcedAddress, firstPort, workerBin, packetsPerWorker };
  const pool = await WorkerPool.start({ ...own, placement: keepTogether, log, clock });
  const between = { protocol: 'udp' as const, ip: pipes.ip, portRange: { min: pipes.firstPort, max: pipes.lastPort } };
  const running = new MediaNode({ node, site, bus, pool, places: new LocalPlaces(pool, { log, clock }), between, log, clock });
  log.info({ site, workers }, 'media node offers its workers');
  return {
    async drain() {
      running.drain();
      const deadlineMs = clock.now() + drainLimitMs;
      while (!running.isEmpty && clock.now() < deadlineMs) await new Promise<void>((resolve) => clock.after(drainCheckMs, resolve));
      log.info('media node is drained');
    },
    async close() {
      running.close();
      await pool.close();
    },
  };
}
