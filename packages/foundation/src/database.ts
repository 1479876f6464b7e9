import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** A connection pool. A feature narrows it to its own tables with `db.withTables<{ 'accounts.person': PersonTable }>()`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- no table is known here
export type Database = Kysely<{}>;

// bigint (epoch milliseconds, sequence numbers) fits a JavaScript number until the year 287396.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));

/**
 * Opens a pool on a PostgreSQL >= 15.
 * @param url `postgres://user:password@host:port/database`
 * @param maxConnections of the pool
 */
export function openDatabase(url: string, maxConnections = 10, onError: (error: Error) => void = () => undefined): Database {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: 5_000 });
  // An idle connection may break (restart of the database); the pool replaces it, the query that needs one reports.
  pool.on('error', onError);
  // The same while it is in use: the query that runs reports, so the event must only not end the process.
  pool.on('connect', (client) => client.on('error', onError));
  return new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
}
