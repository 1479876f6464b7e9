/** The table in README.md is made from what is stored, not by hand. Pure. */
import type { Machine, Measured, Results } from './results.ts';

/** Between these lines README.md is written by `npm run bench:publish`. */
export const marks = { begin: '<!-- measured: begin -->', end: '<!-- measured: end -->' };

/**
 * The newest of each row, with what it was measured on. A row compares within one run, so rows of several machines may stand together.
 * @param runs newest first
 * @param names of the rows, in the order of the table
 * @throws {Error} when a row was never measured
 */
export function newestOf(runs: readonly Results[], names: readonly string[]): Results {
  const [newest] = runs;
  if (!newest) throw new Error('nothing was measured yet: npm run bench');
  const results: Record<string, Measured> = {};
  for (const name of names) {
    const run = runs.find((one) => name in one.results);
    const found = run?.results[name];
    if (!run || !found) throw new Error(`${name} was not measured yet: npm run bench -- ${name}`);
    results[name] = { ...found, machine: found.machine ?? run.machine };
  }
  return { machine: newest.machine, results };
}

/** What stands between the marks. @param results undefined: nothing was published yet */
export function measuredSection(results: Results | undefined): string {
  if (!results) return 'Nothing is published yet: `npm run bench`, then `npm run bench:publish`.';
  const machines = [...new Set(Object.values(results.results).map(({ machine = results.machine }) => told(machine)))];
  const mark = (machine: Machine) => (machines.length === 1 ? '' : `, ${nameOf(machines.indexOf(told(machine)))}`);
  const lines = Object.entries(results.results).flatMap(([name, { rows, when, othersRatio, machine = results.machine }]) =>
    rows.map(
      ({ what, measured, bar, met }) =>
        `| ${name} | ${what} | ${measured} | ${bar} | ${met ? 'met' : '**missed**'} | ${when.slice(0, 16).replace('T', ' ')}, ${Math.round(othersRatio * 100)} %${mark(machine)} |`,
    ),
  );
  return [
    ...machines.map((machine, at) => (machines.length === 1 ? `${machine}.` : `- ${nameOf(at)}: ${machine}.`)),
    ...(machines.length === 1 ? [] : ['']),
    'Raw values: [results/published.json](results/published.json).',
    '',
    '| row | what | measured | bar | | when (UTC), share of others |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

const nameOf = (at: number): string => `machine ${String.fromCharCode(65 + at)}`;

function told({ processor, cores, kernel, node, mediasoup, janus }: Machine): string {
  const versions = [`Linux ${kernel}`, `Node.js ${node}`, `mediasoup ${mediasoup}`, ...(janus === undefined ? [] : [janus])];
  return `${processor}, ${cores} cores, ${versions.join(', ')}`;
}

/** @throws {Error} when the text has no marks */
export function withMeasured(readme: string, results: Results | undefined): string {
  const [begin, end] = [readme.indexOf(marks.begin), readme.indexOf(marks.end)];
  if (begin === -1 || end < begin) throw new Error(`README.md has to have ${marks.begin} and ${marks.end}`);
  return `${readme.slice(0, begin + marks.begin.length)}\n${measuredSection(results)}\n${readme.slice(end)}`;
}
