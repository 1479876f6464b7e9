import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { openDatabase, type Database } from '../database.ts';
import { createLogger } from '../log.ts';
import { migrate, ownMigrations, type MigrationSource } from '../migrate.ts';
import { startTestCluster } from './cluster.ts';

export interface ThrowawayDatabase {
  db: Database;
  /** For a process that the test starts (`DATABASE_URL`). */
  url: string;
  /** Drops it. Whoever is still connected is cut off. */
  close(): Promise<void>;
}

/**
 * A database of its own for one test or one file of tests, with the migrations applied.
 * They run once for each set of files: a template is kept in the cluster and copied (some 20 ms).
 */
export async function throwawayDatabase(migrations: readonly MigrationSource[] = []): Promise<ThrowawayDatabase> {
  const clusterUrl = await testClusterUrl();
  const template = await migratedTemplate(clusterUrl, migrations);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onCluster(clusterUrl, (client) => client.query(`create database ${name} template ${template}`));
  const url = urlOf(clusterUrl, name);
  // Dropping the database ends idle connections of a pool that is just closing: nothing to report.
  const db = openDatabase(url, 10);
  return {
    db,
    url,
    async close() {
      await db.destroy();
      await onCluster(clusterUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

let ownCluster: Promise<{ url: string }> | undefined;

/** Outside a run that started one, the first call starts one; it ends with this process. */
async function testClusterUrl(): Promise<string> {
  const given = process.env['SAAL_TEST_DATABASE_URL'];
  if (given) return given;
  ownCluster ??= startTestCluster().then((cluster) => {
    process.once('beforeExit', () => void cluster.stop());
    return cluster;
  });
  return (await ownCluster).url;
}

async function migratedTemplate(clusterUrl: string, migrations: readonly MigrationSource[]): Promise<string> {
  const name = `template_${hashOf(migrations)}`;
  await onCluster(clusterUrl, async (client) => {
    // Several test processes may want the same template at the same time. The lock ends with the connection.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return;
    const unfinished = `${name}_${randomBytes(4).toString('hex')}`;
    await client.query(`create database ${unfinished} template template0`);
    const db = openDatabase(urlOf(clusterUrl, unfinished), 2);
    try {
      await migrate(db, migrations, createLogger('silent'));
    } finally {
      await db.destroy();
    }
    await client.query(`alter database ${unfinished} rename to ${name}`);
  });
  return name;
}

function hashOf(migrations: readonly MigrationSource[]): string {
  const hash = createHash('sha256');
  for (const { feature, directory } of [ownMigrations, ...migrations]) {
    const base = directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`);
    for (const file of readdirSync(base).sort()) hash.update(`${feature}/${file}\n`).update(readFileSync(new URL(file, base)));
  }
  return hash.digest('hex').slice(0, 24);
}

async function onCluster<T>(clusterUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}
