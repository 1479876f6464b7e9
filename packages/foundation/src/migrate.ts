import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Logger } from './log.ts';

/** A feature's folder of dated, forward-only `.sql` files; the first one makes the feature's schema. */
export interface MigrationSource {
  /** Also the name of the feature's Postgres schema. */
  feature: string;
  directory: URL;
}

/** Stops the start: an operator has to act. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

/** What belongs to no feature and is there for all of them: the audit. Goes before every other. */
export const ownMigrations: MigrationSource = { feature: 'audit', directory: new URL('../migrations/', import.meta.url) };

interface Step {
  feature: string;
  name: string;
  text: string;
  hash: string;
}

/** One number for the advisory lock, so that two servers starting at once do not both migrate: "saal" in ASCII. */
const LOCK_KEY = 0x7361616c;

/**
 * Brings the database to the state of this program: every file not yet applied, foundation's first, then by feature in the order given
 * and by name within it, each in its own transaction, all under one advisory lock. Applied files are recorded in `saal.migration`.
 * @throws {MigrationRefused} when an applied file was edited, or the database was made by a newer program
 */
export async function migrate(db: Database, features: readonly MigrationSource[], log: Logger): Promise<void> {
  const sources = [ownMigrations, ...features];
  const steps = (await Promise.all(sources.map(stepsOf))).flat();
  await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${sql.lit(LOCK_KEY)})`.execute(connection);
    try {
      const applied = await appliedSteps(connection);
      refuseForeignHistory(sources, steps, applied);
      for (const step of steps) {
        if (!applied.has(keyOf(step))) await apply(connection, step, log);
      }
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(LOCK_KEY)})`.execute(connection);
    }
  });
}

async function stepsOf(source: MigrationSource): Promise<Step[]> {
  const names = (await readdir(source.directory)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, withSlash(source.directory)), 'utf8');
      return { feature: source.feature, name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** A URL without a closing slash would resolve file names beside the folder instead of in it. */
function withSlash(directory: URL): URL {
  return directory.href.endsWith('/') ? directory : new URL(`${directory.href}/`);
}

async function appliedSteps(connection: Database): Promise<Map<string, string>> {
  await sql`
    create schema if not exists saal;
    create table if not exists saal.migration (
      feature text not null,
      name text not null,
      hash text not null,
      applied_at timestamptz not null default now(),
      primary key (feature, name)
    )`.execute(connection);
  const { rows } = await sql<{ feature: string; name: string; hash: string }>`select feature, name, hash from saal.migration`.execute(
    connection,
  );
  return new Map(rows.map((row) => [keyOf(row), row.hash]));
}

function refuseForeignHistory(sources: readonly MigrationSource[], steps: readonly Step[], applied: ReadonlyMap<string, string>): void {
  const known = new Map(steps.map((step) => [keyOf(step), step.hash]));
  for (const [key, hash] of applied) {
    if (!sources.some(({ feature }) => key.startsWith(`${feature}/`))) continue;
    const mine = known.get(key);
    if (mine === undefined)
      throw new MigrationRefused(`the database is newer than this program (it holds ${key}): run the newer release again`);
    if (mine !== hash)
      throw new MigrationRefused(`the migration ${key} was edited after it was applied: restore the file and add a new one instead`);
  }
}

async function apply(connection: Database, step: Step, log: Logger): Promise<void> {
  const startedMs = performance.now();
  await connection.transaction().execute(async (transaction) => {
    await sql.raw(step.text).execute(transaction);
    await sql`insert into saal.migration (feature, name, hash) values (${step.feature}, ${step.name}, ${step.hash})`.execute(transaction);
  });
  log.info({ feature: step.feature, migration: step.name, durationMs: Math.round(performance.now() - startedMs) }, 'migration applied');
}

function keyOf(step: { feature: string; name: string }): string {
  return `${step.feature}/${step.name}`;
}
