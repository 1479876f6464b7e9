import { sql } from 'kysely';
import { lockFolder, openDatabase, startEmbeddedPostgres, type Database, type EmbeddedPostgres, type Logger } from '@saal/foundation';
import type { Closers } from './closers.ts';
import type { Config } from './config/schema.ts';

/** How often the embedded database is looked after; running meetings keep their media meanwhile. */
const LOOK_EVERY_MS = 1_000;

/** `DATABASE_URL`, or the embedded PostgreSQL on the data folder, which is started again when it dies. */
export async function openOwnDatabase(config: Config, log: Logger, ending: Closers): Promise<{ database: Database; url: string }> {
  const url = config.DATABASE_URL ?? (await embeddedUrl(config.SAAL_DATA_DIR, log, ending));
  let closing = false;
  const database = openDatabase(url, config.SAAL_DATABASE_CONNECTIONS, (err) => {
    if (!closing) log.warn({ err }, 'a database connection broke');
  });
  ending.add('database connections', () => {
    closing = true;
    return database.destroy();
  });
  return { database, url };
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

async function embeddedUrl(folder: string, log: Logger, ending: Closers): Promise<string> {
  const lock = lockFolder(folder);
  ending.add('data folder', () => lock.release());
  const startedMs = performance.now();
  let server = await startEmbeddedPostgres({ folder });
  log.info({ adopted: server.adopted, durationMs: Math.round(performance.now() - startedMs) }, 'embedded database is up');
  const stopLooking = lookAfter(
    () => server,
    async () => {
      log.error({ pid: server.pid }, 'embedded database died');
      server = await startEmbeddedPostgres({ folder });
      log.info({ pid: server.pid }, 'embedded database is up again');
    },
    log,
  );
  ending.add('database server', async () => {
    await stopLooking();
    await server.stop();
  });
  // Its socket has the same address after each start, so the connections find it again.
  return server.url('saal');
}

/** @returns ends it, after a restart that is under way */
function lookAfter(server: () => EmbeddedPostgres, restart: () => Promise<void>, log: Logger): () => Promise<void> {
  let restarting: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (restarting || server().isRunning()) return;
    restarting = restart()
      .catch((err: unknown) => log.error({ err }, 'embedded database does not start, trying again'))
      .finally(() => {
        restarting = undefined;
      });
  }, LOOK_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await restarting;
  };
}
