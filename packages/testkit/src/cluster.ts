import { newSecret } from '@saal/foundation';
import { startNatsServer, throwawayDatabase, type TestNatsServer, type ThrowawayDatabase } from '@saal/foundation/testing';
import { startSaal, type SaalProcess } from './saal-process.ts';

/** Several real servers on one database and one bus, as behind a balancer without stickiness. */
export interface Cluster {
  readonly servers: readonly SaalProcess[];
  readonly nats: TestNatsServer;
  readonly database: ThrowawayDatabase;
  /** What a further process needs to belong to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** @throws {Error} where nats-server is not installed, and with the log of a server that is not ready in time */
export async function startCluster(options: {
  servers: number;
  /** Of each server, in their order. */
  sites?: readonly string[];
  env?: Record<string, string>;
  /** Where the bus listens, for processes on other hosts; default: for this machine alone. */
  busAddress?: string;
}): Promise<Cluster> {
  const database = await throwawayDatabase();
  const nats = await startNatsServer(options.busAddress);
  const env = { NATS_URL: nats.url, SAAL_CLUSTER_SECRET: newSecret(), ...options.env };
  const servers: SaalProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
    await nats.stop();
    await database.close();
  };
  try {
    // One after the other: each looks for free ports of its own.
    for (let number = 1; number <= options.servers; number++)
      servers.push(
        await startSaal({
          databaseUrl: database.url,
          env: { ...env, SAAL_SERVER_NAME: `server-${number}`, SAAL_SITE: options.sites?.[number - 1] ?? '' },
        }),
      );
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, nats, database, env, stop };
}
