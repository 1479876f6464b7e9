/** `npm run bench:publish`: puts the newest figures of each row, those published before included, into results/published.json and into the table of README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { newestOf, withMeasured } from './published.ts';
import { ownRuns, publishedFile, readResults, writeResults } from './results.ts';
import { allRows } from './rows/all.ts';

const readme = new URL('README.md', import.meta.url);
const rowNames = Object.keys(allRows);
const before = readResults(publishedFile);
const runs = [...ownRuns().map(({ results }) => results), ...(before ? [before] : [])];
const results = newestOf(runs, rowNames);
writeResults(publishedFile, results);
writeFileSync(readme, withMeasured(readFileSync(readme, 'utf8'), results));
const missed = Object.values(results.results).flatMap(({ rows }) => rows.filter(({ met }) => !met));
process.stderr.write(`bench: published ${rowNames.length} rows; ${missed.length} bars are missed\n`);
