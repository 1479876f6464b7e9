/** `npm run bench`: measures, prints a table, writes everything measured to `bench/results/`. See README.md beside. */
import { join } from 'node:path';
import { ensureMediaWorker } from '../tools/setup/media-worker.mjs';
import { table, type Result } from './figures.ts';
import { machine, othersRatio } from './machine.ts';
import { resultsFolder, writeResults, type Measured, type Results } from './results.ts';
import { allRows } from './rows/all.ts';

/** Of the machine: above that the figures are rough. */
const quietRatio = 0.1;

const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in allRows));
if (unknown.length > 0) {
  say(`there is no ${unknown.join(', ')}; there are: ${Object.keys(allRows).join(', ')}`);
  process.exit(2);
}

const workerBin = await ensureMediaWorker(root);
const results: Results = { machine: machine(), results: {} };
const file = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`;
const failed: string[] = [];
for (const [name, run] of Object.entries(allRows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`${name} ...`);
  try {
    const measured = await measure(run);
    results.results[name] = measured;
    if (measured.othersRatio > quietRatio)
      say(`${name} is rough: others took ${Math.round(measured.othersRatio * 100)} % of this machine before or after`);
    // After each row: a run that is broken off leaves what it has.
    writeResults(join(resultsFolder, file), { ...results, machine: machine() });
  } catch (error) {
    failed.push(name);
    // The other rows are measured all the same.
    say(`${name} did not run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}

const rows = Object.values(results.results).flatMap((result) => result.rows);
process.stdout.write(`${table(rows)}\n`);
for (const [name, { tookS }] of Object.entries(results.results)) say(`${name} took ${Math.round(tookS)} s`);
if (rows.length > 0) say(`written to bench/results/${file}`);
if (failed.length > 0) say(`did not run: ${failed.join(', ')}`);
process.exit(failed.length === 0 && rows.every(({ met }) => met) ? 0 : 1);

async function measure(run: (workerBin: string, say: (line: string) => void) => Promise<Result>): Promise<Measured> {
  const before = await othersRatio();
  const startedAtMs = performance.now();
  const when = new Date().toISOString();
  const { rows: measuredRows, raw } = await run(workerBin, say);
  const tookS = (performance.now() - startedAtMs) / 1_000;
  return { when, tookS, othersRatio: Math.max(before, await othersRatio()), rows: measuredRows, raw };
}
