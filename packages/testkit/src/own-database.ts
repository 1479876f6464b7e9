import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startEmbeddedPostgres } from '@saal/foundation';
import { until } from './until.ts';

/** A PostgreSQL of a test's own, that can be away for a while (`DATABASE_URL` of a server that the test starts). */
export interface OwnDatabase {
  readonly url: string;
  /** Stops it fast: whoever is connected is cut off, whoever comes is turned away. */
  goAway(): Promise<void>;
  /** Starts it again with its data, at the same address. */
  comeBack(): Promise<void>;
  /** `pg_ctl restart -m immediate`: nothing is written any more, and what it had promised is read from its log at the start. */
  breakDown(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** @param options.durable every commit is forced to disk, as in an installation; else only as long as it runs */
export async function startOwnDatabase({ durable = false }: { durable?: boolean } = {}): Promise<OwnDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-test-'));
  chmodSync(folder, 0o755); // as root, the database runs as another user
  const start = () => startEmbeddedPostgres({ folder, throwaway: !durable });
  let server = await start();
  return {
    url: server.url('saal'),
    goAway: () => server.stop(),
    async comeBack() {
      server = await start();
    },
    async breakDown() {
      process.kill(server.pid, 'SIGQUIT');
      await until('the database to be gone', () => !server.isRunning(), { timeoutMs: 10_000 });
      server = await start();
    },
    async stop() {
      await server.stop();
      removeCluster(folder);
    },
  };
}
