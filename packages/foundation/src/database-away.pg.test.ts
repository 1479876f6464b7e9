import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { databaseAway } from './database-away.ts';
import { openDatabase, type Database } from './database.ts';
import { throwawayDatabase } from './testing/throwaway-database.ts';

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

async function onDatabase(url: string, work: (db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase(url, 2);
  try {
    await work(db);
  } finally {
    await db.destroy();
  }
}

test('nobody listens there: the database is away, over TCP and over a socket that is gone', async () => {
  for (const url of ['postgres://saal@127.0.0.1:1/saal', 'postgres://saal@localhost/saal?host=/nowhere'])
    await onDatabase(url, async (db) => {
      expect(databaseAway(await errorOf(sql`select 1`.execute(db)))).toMatchObject({ code: 'not_ready' });
    });
});

test('a connection that is cut while it works, too', async () => {
  const { url, close } = await throwawayDatabase();
  await onDatabase(url, async (db) => {
    const cut = errorOf(sql`select pg_terminate_backend(pg_backend_pid())`.execute(db));
    expect(databaseAway(await cut)).toMatchObject({ code: 'not_ready' });
  });
  await close();
});

test('a wrong statement is a fault of ours, and so is a file that is not there', async () => {
  const { url, close } = await throwawayDatabase();
  await onDatabase(url, async (db) => {
    expect(databaseAway(await errorOf(sql`select nonsense`.execute(db)))).toBeUndefined();
  });
  await close();
  expect(databaseAway(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))).toBeUndefined();
  expect(databaseAway('text')).toBeUndefined();
});
