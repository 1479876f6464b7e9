import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startEmbeddedPostgres } from '../postgres/embedded.ts';

/**
 * A PostgreSQL for one run of tests, with its data in a temporary folder.
 * `SAAL_TEST_POSTGRES_BIN` names an installed one's `bin` folder (Debian: /usr/lib/postgresql/15/bin).
 */
export async function startTestCluster(): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-test-'));
  chmodSync(folder, 0o755); // as root, the database runs as another user
  const binDirectory = process.env['SAAL_TEST_POSTGRES_BIN'];
  const server = await startEmbeddedPostgres({ folder, throwaway: true, ...(binDirectory ? { binDirectory } : {}) });
  return {
    url: server.url('postgres'),
    async stop() {
      await server.stop();
      removeCluster(folder);
    },
  };
}
