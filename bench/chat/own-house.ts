/** The real server on a PostgreSQL of its own that forces everything to disk, as an installation has it. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, removeCluster, startEmbeddedPostgres, type Database } from '@saal/foundation';
import { startSaal, type SaalProcess } from '@saal/testkit';

export const serverName = 'stadt.example';

export interface OwnHouse {
  saal: SaalProcess;
  db: Database;
  /** Of the PostgreSQL. */
  postgresPid: number;
  databaseUrl: (name: string) => string;
  close(): Promise<void>;
}

/** @param workerBin binary of the media worker */
export async function openOwnHouse(workerBin: string): Promise<OwnHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-'));
  chmodSync(folder, 0o755); // as root, the database runs as another user
  const postgres = await startEmbeddedPostgres({ folder });
  const stopPostgres = async (): Promise<void> => {
    await postgres.stop();
    removeCluster(folder);
  };
  try {
    const saal = await startSaal({
      databaseUrl: postgres.url('saal'),
      env: { MEDIASOUP_WORKER_BIN: workerBin, SAAL_LOG_LEVEL: 'warn', SAAL_CHAT_SERVER_NAME: serverName },
    });
    const db = openDatabase(postgres.url('saal'), 2);
    return {
      ...{ saal, db, postgresPid: postgres.pid, databaseUrl: postgres.url },
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
