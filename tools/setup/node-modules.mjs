// @ts-check
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastWords, run } from './run.mjs';
import { SetupFailed, step } from './say.mjs';

/** Packages, worker build and web client together. */
const NEEDED_BYTES = 1.5 * 1024 ** 3;

/**
 * Installs the packages of the lockfile unless they are all there.
 * @param {string} root of the checkout
 */
export async function ensureNodeModules(root) {
  const missing = missingPackages(root);
  if (missing.length === 0) return;
  refuseFullDisk(root);
  const why = missing.length > 20 ? 'once, about a minute' : `${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' ...' : ''} changed`;
  await step(`installing packages (npm ci; ${why})`, () => npmCi(root));
  const still = missingPackages(root);
  if (still.length > 0) throw new SetupFailed(`npm ci left out ${still[0]}`, 'remove node_modules and try again');
}

/**
 * Packages of the lockfile that are not installed in that version. npm keeps a copy of what it installed, written last,
 * so an installation that was cut off shows too; that every folder is there is looked at besides.
 * @param {string} root
 * @returns {string[]}
 */
export function missingPackages(root) {
  /** @type {Record<string, { version?: string, optional?: boolean, link?: boolean }>} */
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted)
    .filter(([path]) => path.startsWith('node_modules/') || path.includes('/node_modules/'))
    .filter(([path, { version, optional, link }]) => {
      const there = installed[path];
      if (there === undefined) return !optional; // an optional one may be for another machine
      return there.version !== version || !existsSync(join(root, path, link ? '' : 'package.json'));
    })
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

/** @param {string} file */
function readPackages(file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {};
}

/** @param {string} root */
async function npmCi(root) {
  // Not the node inside node_modules: npm is about to remove it.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules'))
    .join(delimiter);
  // Warnings about engines speak of the Node that runs npm, not of the one that npm brings (node_modules/.bin/node).
  const argv = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1', '--fetch-timeout=60000'];
  const { code, output } = await run('npm', argv, { cwd: root, env: { ...process.env, PATH: path } });
  if (code !== 0) throw npmFailure(code, output);
}

/**
 * @param {number} code
 * @param {string} output
 */
export function npmFailure(code, output) {
  if (code === 127) return new SetupFailed('there is no npm', 'install Node.js 18 or newer with npm');
  if (/ENOSPC/.test(output)) return new SetupFailed('the disk is full', 'make room (about 1.5 GB) and try again');
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output)) {
    return new SetupFailed(
      'npm cannot reach its package registry',
      'connect this machine, or name a registry it can reach: npm config set registry <address>',
    );
  }
  if (/EACCES|EPERM/.test(output)) return new SetupFailed('npm may not write to node_modules', 'run as the user who owns this folder');
  if (/can only install packages when your package.json and package-lock.json/.test(output)) {
    return new SetupFailed(
      'package.json and package-lock.json do not fit each other',
      'run npm install --ignore-scripts and commit the lockfile',
    );
  }
  return new SetupFailed(`npm ci failed (${lastWords(output, /npm (error|ERR!)/)})`, 'run npm ci to see all it says');
}

/** @param {string} root */
function refuseFullDisk(root) {
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new SetupFailed(
      `only ${Math.floor((bavail * bsize) / 1024 ** 2)} MB are free on the disk of this folder, 1500 MB are needed`,
      'make room and try again',
    );
  }
}
