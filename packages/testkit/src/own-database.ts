import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startEmbeddedPostgres } from '@saal/foundation';

/** A PostgreSQL of a test's own, that can be away for a while (`DATABASE_URL` of a server that the test starts). */
export interface OwnDatabase {
  readonly url: string;
  /** Stops it fast: whoever is connected is cut off, whoever comes is turned away. */
  goAway(): Promise<void>;
  /** Starts it again with its data, at the same address. */
  comeBack(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export async function startOwnDatabase(): Promise<OwnDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-test-'));
  chmodSync(folder, 0o755); // as root, the database runs as another user
  const start = () => startEmbeddedPostgres({ folder, throwaway: true });
  let server = await start();
  return {
    url: server.url('saal'),
    goAway: () => server.stop(),
    async comeBack() {
      server = await start();
    },
    async stop() {
      await server.stop();
      removeCluster(folder);
    },
  };
}
