import { newId, type Bus, type Clock, type Logger } from '@saal/foundation';
import { keepTogether } from '../../placement/keep-together.ts';
import { LocalPlaces } from '../local-places.ts';
import { WorkerPool } from '../worker-pool.ts';
import { MediaNode } from './media-node.ts';

/** When nobody has left for so long there is no place for those who are here. */
const stuckLimitMs = 60_000;
const drainLimitMs = 5 * 60_000;
const drainCheckMs = 200;

export interface MediaNodeStart {
  /** As the log calls it; each start is another node. */
  name: string;
  /** Where it stands: who is there is placed here. */
  site: string | undefined;
  /** The cluster's: keys of pipes are hidden from all who do not know it. */
  secret: string;
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
  /** Lets people be moved to other nodes. Resolves when nobody is left or a minute brings nothing, after five minutes at most. */
  drain(): Promise<void>;
  /** Lets people be moved to other nodes and takes nobody, or takes people again. */
  setDraining(draining: boolean): void;
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
  const running = new MediaNode({
    ...{ node, name: options.name, site, secret: options.secret, bus, pool, between, log, clock },
    places: new LocalPlaces(pool, { log, clock }),
  });
  log.info({ site, workers }, 'media node offers its workers');
  return {
    async drain() {
      running.drain();
      const deadlineMs = clock.now() + drainLimitMs;
      let [people, leftAtMs] = [running.people, clock.now()];
      while (!running.isEmpty && clock.now() < Math.min(deadlineMs, leftAtMs + stuckLimitMs)) {
        await new Promise<void>((resolve) => clock.after(drainCheckMs, resolve));
        if (running.people < people) leftAtMs = clock.now();
        people = running.people;
      }
      log.info({ people }, 'media node is drained');
    },
    setDraining(draining) {
      running.drain(draining);
      log.info(
        { people: running.people, draining },
        draining ? 'media node takes nobody, its people move' : 'media node takes people again',
      );
    },
    async close() {
      running.close();
      await pool.close();
    },
  };
}
