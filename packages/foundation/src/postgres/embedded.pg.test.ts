import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PostgresUnavailable, removeCluster, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';

const root = process.getuid?.() === 0;
let folder: string;
const running: EmbeddedPostgres[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saal-embedded-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  removeCluster(folder);
});

async function start(inFolder = folder): Promise<EmbeddedPostgres> {
  const binDirectory = process.env['SAAL_TEST_POSTGRES_BIN'];
  const server = await startEmbeddedPostgres({ folder: inFolder, ...(binDirectory ? { binDirectory } : {}) });
  running.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.url('saal') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('it starts on an empty folder, keeps what was written, and speaks Unicode', async () => {
  const first = await start();
  await query(first, `create table note (text text); insert into note values ('GRÖßE')`);
  await first.stop();
  const second = await start();
  expect(await query(second, 'select lower(text) as text from note')).toEqual([{ text: 'größe' }]);
  expect(await query(second, 'show fsync')).toEqual([{ fsync: 'on' }]);
});

test('nobody but its own user can reach it', async () => {
  const server = await start();
  const socketFolder = new URL(server.url('saal')).searchParams.get('host') ?? '';
  expect(statSync(socketFolder).mode & 0o077).toBe(0);
  expect(await query(server, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
});

test('a database that outlived its killed server is taken over with all it holds, and can still be stopped', async () => {
  const left = await start();
  await query(left, 'create table note (text text)');
  running.splice(0); // as if this process had been killed: nobody stops it
  const next = await start();
  expect(next).toMatchObject({ adopted: true, pid: left.pid });
  expect(await query(next, 'select * from note')).toEqual([]);
  await next.stop();
  expect(existsSync(`/proc/${left.pid}`)).toBe(false);
});

test('a database that was killed itself comes back with everything that was acknowledged', async () => {
  const server = await start();
  await query(server, `create table note (n int); insert into note select generate_series(1, 1000)`);
  process.kill(server.pid, 'SIGKILL');
  const next = await start();
  expect(next.adopted).toBe(false);
  expect(await query(next, 'select count(*)::int as n from note')).toEqual([{ n: 1000 }]);
});

test.runIf(root)("a folder that the database's user cannot enter is led elsewhere by a link", async () => {
  chmodSync(folder, 0o700);
  const closed = join(folder, 'home/data');
  mkdirSync(closed, { recursive: true });
  const server = await start(closed);
  expect(lstatSync(join(closed, 'postgres')).isSymbolicLink()).toBe(true);
  expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop();
  expect((await start(closed)).adopted).toBe(false);
  await running.pop()?.stop();
  removeCluster(closed);
});

test('data of another PostgreSQL stops the start and names the way out', async () => {
  const server = await start();
  await server.stop();
  const data = join(folder, 'postgres');
  spawnSync('sh', ['-c', `echo 14 > ${data}/PG_VERSION`]);
  await expect(start()).rejects.toThrow(/made by PostgreSQL 14.*docs\/operations\.md/);
});

test('programs that are not there are named, not guessed', async () => {
  await expect(startEmbeddedPostgres({ folder, binDirectory: '/nowhere' })).rejects.toThrow(PostgresUnavailable);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that cannot be written to stops the start', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(startEmbeddedPostgres({ folder: join(folder, 'file/data') })).rejects.toThrow(/ENOTDIR/);
});
