// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { nodeOf } from './media-worker.mjs';
import { lastWords, run } from './run.mjs';
import { SetupFailed, step } from './say.mjs';

/** What the pages are made of. */
const sources = ['apps/web', 'packages/client', 'packages/protocol', 'package-lock.json'];
const notSources = new Set(['node_modules', 'dist', 'dist.next', '.source-hash']);
/** Smaller files and those that are compressed already gain nothing. */
const COMPRESS_FROM_BYTES = 1024;
const compressible = /\.(js|css|html|svg|json|wasm|txt|webmanifest|tflite|binarypb|data)$/;

/**
 * Builds the pages when their sources changed since the last time.
 * @param {string} root of the checkout
 */
export async function ensureWebClient(root) {
  const dist = join(root, 'apps/web/dist');
  const stamp = join(root, 'apps/web/dist/.source-hash');
  const hash = hashOf(root, sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const next = join(root, 'apps/web/dist.next');
  await step('building the web client', async () => {
    rmSync(next, { recursive: true, force: true });
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    const env = { ...process.env, NODE_ENV: 'production', PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}` };
    const { code, output } = await run(nodeOf(root), [vite, 'build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'], {
      cwd: join(root, 'apps/web'),
      env,
    });
    if (code !== 0)
      throw new SetupFailed(`the web client could not be built (${lastWords(output)})`, 'cd apps/web && npx vite build shows all of it');
    compressFolder(next);
    writeFileSync(join(next, '.source-hash'), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(next, dist);
  });
}

/**
 * @param {string} root
 * @param {readonly string[]} paths files and folders below it
 */
export function hashOf(root, paths) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) if (!notSources.has(name)) add(join(path, name));
    } else hash.update(`${path}\n`).update(readFileSync(full));
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/**
 * Puts .br and .gz beside each file that gains by it, so that the server compresses nothing.
 * @param {string} folder
 */
export function compressFolder(folder) {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !compressible.test(file) || statSync(file).size < COMPRESS_FROM_BYTES) continue;
    const content = readFileSync(file);
    // 9 of 11: the last two levels take ten times as long for 2 %.
    const brotli = brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    });
    if (brotli.length > content.length * 0.9) continue;
    writeFileSync(`${file}.br`, brotli);
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}
