import { BusAway, createLogger, NatsBus, systemClock, type Logger } from '@saal/foundation';
import { startMediaNode, type RunningMediaNode } from '@saal/media';
import { loadConfig, StartRefused, type Config } from './config.ts';

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
  stopOnSignals(node, bus, log);
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

/** The first signal lets people move to other nodes, the second one ends at once. */
function stopOnSignals(node: RunningMediaNode, bus: NatsBus, log: Logger): void {
  let asked = false;
  const end = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(1);
    asked = true;
    log.info({ signal }, 'draining');
    const stopped = async (): Promise<void> => {
      await node.drain();
      await node.close();
      await bus.close();
    };
    stopped().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
