/** Memory of an idle installation: server, one media worker and the embedded database together. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@saal/testkit';
import type { Result } from '../figures.ts';
import { memoryOf, processTree, type Memory } from '../machine.ts';

const port = 4_490;
const firstMediaPort = 44_900;
const idleMs = 15_000;

/** @param workerBin binary of the media worker */
export async function idleMemory(workerBin: string, say: (line: string) => void): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-bench-'));
  const { DATABASE_URL: _ownDatabase, ...environment } = process.env;
  const server = spawn(process.execPath, [new URL('../../apps/server/src/main.ts', import.meta.url).pathname], {
    env: {
      ...environment,
      MEDIASOUP_WORKER_BIN: workerBin,
      SAAL_PORT: String(port),
      SAAL_MEDIA_WORKERS: '1',
      SAAL_MEDIA_FIRST_PORT: String(firstMediaPort),
      SAAL_DATA_DIR: folder,
      SAAL_LOG_LEVEL: 'warn',
    },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  try {
    await until('the server to be ready', async () => (await fetch(`http://localhost:${port}/readyz`)).ok, { timeoutMs: 60_000 });
    await sleep(idleMs);
    const processes = processTree(server.pid ?? 0)
      .map((pid) => memoryOf(pid))
      .filter((memory) => memory !== undefined);
    const sum = (of: (memory: Memory) => number) => Math.round(processes.reduce((total, memory) => total + of(memory), 0));
    const [rssMiB, pssMiB] = [sum((memory) => memory.rssMiB), sum((memory) => memory.pssMiB)];
    for (const { name, rssMiB: rss } of processes) say(`${name}: ${Math.round(rss)} MiB`);
    return {
      rows: [
        {
          what: `memory, idle: server, one worker, embedded PostgreSQL (${processes.length} processes)`,
          measured: `${rssMiB} MiB RSS added up, ${pssMiB} MiB with shared memory counted once`,
          bar: '< 350 MB RSS',
          met: rssMiB * 1.048_576 < 350,
        },
      ],
      raw: { rssMiB, pssMiB, processes },
    };
  } finally {
    server.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}
