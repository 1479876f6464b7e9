/**
 * Two servers and three media nodes in two sites on this machine, joined as in data centres: one PostgreSQL, one NATS, no stickiness.
 * For trying and for developing.
 * Run by `npm run cluster`; its data stays in .saal/cluster.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lockFolder, newSecret, startEmbeddedPostgres } from '@saal/foundation';
import { startNatsServer } from '@saal/foundation/testing';

const FIRST_PORT = 8080;
/** Media ports of one node, and ports for its pipes. */
const MEDIA_PORTS_EACH = 100;
const FIRST_PIPE_PORT = 50_000;
const servers = 2;
const sites = ['bonn', 'bonn', 'berlin'];
const folder = join(process.cwd(), '.saal/cluster');
const nodeMain = fileURLToPath(new URL('../apps/media-node/src/main.ts', import.meta.url));
const serverMain = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));

mkdirSync(folder, { recursive: true });
const lock = lockFolder(folder);
const database = await startEmbeddedPostgres({ folder });
const nats = await startNatsServer();
const secret = newSecret();
const children: ChildProcess[] = [];
for (const [index, site] of sites.entries()) children.push(startNode(index, site));
for (let index = 0; index < servers; index++) children.push(startServer(index));
const addresses = Array.from({ length: servers }, (_, index) => `http://localhost:${FIRST_PORT + index}`);
process.stdout.write(
  `cluster: ${servers} servers on ${addresses.join(' and ')}, media nodes in ${sites.join(', ')}, bus on ${nats.url}; Ctrl-C ends all\n`,
);

let ending: Promise<void> | undefined;
const end = (): void => {
  ending ??= (async () => {
    // Servers first: then the nodes have nobody left to move.
    const programs = [children.slice(sites.length), children.slice(0, sites.length)];
    for (const some of programs) await Promise.all(some.map(endProgram));
    await nats.stop();
    await database.stop();
    lock.release();
    process.exit(0);
  })();
};
process.on('SIGINT', end);
process.on('SIGTERM', end);

function startServer(index: number): ChildProcess {
  const name = `server-${index + 1}`;
  return startProgram(name, serverMain, {
    SAAL_SERVER_NAME: name,
    SAAL_PORT: String(FIRST_PORT + index),
    SAAL_DATA_DIR: join(folder, name),
    DATABASE_URL: database.url('saal'),
    SAAL_MEDIA: 'nodes',
  });
}

function startNode(index: number, site: string): ChildProcess {
  const name = `node-${index + 1}`;
  const firstPipePort = FIRST_PIPE_PORT + index * MEDIA_PORTS_EACH;
  return startProgram(name, nodeMain, {
    SAAL_NODE_NAME: name,
    SAAL_SITE: site,
    SAAL_MEDIA_WORKERS: '1',
    SAAL_MEDIA_LISTEN_IP: '127.0.0.1',
    SAAL_MEDIA_FIRST_PORT: String(40_000 + index * MEDIA_PORTS_EACH),
    SAAL_PIPE_IP: '127.0.0.1',
    SAAL_PIPE_FIRST_PORT: String(firstPipePort),
    SAAL_PIPE_LAST_PORT: String(firstPipePort + MEDIA_PORTS_EACH - 1),
  });
}

function startProgram(name: string, main: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [main], {
    // Of its own, so that Ctrl-C reaches only this process, which ends the others in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      SAAL_LOG_FORMAT: 'text',
      SAAL_LOG_LEVEL: 'warn',
      ...process.env,
      NATS_URL: nats.url,
      SAAL_CLUSTER_SECRET: secret,
      ...env,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') process.stdout.write(`${name}: ${line}\n`);
    });
  child.once('exit', (code, signal) => process.stdout.write(`${name} ended with ${code ?? signal}\n`));
  return child;
}

async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
