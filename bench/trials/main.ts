/** `npm run trial -- event|soak`: long and large trials; prints a table, writes everything measured to `bench/results/`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureMediaWorker } from '../../tools/setup/media-worker.mjs';
import { ensureBus } from '../../tools/setup/test-programs.mjs';
import { table, type Result } from '../figures.ts';
import { machine } from '../machine.ts';
import { event } from './event.ts';
import { soak } from './soak.ts';

const say = (line: string) => process.stderr.write(`trial ${new Date().toISOString().slice(11, 19)}: ${line}\n`);
const count = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${value} is no number of anything`);
  return number;
};
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '1660' },
    viewers: { type: 'string', default: '400' },
    workers: { type: 'string', default: '6' },
    minutes: { type: 'string', default: '30' },
  },
});
const trials: Record<string, (workerBin: string) => Promise<Result>> = {
  event: (workerBin) =>
    event({ people: count(values.people), viewers: count(values.viewers), workers: count(values.workers) }, workerBin, say),
  soak: (workerBin) => soak({ minutes: count(values.minutes) }, workerBin, say),
};
const [name = ''] = positionals;
const trial = trials[name];
if (!trial) {
  say(`which? There are ${Object.keys(trials).join(' and ')}`);
  process.exit(2);
}
// What was begun is ended also when somebody has seen enough.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const workerBin = await ensureMediaWorker(new URL('../..', import.meta.url).pathname.replace(/\/$/, ''));
if (name === 'event') await ensureBus();
const before = { ...machine(), when: new Date().toISOString() };
const result = await trial(workerBin);
const folder = new URL('../results/', import.meta.url);
mkdirSync(folder, { recursive: true });
const file = `${name}-${before.when.replaceAll(/[:.]/g, '-')}.json`;
writeFileSync(new URL(file, folder), `${JSON.stringify({ machine: before, trial: name, ...result }, null, 2)}\n`);
process.stdout.write(`${table(result.rows)}\n`);
say(`written to bench/results/${file}`);
process.exit(result.rows.every(({ met }) => met) ? 0 : 1);
