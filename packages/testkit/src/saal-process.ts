import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { throwawayDatabase } from '@saal/foundation/testing';
import { freeMediaPorts, freePort } from './free-port.ts';
import { until } from './until.ts';
import { workerPids } from './worker-pids.ts';

const serverMain = fileURLToPath(new URL('../../../apps/server/src/main.ts', import.meta.url));

/** The real server as a process of its own, with its own ports, data folder and database. */
export interface SaalProcess {
  readonly baseUrl: string;
  readonly port: number;
  readonly mediaPort: number;
  /** Of the process that runs now. @throws when none runs */
  readonly pid: number;
  /** All that was written to stdout and stderr since the first start. */
  readonly logs: string;
  workerPids(): number[];
  /** `kill -9` of the server; its workers end with it. Resolves when the process is gone. */
  kill9(): Promise<void>;
  /** Ends the process by SIGTERM; `restart` starts it again. */
  shutDown(): Promise<void>;
  /** `kill -9` of one media worker; resolves with its pid when it is gone. */
  killWorker(index?: number): Promise<number>;
  /** Starts again what was killed, on the same ports, data and database; resolves when it is ready. */
  restart(): Promise<void>;
  /** Ends the process by SIGTERM, then the database and the data folder. */
  stop(): Promise<void>;
}

export type StartOptions = {
  /** On top of what the testkit sets. */
  env?: Record<string, string>;
  workers?: number;
  port?: number;
  /** Address it listens on; default 127.0.0.1. */
  host?: string;
  readyWithinMs?: number;
  /** Default: one of its own, dropped with it. */
  databaseUrl?: string;
};

/** Starts the real server and waits until it is ready. @throws with the log when it is not ready in time */
export async function startSaal(options: StartOptions = {}): Promise<SaalProcess> {
  const workers = options.workers ?? 1;
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? (await freePort());
  const mediaPort = await freeMediaPorts(workers);
  const database = options.databaseUrl === undefined ? await throwawayDatabase() : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'saal-test-'));
  const baseUrl = `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    SAAL_HOST: host,
    SAAL_PORT: String(port),
    SAAL_DATA_DIR: dataDir,
    DATABASE_URL: database?.url ?? options.databaseUrl,
    SAAL_MEDIA_WORKERS: String(workers),
    SAAL_MEDIA_FIRST_PORT: String(mediaPort),
    SAAL_MEDIA_LISTEN_IP: host,
    SAAL_LOG_LEVEL: 'info',
    // A quarter of a start is spent on reading the sources, the same for each server.
    NODE_COMPILE_CACHE: join(tmpdir(), 'saal-compile-cache'),
    ...options.env,
  };
  let logs = '';
  let child: ChildProcess | undefined;

  async function begin(): Promise<void> {
    const started = spawn(process.execPath, [serverMain], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => (logs += chunk.toString()));
    let failed: string | undefined;
    started.once('error', (error) => (failed = error.message));
    started.once('exit', (code, signal) => (failed = `ended with ${code ?? signal}`));
    await until(
      'the server to be ready',
      async () => {
        if (failed !== undefined) return true;
        return (await fetch(`${baseUrl}/readyz`)).ok;
      },
      { timeoutMs: options.readyWithinMs ?? 45_000, everyMs: 30 },
    ).catch((error: unknown) => {
      started.kill('SIGKILL');
      throw new Error(`${String(error)}\n${logs}`);
    });
    if (failed !== undefined) throw new Error(`the server ${failed}\n${logs}`);
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const running = child;
    child = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill(signal);
    const hard = setTimeout(() => running.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(hard);
  }

  async function clear(): Promise<void> {
    await database?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }

  try {
    await begin();
  } catch (error) {
    await end('SIGKILL');
    await clear();
    throw error;
  }

  const saal: SaalProcess = {
    baseUrl,
    port,
    mediaPort,
    get pid() {
      if (child?.pid === undefined) throw new Error('the server does not run');
      return child.pid;
    },
    get logs() {
      return logs;
    },
    workerPids: () => workerPids(saal.pid),
    async kill9() {
      const workersBefore = saal.workerPids();
      await end('SIGKILL');
      await until('its workers to be gone', () => workersBefore.every((pid) => !alive(pid)), { timeoutMs: 10_000 });
    },
    async killWorker(index = 0) {
      const pid = saal.workerPids()[index];
      if (pid === undefined) throw new Error(`there is no worker ${index}`);
      process.kill(pid, 'SIGKILL');
      await until('the worker to be gone', () => !saal.workerPids().includes(pid), { timeoutMs: 10_000 });
      return pid;
    },
    shutDown: () => end('SIGTERM'),
    restart: begin,
    async stop() {
      await end('SIGTERM');
      await clear();
    },
  };
  return saal;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
