/** `npm run bench`: measures, prints a table, writes everything measured to `bench/results/`. See README.md beside. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { ensureMediaWorker } from '../tools/setup/media-worker.mjs';
import { table, type Result } from './figures.ts';
import { machine } from './machine.ts';
import { applicationTax } from './rows/application-tax.ts';
import { eventAudio } from './rows/event-audio.ts';
import { fanOut } from './rows/fan-out.ts';
import { forwardLatency } from './rows/forward-latency.ts';
import { idleMemory } from './rows/idle-memory.ts';
import { joinStorm } from './rows/join-storm.ts';
import { joining } from './rows/joining.ts';
import { smallMeetings } from './rows/small-meetings.ts';
import { tileEconomy } from './rows/tile-economy.ts';

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '');
const wanted = process.argv.slice(2);

const rowsByName: Record<string, (workerBin: string, say: (line: string) => void) => Promise<Result>> = {
  'fan-out': fanOut,
  'application-tax': applicationTax,
  'small-meetings': smallMeetings,
  'tile-economy': tileEconomy,
  'event-audio': eventAudio,
  'forward-latency': forwardLatency,
  joining,
  'join-storm': joinStorm,
  'idle-memory': idleMemory,
};
const unknown = wanted.filter((name) => !(name in rowsByName));
if (unknown.length > 0) {
  say(`there is no ${unknown.join(', ')}; there are: ${Object.keys(rowsByName).join(', ')}`);
  process.exit(2);
}

const workerBin = await ensureMediaWorker(root);
const before = machine();
const [busy = 0] = loadavg();
if (busy > cpus().length / 2)
  say(`others work on this machine (load ${busy.toFixed(1)} on ${cpus().length} cores): the figures will be rough`);
const results: Record<string, Result> = {};
for (const [name, run] of Object.entries(rowsByName)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`${name} ...`);
  results[name] = await run(workerBin, say);
}

const file = new URL(`results/${String(before['when']).replaceAll(/[:.]/g, '-')}.json`, import.meta.url);
mkdirSync(new URL('results/', import.meta.url), { recursive: true });
writeFileSync(file, `${JSON.stringify({ machine: before, results }, null, 2)}\n`);
const rows = Object.values(results).flatMap((result) => result.rows);
process.stdout.write(`${table(rows)}\n`);
say(`written to bench/results/${file.pathname.split('/').at(-1) ?? ''}`);
process.exit(rows.every(({ met }) => met) ? 0 : 1);
