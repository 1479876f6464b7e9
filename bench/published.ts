/** The table in README.md is made from what is stored, not by hand. Pure. */
import type { Measured, Results } from './results.ts';

/** Between these lines README.md is written by `npm run bench:publish`. */
export const marks = { begin: '<!-- measured: begin -->', end: '<!-- measured: end -->' };

/**
 * The newest of each row, from runs of one machine and one state of its software.
 * @param runs newest first; what differs from the first in processor or versions is left out
 * @param names of the rows, in the order of the table
 * @throws {Error} when a row was never measured there
 */
export function newestOf(runs: readonly Results[], names: readonly string[]): Results {
  const [newest] = runs;
  if (!newest) throw new Error('nothing was measured yet: npm run bench');
  const { machine } = newest;
  const same = runs.filter((run) => JSON.stringify(run.machine) === JSON.stringify(machine));
  const results: Record<string, Measured> = {};
  for (const name of names) {
    const found = same.find((run) => name in run.results)?.results[name];
    if (!found) throw new Error(`${name} was not measured on this machine with these versions: npm run bench -- ${name}`);
    results[name] = found;
  }
  return { machine, results };
}

/** What stands between the marks. @param results undefined: nothing was published yet */
export function measuredSection(results: Results | undefined): string {
  if (!results) return 'Nothing is published yet: `npm run bench`, then `npm run bench:publish`.';
  const { processor, cores, kernel, node, mediasoup, janus } = results.machine;
  const versions = [`Linux ${kernel}`, `Node.js ${node}`, `mediasoup ${mediasoup}`, ...(janus === undefined ? [] : [janus])];
  const lines = Object.entries(results.results).flatMap(([name, { rows, when, othersRatio }]) =>
    rows.map(
      ({ what, measured, bar, met }) =>
        `| ${name} | ${what} | ${measured} | ${bar} | ${met ? 'met' : '**missed**'} | ${when.slice(0, 16).replace('T', ' ')}, ${Math.round(othersRatio * 100)} % |`,
    ),
  );
  return [
    `${processor}, ${cores} cores, ${versions.join(', ')}. Raw values: [results/published.json](results/published.json).`,
    '',
    '| row | what | measured | bar | | when (UTC), share of others |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** @throws {Error} when the text has no marks */
export function withMeasured(readme: string, results: Results | undefined): string {
  const [begin, end] = [readme.indexOf(marks.begin), readme.indexOf(marks.end)];
  if (begin === -1 || end < begin) throw new Error(`README.md has to have ${marks.begin} and ${marks.end}`);
  return `${readme.slice(0, begin + marks.begin.length)}\n${measuredSection(results)}\n${readme.slice(end)}`;
}
