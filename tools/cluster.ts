/**
 * Two servers on this machine, joined as in a data centre: one PostgreSQL, one NATS, no stickiness. For trying and for developing.
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
/** Media ports of one server. */
const MEDIA_PORTS_EACH = 100;
const servers = 2;
const folder = join(process.cwd(), '.saal/cluster');
const serverMain = fileURLToPath(new URL('../apps/server/src/main.ts', import.meta.url));

mkdirSync(folder, { recursive: true });
const lock = lockFolder(folder);
const database = await startEmbeddedPostgres({ folder });
const nats = await startNatsServer();
const secret = newSecret();
const children: ChildProcess[] = [];
for (let index = 0; index < servers; index++) children.push(startServer(index));
process.stdout.write(
  `cluster: ${servers} servers on ${children.map((_, index) => `http://localhost:${FIRST_PORT + index}`).join(' and ')}, bus on ${nats.url}; Ctrl-C ends all\n`,
);

let ending: Promise<void> | undefined;
const end = (): void => {
  ending ??= (async () => {
    await Promise.all(children.map(endServer));
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
  const child = spawn(process.execPath, [serverMain], {
    // Of its own, so that Ctrl-C reaches only this process, which ends the servers in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      SAAL_LOG_FORMAT: 'text',
      SAAL_LOG_LEVEL: 'warn',
      ...process.env,
      SAAL_SERVER_NAME: name,
      SAAL_PORT: String(FIRST_PORT + index),
      SAAL_DATA_DIR: join(folder, name),
      DATABASE_URL: database.url('saal'),
      NATS_URL: nats.url,
      SAAL_CLUSTER_SECRET: secret,
      SAAL_MEDIA_WORKERS: '1',
      SAAL_MEDIA_FIRST_PORT: String(40_000 + index * MEDIA_PORTS_EACH),
    },
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') process.stdout.write(`${name}: ${line}\n`);
    });
  child.once('exit', (code, signal) => process.stdout.write(`${name} ended with ${code ?? signal}\n`));
  return child;
}

async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
