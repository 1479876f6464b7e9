import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './cluster.ts';
import { until } from './until.ts';

const main = fileURLToPath(new URL('../../../apps/media-node/src/main.ts', import.meta.url));
/** The ports of one node: few enough that nodes of one test file lie beside each other. */
const portsEach = 50;
const firstPort = 46_000;

export interface MediaNodeProcess {
  readonly name: string;
  /** Browsers send here. */
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** Resolves when the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a media node of the cluster as its own process. @param number from 1, another for each node of a test file */
export async function startMediaNode(cluster: Cluster, options: { number: number; site?: string }): Promise<MediaNodeProcess> {
  const { number, site = '' } = options;
  const port = firstPort + number * portsEach;
  const name = `node-${number}`;
  const node = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...cluster.env,
      SAAL_NODE_NAME: name,
      SAAL_SITE: site,
      SAAL_MEDIA_WORKERS: '1',
      SAAL_MEDIA_LISTEN_IP: '127.0.0.1',
      SAAL_MEDIA_FIRST_PORT: String(port),
      SAAL_PIPE_IP: '127.0.0.1',
      SAAL_PIPE_FIRST_PORT: String(port + 10),
      SAAL_PIPE_LAST_PORT: String(port + portsEach - 1),
    },
  });
  let output = '';
  node.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(`${name} to offer its workers`, () => output.includes('offers its workers'));
  return {
    name,
    port,
    signal: (signal) => void node.kill(signal),
    async stop(signal = 'SIGKILL') {
      if (node.exitCode !== null || node.signalCode !== null) return;
      const ended = once(node, 'exit');
      node.kill(signal);
      await ended;
    },
  };
}
