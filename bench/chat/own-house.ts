/** The real server on a PostgreSQL of its own that forces everything to disk, as an installation has it. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, removeCluster, startEmbeddedPostgres, type Database } from '@saal/foundation';
import { startSaal, type SaalProcess } from '@saal/testkit';
import { cpuSeconds, pin, processTree } from '../machine.ts';

export const serverName = 'stadt.example';

export interface OwnHouse {
  saal: SaalProcess;
  db: Database;
  /** Of the PostgreSQL. */
  postgresPid: number;
  databaseUrl: (name: string) => string;
  /** Of the server and the PostgreSQL together, so far. */
  cpuSeconds(): number;
  close(): Promise<void>;
}

/**
 * @param workerBin binary of the media worker
 * @param core both are kept there; default: anywhere
 * @param settings of the server, beside its own
 */
export async function openOwnHouse(workerBin: string, core?: number, settings: Record<string, string> = {}): Promise<OwnHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-'));
  chmodSync(folder, 0o755); // as root, the database runs as another user
  const postgres = await startEmbeddedPostgres({ folder });
  const stopPostgres = async (): Promise<void> => {
    await postgres.stop();
    removeCluster(folder);
  };
  try {
    // Before anything else: what it starts later stays there as well.
    if (core !== undefined) for (const pid of processTree(postgres.pid)) pin(pid, core);
    const saal = await startSaal({
      databaseUrl: postgres.url('saal'),
      env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_LOG_LEVEL: 'warn', SAAL_CHAT_SERVER_NAME: serverName, ...settings },
    });
    if (core !== undefined) pin(saal.pid, core);
    const db = openDatabase(postgres.url('saal'), 2);
    return {
      ...{ saal, db, postgresPid: postgres.pid, databaseUrl: postgres.url },
      cpuSeconds: () => [saal.pid, ...processTree(postgres.pid)].reduce((sum, pid) => sum + cpuSeconds(pid), 0),
      async close() {
        await db.destroy();
        await saal.stop();
        await stopPostgres();
      },
    };
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}
