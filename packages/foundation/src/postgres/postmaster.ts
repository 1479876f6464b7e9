/** The postmaster of a cluster as a process: found by its pid file, looked at, ended. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresUnavailable } from './binaries.ts';

const STOP_DEADLINE_MS = 20_000;
const POLL_MS = 25;

export function lastWords(data: string): string {
  const lines = readFileSync(join(data, 'start.log'), 'utf8').trim().split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC|No space left/.test(line)) ?? lines.at(-1) ?? '';
  return fatal === '' ? `see ${join(data, 'start.log')}` : fatal;
}

/** The postmaster's own pid file: pid, folder, start time, port, socket folder, address, shared memory, state. */
export function postmasterLines(data: string): string[] {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

/** A pid file outlives a crash of the machine and its number may be another program's by now, so the program is looked at too. */
export function livingPostmaster(data: string): number | undefined {
  const pid = Number(postmasterLines(data)[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const commandLine = `/proc/${pid}/cmdline`;
  if (!existsSync(commandLine)) return process.platform === 'linux' ? undefined : pid;
  const argv = readFileSync(commandLine, 'utf8').split('\0');
  return argv[0]?.endsWith('postgres') && argv.includes(data) ? pid : undefined;
}

/** A zombie (its parent was killed, nobody reaped it yet) counts as ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return process.platform !== 'linux';
  try {
    return !readFileSync(stat, 'utf8').includes(') Z ');
  } catch {
    return false; // it ended between the two looks
  }
}

/** SIGINT: cut sessions, write everything, end. SIGQUIT when that takes too long: the log is replayed at the next start. */
export async function end(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = performance.now() + STOP_DEADLINE_MS;
    while (isAlive(pid) && performance.now() < deadline) await delay(POLL_MS);
  }
  if (isAlive(pid)) throw new PostgresUnavailable(`the database (pid ${pid}) does not end: look at it, then end it by hand`);
}
