/** `npm run bench`: measures, prints a table, writes everything measured to `bench/results/`. See README.md beside. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { ensureMediaWorker } from '../tools/setup/media-worker.mjs';
import { table, type Result } from './figures.ts';
import { forwarding } from './rows/application-tax.ts';
import { idleMemory } from './rows/idle-memory.ts';
import { joining } from './rows/joining.ts';
import { machine } from './machine.ts';

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '');
const wanted = process.argv.slice(2);

const workerBin = await ensureMediaWorker(root);
const benches: Record<string, () => Promise<Result>> = {
  forwarding: () => forwarding(workerBin, say),
  joining: () => joining(workerBin, say),
  'idle-memory': () => idleMemory(workerBin, say),
};

const results: Record<string, Result> = {};
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`${name} ...`);
  results[name] = await run();
}

const on = machine();
const file = new URL(`results/${String(on['when']).replaceAll(/[:.]/g, '-')}.json`, import.meta.url);
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
writeFileSync(file, `${JSON.stringify({ machine: on, results }, null, 2)}\n`);
const rows = Object.values(results).flatMap((result) => result.rows);
process.stdout.write(`${table(rows)}\n`);
say(`written to bench/results/${file.pathname.split('/').at(-1) ?? ''}`);
process.exit(rows.every(({ met }) => met) ? 0 : 1);
