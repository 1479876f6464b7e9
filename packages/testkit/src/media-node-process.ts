import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import type { NetworkHost } from './host-network.ts';
import { until } from './until.ts';

const main = fileURLToPath(new URL('../../../apps/media-node/src/main.ts', import.meta.url));
/** The ports of one node: few enough that nodes of one test file lie beside each other. */
const portsEach = 50;
const firstPort = 46_000;

export interface MediaNodeProcess {
  readonly name: string;
  /** Browsers send here. */
  readonly port: number;
  readonly pid: number;
  /** All that it wrote to stdout. */
  readonly logs: string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface MediaNodeOptions {
  /** From 1, another for each node of a test file. */
  number: number;
  site?: string;
  workers?: number;
  /** Where it runs; default: on this machine, for this machine alone. */
  host?: NetworkHost;
  env?: Record<string, string>;
}

/** Starts a media node of the cluster as its own process. */
export async function startMediaNode(cluster: Cluster, options: MediaNodeOptions): Promise<MediaNodeProcess> {
  const { number, site = '', workers = 1, host } = options;
  const address = host?.address ?? '127.0.0.1';
  const port = firstPort + number * portsEach;
  const name = `node-${number}`;
  const command = [process.execPath, main];
  const [program = '', ...argv] = host ? [...host.command, ...command] : command;
  const node = spawn(program, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...cluster.env,
      SAAL_NODE_NAME: name,
      SAAL_SITE: site,
      SAAL_MEDIA_WORKERS: String(workers),
      SAAL_MEDIA_LISTEN_IP: address,
      SAAL_MEDIA_FIRST_PORT: String(port),
      SAAL_PIPE_IP: address,
      // On a host of its own nobody else needs ports.
      ...(host ? {} : { SAAL_PIPE_FIRST_PORT: String(port + 10), SAAL_PIPE_LAST_PORT: String(port + portsEach - 1) }),
      ...options.env,
    },
  });
  let output = '';
  node.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(`${name} to offer its workers`, () => output.includes('offers its workers'), { timeoutMs: 45_000 });
  return {
    name,
    port,
    pid: node.pid ?? 0,
    get logs() {
      return output;
    },
    signal: (signal) => void node.kill(signal),
    async stop(signal = 'SIGKILL') {
      if (node.exitCode !== null || node.signalCode !== null) return;
      const ended = once(node, 'exit');
      node.kill(signal);
      await ended;
    },
  };
}
