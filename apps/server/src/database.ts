import { sql } from 'kysely';
import { lockFolder, openDatabase, startEmbeddedPostgres, type Database, type Logger } from '@saal/foundation';
import type { Closers } from './closers.ts';
import type { Config } from './config/schema.ts';

/** `DATABASE_URL`, or the embedded PostgreSQL on the data folder. */
export async function openOwnDatabase(config: Config, log: Logger, ending: Closers): Promise<Database> {
  let url = config.DATABASE_URL;
  if (url === undefined) {
    const lock = lockFolder(config.SAAL_DATA_DIR);
    ending.add('data folder', () => lock.release());
    const startedMs = performance.now();
    const postgres = await startEmbeddedPostgres({ folder: config.SAAL_DATA_DIR });
    ending.add('database server', () => postgres.stop());
    log.info({ adopted: postgres.adopted, durationMs: Math.round(performance.now() - startedMs) }, 'embedded database is up');
    url = postgres.url('saal');
  }
  const database = openDatabase(url, config.SAAL_DATABASE_CONNECTIONS, (err) => log.warn({ err }, 'a database connection broke'));
  ending.add('database connections', () => database.destroy());
  return database;
}

/** Why requests cannot be served now, or undefined. */
export async function databaseTrouble(database: Database): Promise<string | undefined> {
  try {
    await sql`select 1`.execute(database);
    return undefined;
  } catch {
    return 'database'; // the pool logs why
  }
}
