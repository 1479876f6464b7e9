// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, existsSync, writeFileSync } from 'node:fs';
import { homedir, release } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastWords, run } from './run.mjs';
import { SetupFailed, say, step } from './say.mjs';
import { installPackages, isExecutable, isInstalled } from './system-packages.mjs';

const DOWNLOAD_LIMIT_MS = 10_000;
/** The worker ends with this when it is started without being told its version: proof that it runs on this machine. */
const STARTS = 41;

/**
 * Finds the media worker: MEDIASOUP_WORKER_BIN, the cache, the vendor's prebuilt one, or compiled here.
 * @param {string} root of the checkout, with its packages installed
 * @returns {Promise<string>} path of the binary
 */
export async function ensureMediaWorker(root) {
  const own = process.env.MEDIASOUP_WORKER_BIN;
  if (own) {
    if (!isExecutable(own))
      throw new SetupFailed(`MEDIASOUP_WORKER_BIN=${own} is no program`, 'correct it, or unset it to have one downloaded or compiled');
    return own;
  }
  const mediasoup = join(root, 'node_modules/mediasoup');
  const script = join(root, 'tools/mediasoup-worker');
  const version = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8')).version;
  const folder = join(cacheFolder(), 'mediasoup-worker', `${version}-${hashOfFolder(script)}-${process.arch}`);
  const binary = join(folder, 'mediasoup-worker');
  if (starts(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  if (await downloaded(version, binary, root, script)) return binary;
  await compile({ root, script, mediasoup, folder, binary });
  return binary;
}

export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'saal');
}

/** @param {string} folder */
export function hashOfFolder(folder) {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) hash.update(`${name}/${hashOfFolder(file)}\n`);
    else hash.update(`${name}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}

/** @param {string} binary */
function starts(binary) {
  return existsSync(binary) && spawnSync(binary, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === STARTS;
}

/**
 * @param {string} version
 * @param {string} binary
 * @param {string} root
 * @param {string} script
 */
async function downloaded(version, binary, root, script) {
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  const base = process.env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || 'https://github.com/versatica/mediasoup/releases/download';
  const archive = `${binary}.${process.pid}.tgz`;
  const folder = `${binary}.${process.pid}.d`;
  try {
    const response = await fetch(`${base}/${version}/mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`, {
      signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS),
    });
    if (!response.ok) return false;
    writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
    mkdirSync(folder);
    if (spawnSync('tar', ['-xzf', archive, '-C', folder]).status !== 0) return false;
    const found = join(folder, 'mediasoup-worker');
    chmodSync(found, 0o755);
    // It may be made for a newer libc, or not fit otherwise: it has to prove itself like one of our own.
    if (!starts(found) || spawnSync(nodeOf(root), [join(script, 'selftest.mjs'), join(root, 'node_modules/mediasoup'), found]).status !== 0)
      return false;
    renameSync(found, binary);
    say('media worker: took the prebuilt one');
    return true;
  } catch {
    return false; // not reachable within the limit: it is compiled instead, which is said next
  } finally {
    rmSync(archive, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {{ root: string, script: string, mediasoup: string, folder: string, binary: string }} o */
async function compile({ root, script, mediasoup, folder, binary }) {
  const without = 'or set MEDIASOUP_WORKER_BIN to a worker compiled elsewhere';
  const build = join(script, 'build.sh');
  if (!isInstalled('bash')) throw new SetupFailed('compiling the media worker needs bash', without);
  const check = await run('bash', [build, '--check']);
  if (check.code === 3) await installPackages('compiling the media worker', missingPackagesIn(check.output), without);
  else if (check.code !== 0) throw new SetupFailed(`the media worker cannot be compiled here (${lastWords(check.output)})`, without);
  const work = join(folder, `build.${process.pid}`);
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` };
  try {
    await step(
      `compiling the media worker, once, 3 to 5 minutes on 2 cores (${without})`,
      async () => {
        const { code, output } = await run('bash', [build, '--mediasoup', mediasoup, '--out', binary, '--work', work], { env });
        if (code === 0) return;
        if (/No space left/.test(output))
          throw new SetupFailed('the disk is full', 'make room (about 500 MB below the cache folder) and try again');
        throw new SetupFailed(`the media worker could not be compiled (${lastWords(output)})`, without);
      },
      () => ninjaProgress(join(work, 'ninja.log')),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The names in what `build.sh --check` prints: one line for apt-get, one for dnf.
 * @param {string} output
 */
export function missingPackagesIn(output) {
  const names = (/** @type {RegExp} */ line) => line.exec(output)?.[1]?.trim().split(/\s+/) ?? [];
  return { deb: names(/apt-get install --no-install-recommends (.+)/), rpm: names(/dnf install (.+)/) };
}

/** @param {string} file */
function ninjaProgress(file) {
  if (!existsSync(file)) return '';
  return (
    readFileSync(file, 'utf8')
      .match(/\[\d+\/\d+\]/g)
      ?.at(-1) ?? ''
  );
}

/** @param {string} root */
export function nodeOf(root) {
  const own = join(root, 'node_modules/.bin/node');
  return existsSync(own) ? own : process.execPath;
}
