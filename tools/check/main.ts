// Everything that checks Saal, one after the other; `npm test` sets up and runs it. Names of checks as arguments choose some.
// The last line is `N passed, N failed` (and `, N skipped`: files there was no time for), and the exit code says the same.
import { availableParallelism } from 'node:os';
import { installedPostgres } from '../setup/test-programs.mjs';
import { firstLoadCheck, foreignHostCheck } from './bundle.ts';
import { failedWith, type Check, type Outcome } from './check.ts';
import { licenceCheck } from './licences.ts';
import { programChecks } from './programs.ts';
import { vitestCheck } from './vitest.ts';

const otherPostgres = installedPostgres();
/**
 * What depends on the version of PostgreSQL, and no more: all migrations, stores, streams and locks, LISTEN and NOTIFY, the search for
 * words, erasing in batches. Rules, sockets and passwords are the same on each and were tested on the embedded one.
 */
const onOtherPostgres = [
  ...['packages/foundation/', '/postgres/', 'meetings/src/bus/', 'meetings/src/conductor/', 'meetings/src/http/'],
  ...[
    'accounts/src/http/people',
    ...['sync', 'rooms', 'keys', 'search', 'duties', 'directory', 'push.'].map((name) => `chat/src/http/${name}`),
  ],
];
/**
 * Continuous integration ends a run after 90 minutes. On a machine so slow that the browsers' tests would not be through by then, those
 * left are named and counted as skipped, and what was tested counts. Elsewhere all are run, however long it takes.
 */
const deadlineMs = process.env['CI'] === undefined ? undefined : Date.now() + 68 * 60_000;
const inBrowsers = { secondTry: true, progress: true, limitMinutes: 60, deadlineMs };
const checks: readonly Check[] = [
  ...programChecks,
  licenceCheck,
  foreignHostCheck,
  firstLoadCheck,
  vitestCheck('pure tests', ['--project', 'pure']),
  vitestCheck('component tests', ['--project', 'web'], { secondTry: true }),
  vitestCheck('tests on the embedded PostgreSQL', ['--project', 'postgres'], { secondTry: true }),
  ...(otherPostgres === undefined
    ? []
    : [
        vitestCheck("tests on the distribution's PostgreSQL", ['--project', 'postgres'], {
          files: onOtherPostgres,
          env: { SAAL_TEST_POSTGRES_BIN: otherPostgres },
          secondTry: true,
        }),
      ]),
  vitestCheck('tests on the media worker', ['--project', 'media'], { secondTry: true }),
  vitestCheck('tests of the whole, without browsers', ['--config', 'tests/vitest.config.ts', '--project', 'processes'], {
    secondTry: true,
    progress: true,
  }),
  vitestCheck('tests of the whole, pages in browsers', ['--config', 'tests/vitest.config.ts', '--project', 'pages'], inBrowsers),
  // Last, and one file at a time.
  vitestCheck('tests of the whole, media in browsers', ['--config', 'tests/vitest.config.ts', '--project', 'media'], inBrowsers),
];

const wanted = process.argv.slice(2);
const chosen = wanted.length === 0 ? checks : checks.filter(({ name }) => wanted.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.log(`no check is named like that; there are: ${checks.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const outcomes: Outcome[] = [];
await runAll(
  chosen.filter(({ kind }) => kind === 'static'),
  Math.min(2, availableParallelism()),
);
await runAll(
  chosen.filter(({ kind }) => kind === 'tests'),
  1,
);

const sum = (count: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + count(outcome), 0);
const failures = sum(({ failed }) => failed);
const skipped = sum((outcome) => outcome.skipped ?? 0);
console.log(`${sum(({ passed }) => passed)} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failures === 0 ? 0 : 1);

async function runAll(list: readonly Check[], atOnce: number): Promise<void> {
  const left = [...list];
  const worker = async (): Promise<void> => {
    for (let check = left.shift(); check; check = left.shift()) await runOne(check);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function runOne(check: Check): Promise<void> {
  const startedMs = performance.now();
  const outcome = await check
    .run()
    .catch((error: unknown) =>
      failedWith(`the check itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
  outcomes.push(outcome);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const counts = check.kind === 'tests' ? `  ${outcome.passed} passed, ${outcome.failed} failed` : '';
  console.log(`${outcome.failed === 0 ? 'ok  ' : 'FAIL'}  ${check.name}${counts}  (${seconds} s)`);
  if (outcome.report !== '')
    console.log(
      outcome.report
        .split('\n')
        .map((line) => `      ${line}`)
        .join('\n'),
    );
}
