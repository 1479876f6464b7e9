/** Debian's Prosody as a peer to compare with: a room whose messages are kept in the same PostgreSQL (`muc_mam`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@saal/testkit';
import { installPackages, isInstalled } from '../../tools/setup/system-packages.mjs';
import { cpuSeconds } from '../machine.ts';

export interface Prosody {
  port: number;
  cpuSeconds(): number;
  close(): Promise<void>;
}

export const domain = 'localhost';
export const mucDomain = 'rooms.localhost';
const port = 15_222;

/**
 * @param database of a PostgreSQL that it may fill
 * @throws {SetupFailed} when it is missing and cannot be installed
 */
export async function startProsody(database: { name: string; host: string; user: string }, core: number): Promise<Prosody> {
  if (!isInstalled('prosody'))
    await installPackages(
      'the comparison',
      { deb: ['prosody', 'lua-dbi-postgresql'], rpm: ['prosody', 'lua-dbi'] },
      'npm run bench -- chat-sync needs it not',
    );
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-prosody-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'prosody.cfg.lua'), configuration(folder, database));
  const log = openSync(join(folder, 'out'), 'w');
  const child = spawn('taskset', ['-c', String(core), 'prosody', '--config', join(folder, 'prosody.cfg.lua'), '-F'], {
    stdio: ['ignore', log, log],
  });
  const gone = once(child, 'exit');
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until('Prosody to listen', () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(folder, 'out'), 'utf8').slice(-1_000));
      return answers();
    });
    return { port, close, cpuSeconds: () => cpuSeconds(child.pid ?? 0) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What is not needed is off, so that it costs nothing. Everybody may come in without an account and write as fast as they like. */
function configuration(folder: string, { name, host, user }: { name: string; host: string; user: string }): string {
  return `run_as_root = true
daemonize = false
pidfile = "${folder}/pid"
data_path = "${folder}/data"
modules_enabled = { "saslauth" }
modules_disabled = { "s2s", "tls", "offline" }
c2s_ports = { ${port} }
c2s_interfaces = { "127.0.0.1" }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
log = { warn = "*console" }
network_backend = "epoll"
storage = "memory"
VirtualHost "${domain}"
  authentication = "anonymous"
Component "${mucDomain}" "muc"
  modules_enabled = { "muc_mam" }
  storage = { archive = "sql"; muc_log = "sql" }
  sql = { driver = "PostgreSQL", database = "${name}", username = "${user}", password = "", host = "${host}" }
  muc_log_by_default = true
  restrict_room_creation = false
  muc_room_locking = false
  muc_room_default_public = true
  muc_log_expires_after = "never"
`;
}

function answers(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
