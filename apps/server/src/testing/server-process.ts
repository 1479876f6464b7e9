import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const READY_WITHIN_MS = 50_000;

/** The server as people start it: a process of its own, here with its own port and data folder. */
export class ServerProcess {
  readonly port: number;
  readonly folder: string;
  output = '';
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;

  private constructor(port: number, mediaPort: number, env: Record<string, string>) {
    this.port = port;
    this.folder = mkdtempSync(join(tmpdir(), 'saal-server-'));
    this.#env = {
      SAAL_PORT: String(port),
      SAAL_MEDIA_FIRST_PORT: String(mediaPort),
      SAAL_MEDIA_WORKERS: '1',
      SAAL_DATA_DIR: this.folder,
      ...env,
    };
  }

  static async prepare(env: Record<string, string> = {}): Promise<ServerProcess> {
    return new ServerProcess(await freePort(), await freePort(), env);
  }

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  start(argv: readonly string[] = [], env: Record<string, string> = {}): void {
    const own = Object.entries(process.env).filter(([key]) => !key.startsWith('SAAL_') && key !== 'DATABASE_URL');
    const child = spawn(process.execPath, [main, ...argv], {
      env: { ...Object.fromEntries(own), ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child = child;
  }

  /** Waits for the greeting. @throws with all that was written when it does not come */
  async ready(): Promise<void> {
    await until(() => this.output.includes('Saal runs at') || this.#child?.exitCode !== null, READY_WITHIN_MS);
    if (this.#child?.exitCode !== null || !this.output.includes('Saal runs at'))
      throw new Error(`the server is not ready:\n${this.output}`);
  }

  /** Its exit code, or the signal that ended it. */
  async ended(): Promise<number | string> {
    const child = this.#child;
    if (!child) return 'never started';
    await until(() => child.exitCode !== null || child.signalCode !== null, READY_WITHIN_MS);
    return child.exitCode ?? child.signalCode ?? 'still running';
  }

  async kill(signal: NodeJS.Signals): Promise<number | string> {
    this.#child?.kill(signal);
    return this.ended();
  }

  /** Ends what is left and removes the data. */
  async clear(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) await this.kill('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** @throws never: the caller looks at what there is when the time is over */
async function until(condition: () => boolean, deadlineMs: number): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!condition() && performance.now() < end) await delay(20);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port was given');
  return address.port;
}
