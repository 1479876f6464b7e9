import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeMediaPorts, freePort } from './free-port.ts';
import { until } from './until.ts';

const program = '/usr/bin/turnserver';

/** A coturn of its own with REST credentials (a shared secret), for UDP and TCP on 127.0.0.1. */
export interface TurnServer {
  readonly port: number;
  readonly urls: string[];
  readonly secret: string;
  readonly logs: string;
  stop(): Promise<void>;
}

/** Whether Debian's coturn is installed here. */
export const turnServerInstalled = existsSync(program);

/** Starts coturn; relayed addresses are on 127.0.0.1, which only a test allows as a peer. */
export async function startTurnServer(): Promise<TurnServer> {
  const port = await freePort();
  const relayPort = await freeMediaPorts(40);
  const secret = 'only-for-this-test';
  const folder = mkdtempSync(join(tmpdir(), 'saal-turn-'));
  const child = spawn(
    program,
    // prettier-ignore
    ['-n', '--use-auth-secret', `--static-auth-secret=${secret}`, '--realm=saal.test', '--fingerprint',
      '--listening-ip=127.0.0.1', `--listening-port=${port}`, '--relay-ip=127.0.0.1', `--min-port=${relayPort}`, `--max-port=${relayPort + 39}`,
      '--allow-loopback-peers', '--no-tls', '--no-dtls', '--no-cli', '--no-software-attribute', '--verbose', '--log-file=stdout', `--pidfile=${join(folder, 'pid')}`,
      `--userdb=${join(folder, 'userdb')}`],
    { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
  );
  let logs = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (logs += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await until('coturn to listen', () => /listener opened on\s*:\s*127\.0\.0\.1/i.test(logs), { timeoutMs: 15_000 });
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${String(error)}\n${logs}`);
  }
  return {
    port,
    urls: [`turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`],
    secret,
    get logs() {
      return logs;
    },
    async stop() {
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
