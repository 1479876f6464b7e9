import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Check, Outcome } from './check.ts';
import { DEADLINE, FILE_MARK, NOT_RUN } from './file-reporter.ts';
import { runProgram } from './run-program.ts';

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});
type Report = z.infer<typeof Report>;

/** More failing files than this are no matter of chance, and another try would only take time. */
const MAX_FILES_TRIED_AGAIN = 5;

/** So many failed tests cannot be made good by another try; with each waiting for what does not come, a run to the end would take hours. */
const MAX_FAILED_TESTS = 12;
/** None of the runs takes half of it on two cores. */
const LIMIT_MINUTES = 25;
/** The file that runs at the deadline has so long, and so has what is tried again. */
const MINUTES_AFTER_DEADLINE = 8;

interface VitestOptions {
  env?: Record<string, string>;
  secondTry?: boolean;
  files?: readonly string[];
  progress?: boolean;
  limitMinutes?: number;
  deadlineMs?: number | undefined;
}

/**
 * One run of vitest, its tests counted one by one.
 * @param options.secondTry files that failed are run once more, and named when that was good: for tests of real
 *   browsers and processes, which share the machine with whatever else runs there. Default: false
 * @param options.progress each file is told as it ends, with its time: for runs of many minutes
 * @param options.deadlineMs with `progress`: no file begins after this time (in milliseconds since 1970); those left are named and
 *   counted as skipped. Default: all run
 * @param options.limitMinutes after this time the run is ended and counts as failed. Default: 25
 * @param options.files parts of the paths of those that are run. Default: all
 */
export function vitestCheck(name: string, argv: readonly string[], options: VitestOptions = {}): Check {
  return {
    name,
    kind: 'tests',
    async run() {
      const first = await runOnce([...argv, ...(options.files ?? [])], options);
      const again = options.secondTry ? filesToTryAgain(first) : [];
      if (!first.report || again.length === 0) return outcomeOf(first);
      // A second try is short: the deadline leaves time for it.
      const second =
        options.deadlineMs === undefined ? options : { ...options, deadlineMs: undefined, limitMinutes: MINUTES_AFTER_DEADLINE };
      return afterSecondTry(first, again, await runOnce([...argv, ...again], second));
    },
  };
}

interface Run {
  code: number;
  output: string;
  /** Undefined: vitest itself did not start; the output says why. */
  report: Report | undefined;
  /** Files that there was no time left for. */
  notRun: string[];
}

async function runOnce(argv: readonly string[], options: VitestOptions): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-check-'));
  const file = join(folder, 'report.json');
  try {
    const progress = options.progress ? [`--reporter=${import.meta.dirname}/file-reporter.ts`] : [];
    const { code, output } = await runProgram(
      'node_modules/.bin/vitest',
      ['run', ...argv, '--reporter=dot', ...progress, '--reporter=json', `--outputFile.json=${file}`, `--bail=${MAX_FAILED_TESTS}`],
      {
        env: { ...options.env, NO_COLOR: '1', ...(options.deadlineMs !== undefined && { [DEADLINE]: String(options.deadlineMs) }) },
        limitMs: limitMs(options),
        ...(options.progress && { onOutput: showFiles }),
      },
    );
    return { code, output, report: readReport(file), notRun: filesNotRun(output) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Passes on what {@link FileReporter} says of each file; what the tests themselves print stays in the output. */
function showFiles(text: string): void {
  for (const line of text.split('\n')) if (line.startsWith(FILE_MARK)) console.log(`      ${line}`);
}

function limitMs({ limitMinutes = LIMIT_MINUTES, deadlineMs }: VitestOptions): number {
  return (deadlineMs === undefined ? limitMinutes : MINUTES_AFTER_DEADLINE) * 60_000 + Math.max(0, (deadlineMs ?? 0) - Date.now());
}

function filesNotRun(output: string): string[] {
  return output.split('\n').flatMap((line) => (line.startsWith(FILE_MARK) && line.includes(NOT_RUN) ? [line.split(NOT_RUN)[1] ?? ''] : []));
}

/** A run that broke outside of a test (a file that does not load, a promise nobody caught) is a failure of its own. */
export function outcomeOf({ code, output, report, notRun }: Run): Outcome {
  if (report === undefined) return { passed: 0, failed: 1, report: output.trim() };
  // A run that was ended early says so by its code too.
  const broke = code !== 0 && (notRun.length === 0 || brokenFiles(report, notRun).length > 0 || output.includes('Unhandled'));
  const failed = report.numFailedTests === 0 && broke ? 1 : report.numFailedTests;
  const skipped = report.numPendingTests > 0 ? [`${report.numPendingTests} skipped`] : [];
  const late = notRun.length > 0 ? [`no time was left for ${notRun.length} files: ${notRun.join(', ')}`] : [];
  return {
    passed: report.numPassedTests,
    failed,
    skipped: notRun.length,
    report: [...skipped, ...late, ...(failed > 0 ? [output.trim()] : [])].join('\n'),
  };
}

const brokenFiles = (report: Report, notRun: readonly string[]): string[] =>
  report.testResults
    .filter(({ name, status }) => status !== 'passed' && !notRun.some((file) => name.endsWith(file)))
    .map(({ name }) => name);

/** The failed files, or none where another try makes no sense. */
export function filesToTryAgain({ report, notRun }: Pick<Run, 'report' | 'notRun'>): string[] {
  const files = report ? brokenFiles(report, notRun) : [];
  return files.length <= MAX_FILES_TRIED_AGAIN ? files : [];
}

/** Counts each file once: as it came out at its last try. What failed at first is told in any case. */
export function afterSecondTry(first: Run, again: readonly string[], second: Run): Outcome {
  const results = first.report?.testResults ?? [];
  const kept = results.filter(({ name }) => !again.includes(name));
  const keptPassed = kept.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length;
  const outcome = outcomeOf(second);
  const failedAtFirst = results
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => `tried again: ${fullName}`);
  const late = first.notRun.length > 0 ? [`no time was left for ${first.notRun.length} files: ${first.notRun.join(', ')}`] : [];
  return {
    passed: keptPassed + outcome.passed,
    failed: outcome.failed,
    skipped: first.notRun.length,
    report: [...failedAtFirst, ...late, ...(outcome.failed > 0 ? [first.output.trim(), outcome.report] : [])].join('\n'),
  };
}

function readReport(file: string): Report | undefined {
  try {
    return Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
