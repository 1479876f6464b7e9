import { BusAway, createLogger, NatsBus, stopOnSignals, systemClock, type Logger } from '@saal/foundation';
import { startMediaNode, type RunningMediaNode } from '@saal/media';
import { loadConfig, StartRefused, type Config } from './config.ts';

/** A minute for people to move to other nodes, and some seconds to close what is left; below the TimeoutStopSec of the unit. */
const STOP_LIMIT_MS = 65_000;

try {
  await main(loadConfig(process.env));
} catch (error) {
  if (!(error instanceof StartRefused)) throw error;
  process.stderr.write(`saal media node: ${error.message}\n`);
  process.exit(1);
}

async function main(config: Config): Promise<void> {
  const log = createLogger(config.SAAL_LOG_LEVEL);
  const bus = await joinCluster(config, log);
  let node: RunningMediaNode;
  try {
    node = await startMediaNode({
      name: config.SAAL_NODE_NAME,
      site: config.SAAL_SITE,
      secret: config.SAAL_CLUSTER_SECRET,
      bus,
      workers: config.SAAL_MEDIA_WORKERS,
      packetsPerWorker: config.SAAL_MEDIA_PACKETS_PER_WORKER,
      listenIp: config.SAAL_MEDIA_LISTEN_IP,
      announcedAddress: config.SAAL_MEDIA_ANNOUNCED_ADDRESS,
      firstPort: config.SAAL_MEDIA_FIRST_PORT,
      workerBin: config.MEDIASOUP_WORKER_BIN,
      pipes: { ip: config.SAAL_PIPE_IP, firstPort: config.SAAL_PIPE_FIRST_PORT, lastPort: config.SAAL_PIPE_LAST_PORT },
      log,
      clock: systemClock,
    });
  } catch (cause) {
    await bus.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(`the media workers did not start (${reason}): see that their ports are free, and at MEDIASOUP_WORKER_BIN`, {
      cause,
    });
  }
  const stop = async (): Promise<void> => {
    await node.drain();
    await node.close();
    await bus.close();
  };
  stopOnSignals(stop, { log, limitMs: STOP_LIMIT_MS });
  drainOnSignal(node);
}

async function joinCluster({ NATS_URL: url, SAAL_CLUSTER_SECRET: secret, SAAL_NODE_NAME: name }: Config, log: Logger): Promise<NatsBus> {
  try {
    return await NatsBus.connect({ url, secret, name: `saal media node ${name}`, clock: systemClock, log });
  } catch (cause) {
    if (!(cause instanceof BusAway)) throw cause;
    throw new StartRefused('the bus at NATS_URL cannot be reached: see that NATS runs there and that user and password are right', {
      cause,
    });
  }
}

/** SIGUSR2 empties the node without ending it, for work on its host; once more, and it takes people again. */
function drainOnSignal(node: RunningMediaNode): void {
  let draining = false;
  process.on('SIGUSR2', () => {
    draining = !draining;
    node.setDraining(draining);
  });
}
