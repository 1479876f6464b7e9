import { hostname } from 'node:os';
import { BusAway, LocalBus, NatsBus, newId, systemClock, type Bus, type Logger, type Metrics } from '@saal/foundation';
import type { Config } from './config/schema.ts';
import { StartRefused } from './start-refused.ts';

/**
 * What joins this server to others: NATS where one is configured, else nothing but itself; the rest of the code sees no difference.
 * @returns `server`: id of this process, new with each start
 * @throws {StartRefused}
 */
export async function openBus(config: Config, log: Logger, metrics: Metrics): Promise<{ bus: Bus; server: string }> {
  const server = `${config.SAAL_SERVER_NAME ?? hostname()}-${newId()}`;
  const { NATS_URL: url, SAAL_CLUSTER_SECRET: secret } = config;
  if (url === undefined || secret === undefined) return { bus: new LocalBus(log), server };
  try {
    const bus = await NatsBus.connect({ url, secret, name: `saal ${server}`, clock: systemClock, log, metrics });
    log.info({ server }, 'joined a cluster');
    return { bus, server };
  } catch (cause) {
    if (!(cause instanceof BusAway)) throw cause;
    const reason = cause.cause instanceof Error ? cause.cause.message : cause.message;
    throw new StartRefused(
      `the bus at NATS_URL cannot be reached (${reason})`,
      'see that NATS runs there and that user and password are right',
      {
        cause,
      },
    );
  }
}
