import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureMediaWorker, hashOfFolder, missingPackagesIn } from './media-worker.mjs';
import { missingPackages, npmFailure } from './node-modules.mjs';
import { lastWords } from './run.mjs';
import { packageManager } from './system-packages.mjs';
import { compressFolder, hashOf } from './web-client.mjs';

const bootstrap = fileURLToPath(new URL('../bootstrap.mjs', import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saal-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, content: unknown): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

test('packages are missing when another version, none, or only half of one is there', () => {
  const packages = {
    '': {},
    'packages/protocol': { version: '0.1.0' },
    'node_modules/same': { version: '1.0.0' },
    'node_modules/older': { version: '2.0.0' },
    'node_modules/gone': { version: '1.0.0' },
    'node_modules/other-machine': { version: '1.0.0', optional: true },
    'node_modules/cut-off': { version: '1.0.0' },
  };
  put('package-lock.json', { packages });
  expect(missingPackages(folder)).toEqual(['same', 'older', 'gone', 'cut-off']);
  put('node_modules/.package-lock.json', {
    packages: {
      'node_modules/same': { version: '1.0.0' },
      'node_modules/older': { version: '1.0.0' },
      'node_modules/cut-off': { version: '1.0.0' },
    },
  });
  for (const name of ['same', 'older']) put(`node_modules/${name}/package.json`, {});
  expect(missingPackages(folder)).toEqual(['older', 'gone', 'cut-off']);
});

test.each([
  ['npm error code ENOTFOUND\nnpm error network request to x failed', /cannot reach its package registry\. .*npm config set registry/],
  ['npm error code ECONNREFUSED', /cannot reach its package registry/],
  ['npm error ENOSPC: no space left on device', /the disk is full\. make room/],
  ['npm error code EACCES\nnpm error syscall mkdir', /may not write to node_modules\. run as the user/],
  ['npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync', /do not fit each other/],
  ['npm error code EINTEGRITY\nnpm error sha512 is wrong', /npm ci failed \(npm error sha512 is wrong\)/],
])('what npm says is told in one line with a remedy: %s', (output, line) => {
  const { message } = npmFailure(1, output);
  expect(message).toMatch(line);
  expect(message).not.toContain('\n');
});

test('without npm the reader is told to install it', () => {
  expect(npmFailure(127, '').message).toMatch(/there is no npm\. install Node\.js 18/);
});

test('the packages for compiling are read from what the build script says', () => {
  const said =
    'x: packages are missing. On Debian or Ubuntu:\nx:   apt-get install --no-install-recommends g++ make\nx: on Fedora:\nx:   dnf install gcc-c++ make\n';
  expect(missingPackagesIn(said)).toEqual({ deb: ['g++', 'make'], rpm: ['gcc-c++', 'make'] });
});

test('the way to install packages follows from what the machine has', () => {
  expect(packageManager((name) => name === 'apt-get')?.install[0]).toBe('apt-get');
  expect(packageManager((name) => name === 'dnf')?.install[0]).toBe('dnf');
  expect(packageManager(() => false)).toBeUndefined();
});

test('of a long output the line that says most is told', () => {
  expect(lastWords('a\nerror: flatc failed\nmake: leaving\n')).toBe('error: flatc failed');
  expect(lastWords('')).toBe('it said nothing');
});

test('the pages are built anew when a source changes, moves or comes, not when they were built', () => {
  put('apps/web/src/main.tsx', 'one');
  const before = hashOf(folder, ['apps/web']);
  put('apps/web/dist/index.html', 'built');
  expect(hashOf(folder, ['apps/web'])).toBe(before);
  put('apps/web/src/main.tsx', 'two');
  expect(hashOf(folder, ['apps/web'])).not.toBe(before);
});

test('a changed build script makes another worker', () => {
  put('worker/build.sh', 'a');
  const before = hashOfFolder(join(folder, 'worker'));
  put('worker/compat/x.h', 'b');
  expect(hashOfFolder(join(folder, 'worker'))).not.toBe(before);
});

test('files that gain by it are compressed beforehand, others are left alone', () => {
  put('assets/app.js', 'export const x = 1;\n'.repeat(200));
  put('assets/small.js', 'x');
  put('assets/picture.png', 'x'.repeat(5000));
  compressFolder(folder);
  const list = spawnSync('ls', [join(folder, 'assets')], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  expect(list).toEqual(['app.js', 'app.js.br', 'app.js.gz', 'picture.png', 'small.js']);
});

test('a worker that was named and is no program stops the start', async () => {
  const before = process.env['MEDIASOUP_WORKER_BIN'];
  process.env['MEDIASOUP_WORKER_BIN'] = join(folder, 'nothing');
  try {
    await expect(ensureMediaWorker(folder)).rejects.toThrow(/MEDIASOUP_WORKER_BIN=.* is no program\. correct it/);
  } finally {
    if (before === undefined) delete process.env['MEDIASOUP_WORKER_BIN'];
    else process.env['MEDIASOUP_WORKER_BIN'] = before;
  }
});

test('a wrong command is told in one line', () => {
  const { status, stderr } = spawnSync(process.execPath, [bootstrap, 'strat'], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toBe('saal: there is no command strat. there are start, test, cluster, setup.\n');
});

test('in a fresh checkout without a reachable registry the first command ends in one line', () => {
  spawnSync('cp', ['-r', dirname(bootstrap), join(folder, 'tools')]);
  put('package.json', { name: 'saal', dependencies: { left: '1.0.0' } });
  put('package-lock.json', {
    name: 'saal',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { dependencies: { left: '1.0.0' } },
      'node_modules/left': { version: '1.0.0', resolved: 'http://127.0.0.1:1/left.tgz', integrity: 'sha512-AAAA' },
    },
  });
  const fake = join(folder, 'bin');
  put('bin/npm', '#!/bin/sh\necho "npm error code ECONNREFUSED" >&2\nexit 1\n');
  chmodSync(join(fake, 'npm'), 0o755);
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'tools/bootstrap.mjs'), 'start'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${fake}:/usr/bin:/bin` },
  });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^saal: npm cannot reach its package registry\./);
});
