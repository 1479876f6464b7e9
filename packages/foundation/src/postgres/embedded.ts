import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { canEnter, findPostgres, PostgresUnavailable, type PostgresBinaries, type PostgresUser } from './binaries.ts';
import { end, isAlive, lastWords, livingPostmaster, postmasterLines } from './postmaster.ts';

export { PostgresUnavailable } from './binaries.ts';

export interface EmbeddedPostgresOptions {
  /** The cluster is `<folder>/postgres`. The caller holds the lock on the folder (`lockFolder`). */
  folder: string;
  /** `bin` folder of an installed PostgreSQL; default: the one that came with npm. */
  binDirectory?: string;
  /** Tests only: data is not forced to disk and the server ends with this process. */
  throwaway?: boolean;
}

export interface EmbeddedPostgres {
  /** URL of one database of the cluster. */
  url(database: string): string;
  /** True when a postmaster left behind by a killed process was taken over. */
  readonly adopted: boolean;
  readonly pid: number;
  /** False when it was killed or broke down. */
  isRunning(): boolean;
  /** Ends it cleanly; sessions still open are cut. Idempotent. */
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const POLL_MS = 25;
/** Less than this and PostgreSQL may stop in the middle of a meeting. */
const NEEDED_BYTES = 200 * 1024 * 1024;
/** Data of clusters whose folder the database's user cannot reach (a checkout in root's home). */
const SYSTEM_DATA = '/var/lib/saal';

/**
 * Starts PostgreSQL on a folder, making the cluster at the first time, and makes sure the database `saal` is there.
 * It listens on a Unix socket only, in a folder that nobody but its user (and root) may enter, hence without a password.
 * A postmaster that outlived its server (`kill -9`) is taken over when it runs with the same settings, otherwise ended first.
 * @throws {PostgresUnavailable} with the remedy
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const binaries = findPostgres(options.binDirectory);
  const data = dataFolder(options.folder, binaries.user);
  const socketFolder = makeSocketFolder(data, binaries.user);
  const settings = settingsOf(socketFolder, binaries, options.throwaway ?? false);
  const settingsHash = createHash('sha256')
    .update(JSON.stringify([binaries.directory, settings]))
    .digest('hex');
  const url = (database: string): string =>
    `postgres://saal@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(socketFolder)}`;

  if (!existsSync(join(data, 'PG_VERSION'))) makeCluster(data, binaries, options.throwaway ?? false);
  refuseOtherVersion(data, binaries);

  const left = livingPostmaster(data);
  if (left !== undefined && settingsBefore(data) === settingsHash && (await isReady(url('postgres')))) {
    return handle(left, true, url);
  }
  if (left !== undefined) await end(left);

  refuseFullDisk(data);
  const pid = launch(data, binaries, settings, options.throwaway ?? false);
  await ready(pid, data, url('postgres'));
  writeFileSync(join(data, 'saal-settings'), settingsHash);
  await ensureDatabase(url('postgres'), 'saal');
  return handle(pid, false, url);
}

function handle(pid: number, adopted: boolean, url: (database: string) => string): EmbeddedPostgres {
  let ending: Promise<void> | undefined;
  return { url, adopted, pid, isRunning: () => isAlive(pid), stop: () => (ending ??= end(pid)) };
}

/** `<folder>/postgres`, or where a link of that name leads when the database's user cannot reach the folder. */
function dataFolder(folder: string, user: PostgresUser | undefined): string {
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'postgres');
  if (lstatSync(data, { throwIfNoEntry: false })) return realpathSync(data);
  if (user && !canEnter(folder, user)) {
    mkdirSync(SYSTEM_DATA, { recursive: true, mode: 0o755 });
    const elsewhere = join(SYSTEM_DATA, `postgres-${randomBytes(6).toString('hex')}`);
    makePrivateFolder(elsewhere, user);
    symlinkSync(elsewhere, data);
    return elsewhere;
  }
  makePrivateFolder(data, user);
  return realpathSync(data);
}

/** Paths of Unix sockets hold at most 107 bytes, so the socket cannot lie in the data folder. */
function makeSocketFolder(data: string, user: PostgresUser | undefined): string {
  const owner = user?.uid ?? process.getuid?.() ?? 0;
  const name = `saal-${owner}-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  const folder = join(
    existsSync('/run/user') && process.env['XDG_RUNTIME_DIR'] && !user ? process.env['XDG_RUNTIME_DIR'] : shortTemporaryFolder(),
    name,
  );
  makePrivateFolder(folder, user);
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== owner) {
    throw new PostgresUnavailable(`${folder} belongs to somebody else: remove it, or set DATABASE_URL`);
  }
  return folder;
}

function shortTemporaryFolder(): string {
  return tmpdir().length <= 40 ? tmpdir() : '/tmp';
}

function makePrivateFolder(folder: string, user: PostgresUser | undefined): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
}

function makeCluster(data: string, binaries: PostgresBinaries, throwaway: boolean): void {
  refuseFullDisk(data);
  const locale =
    binaries.majorVersion >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C.UTF-8'];
  const result = spawnSync(
    join(binaries.directory, 'initdb'),
    [
      `--pgdata=${data}`,
      '--username=saal',
      '--encoding=UTF8',
      ...locale,
      '--auth-local=trust',
      '--auth-host=reject',
      ...(throwaway ? ['--no-sync'] : []),
    ],
    { encoding: 'utf8', cwd: '/', env: quietEnvironment(), ...binaries.user },
  );
  if (result.status === 0) return;
  const reason =
    (result.error?.message ?? result.stderr)
      .trim()
      .split('\n')
      .find((line) => line.includes('error')) ?? result.stderr.trim();
  throw new PostgresUnavailable(`the database could not be made in ${data}: ${reason}`);
}

/** Small on purpose: one machine, up to a few hundred people. An own PostgreSQL (DATABASE_URL) is tuned by its operator. */
function settingsOf(socketFolder: string, binaries: PostgresBinaries, throwaway: boolean): Record<string, string> {
  return {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: throwaway ? '200' : '50',
    shared_buffers: throwaway ? '64MB' : '16MB',
    huge_pages: 'off', // they would count as used, used or not
    wal_level: 'minimal', // nobody replicates from here; a backup is pg_dump
    max_wal_senders: '0',
    max_worker_processes: '1',
    max_logical_replication_workers: '0', // else its launcher runs, idle
    max_parallel_workers: '0',
    autovacuum_max_workers: '1',
    jit: 'off',
    log_min_messages: 'warning',
    lc_messages: 'C',
    timezone: 'UTC',
    ...(binaries.majorVersion >= 18 ? { io_method: 'sync' } : {}), // no I/O worker processes
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
}

function launch(data: string, binaries: PostgresBinaries, settings: Record<string, string>, throwaway: boolean): number {
  const logFile = openSync(join(data, 'start.log'), 'w', 0o600);
  const program = join(binaries.directory, 'postgres');
  const options = ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  // setpriv hands the process over and lets the kernel end it with its parent, even after kill -9.
  const [command, argv] =
    throwaway && existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', ['--pdeathsig', 'INT', program, ...options]] : [program, options];
  // Its own process group: Ctrl-C in the terminal stops the server, and the server stops the database last.
  const child = spawn(command, argv, {
    cwd: '/',
    detached: true,
    stdio: ['ignore', logFile, logFile],
    env: quietEnvironment(),
    ...binaries.user,
  });
  child.on('error', () => undefined); // reported by `ready`: without a pid, or with the log
  child.unref();
  closeSync(logFile);
  if (child.pid === undefined) throw new PostgresUnavailable(`${program} could not be started`);
  return child.pid;
}

async function ready(pid: number, data: string, url: string): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (livingPostmaster(data) === pid && postmasterLines(data)[7]?.trim() === 'ready' && (await isReady(url))) return;
    if (!isAlive(pid)) throw new PostgresUnavailable(`the database did not start: ${lastWords(data)}`);
    await delay(POLL_MS);
  }
  throw new PostgresUnavailable(`the database did not start within ${START_DEADLINE_MS / 1000} s: ${lastWords(data)}`);
}

function settingsBefore(data: string): string | undefined {
  const file = join(data, 'saal-settings');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

async function isReady(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // a postmaster that is just ending cuts the connection
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false; // not yet, or not any more: the caller looks again or ends it
  } finally {
    await client.end().catch(() => undefined); // it may never have connected
  }
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function refuseOtherVersion(data: string, binaries: PostgresBinaries): void {
  const made = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8'));
  if (made === binaries.majorVersion) return;
  throw new PostgresUnavailable(
    `the data in ${data} was made by PostgreSQL ${made}, this is ${binaries.majorVersion}: see docs/operations.md, "Moving to a newer PostgreSQL"`,
  );
}

function refuseFullDisk(data: string): void {
  const { bavail, bsize } = statfsSync(data);
  if (bavail * bsize >= NEEDED_BYTES) return;
  throw new PostgresUnavailable(
    `the disk of ${data} is full (${Math.floor((bavail * bsize) / 1048576)} MB free, ${NEEDED_BYTES / 1048576} MB needed): make room, or choose another folder with SAAL_DATA_DIR`,
  );
}

/** PG* variables of the shell must not steer this server. */
function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([key]) => !key.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' };
}

/** Removes a throwaway cluster's folder and socket folder. The server must have ended. */
export function removeCluster(folder: string): void {
  const data = join(folder, 'postgres');
  if (existsSync(data)) rmSync(realpathSync(data), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
