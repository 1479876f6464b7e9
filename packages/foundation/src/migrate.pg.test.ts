import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger, migrate, openDatabase, MigrationRefused } from './index.ts';
import { throwawayDatabase, type ThrowawayDatabase } from './testing/index.ts';

const log = createLogger('silent');
let database: ThrowawayDatabase;
let folder: string;
const source = (): { feature: string; directory: URL } => ({ feature: 'hall', directory: pathToFileURL(folder) });

beforeEach(async () => {
  database = await throwawayDatabase();
  folder = await mkdtemp(join(tmpdir(), 'saal-migrations-'));
  await writeFile(join(folder, '20260101T0000_begin.sql'), 'create schema hall; create table hall.seat (id int primary key);');
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function seats(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from hall.seat`.execute(database.db);
  return rows[0]?.n ?? -1;
}

test('each step is applied once, in the order of its name', async () => {
  await migrate(database.db, [source()], log);
  await writeFile(join(folder, '20260102T0000_fill.sql'), 'insert into hall.seat values (1); insert into hall.seat values (2);');
  await migrate(database.db, [source()], log);
  await migrate(database.db, [source()], log);
  expect(await seats()).toBe(2);
});

test('servers that start at the same time do not both migrate', async () => {
  await writeFile(join(folder, '20260102T0000_fill.sql'), 'insert into hall.seat select count(*) from hall.seat;');
  const others = [openDatabase(database.url, 2), openDatabase(database.url, 2)];
  await Promise.all([database.db, ...others].map((db) => migrate(db, [source()], log)));
  await Promise.all(others.map((db) => db.destroy()));
  expect(await seats()).toBe(1);
});

test('a step that fails leaves nothing behind and stops the start', async () => {
  await writeFile(join(folder, '20260102T0000_half.sql'), 'insert into hall.seat values (1); insert into hall.nowhere values (1);');
  await expect(migrate(database.db, [source()], log)).rejects.toThrow(/hall.nowhere/);
  expect(await seats()).toBe(0);
});

test('a step that was edited after it was applied stops the start', async () => {
  await migrate(database.db, [source()], log);
  await writeFile(join(folder, '20260101T0000_begin.sql'), '-- something else');
  await expect(migrate(database.db, [source()], log)).rejects.toThrow(MigrationRefused);
});

test('a database of a newer program stops the start', async () => {
  await migrate(database.db, [source()], log);
  await rm(join(folder, '20260101T0000_begin.sql'));
  await expect(migrate(database.db, [source()], log)).rejects.toThrow(/newer than this program/);
});
