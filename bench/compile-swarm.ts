import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installPackages, isInstalled } from '../tools/setup/system-packages.mjs';

const source = new URL('swarm/', import.meta.url).pathname;
const packages = {
  deb: ['gcc', 'libc6-dev', 'libssl-dev', 'libsrtp2-dev'],
  rpm: ['gcc', 'glibc-devel', 'openssl-devel', 'libsrtp-devel'],
};
const headers = ['/usr/include/openssl/ssl.h', '/usr/include/srtp2/srtp.h'];

/**
 * Compiles the swarm with the system's C compiler, and installs what that needs where it may.
 * @returns the binary, cached by its source
 * @throws {SetupFailed} naming the packages when they are missing and cannot be installed
 */
export async function compileSwarm(): Promise<string> {
  const files = readdirSync(source).filter((name) => /\.[ch]$/.test(name));
  const hash = createHash('sha256');
  for (const name of files.sort()) hash.update(readFileSync(join(source, name)));
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'saal', 'bench');
  const binary = join(folder, `swarm-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(binary)) return binary;
  if (!isInstalled('gcc') || !headers.every((header) => existsSync(header)))
    await installPackages('the load generator', packages, 'only bench/ and tests/cluster/ need them');
  mkdirSync(folder, { recursive: true });
  const code = files.filter((name) => name.endsWith('.c')).map((name) => join(source, name));
  // Somebody else may compile at the same time: what bears the name is always whole.
  const unfinished = `${binary}.${process.pid}`;
  execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-o', unfinished, ...code, '-lssl', '-lcrypto', '-lsrtp2'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  renameSync(unfinished, binary);
  return binary;
}
