import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter } from 'node:path';

export interface TestNatsServer {
  url: string;
  /** Ends it without a goodbye. */
  kill(): Promise<void>;
  /** On the same port, after `kill`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const STARTS_WITHIN_MS = 10_000;

/** @returns path of the distribution's `nats-server`; undefined where it is not installed. Debian puts it into sbin. */
export function natsServerProgram(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => `${folder}/nats-server`).find((path) => existsSync(path));
}

/**
 * A NATS on a free port of this machine.
 * @param address where it listens
 * @throws {Error} when it is not installed or does not start
 */
export async function startNatsServer(address = '127.0.0.1'): Promise<TestNatsServer> {
  const program = natsServerProgram();
  if (program === undefined) throw new Error('nats-server is not installed: apt-get install nats-server');
  const port = await freePort(address);
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  };
  const server: TestNatsServer = {
    url: `nats://${address}:${port}`,
    async start() {
      const started = spawn(program, ['--addr', address, '--port', String(port)], { stdio: 'ignore' });
      child = started;
      const deadlineMs = performance.now() + STARTS_WITHIN_MS;
      while (!(await answers(address, port))) {
        if (started.exitCode !== null) throw new Error(`nats-server ended with ${started.exitCode}`);
        if (performance.now() > deadlineMs) throw new Error(`nats-server does not answer on port ${port}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
  await server.start();
  return server;
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function freePort(address: string): Promise<number> {
  const trial = createServer().listen(0, address);
  await once(trial, 'listening');
  const bound = trial.address();
  trial.close();
  await once(trial, 'close');
  if (bound === null || typeof bound === 'string') throw new Error('no free port');
  return bound.port;
}
