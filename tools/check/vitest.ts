import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Check, Outcome } from './check.ts';
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
const MAX_FILES_TRIED_AGAIN = 3;

/**
 * One run of vitest, its tests counted one by one.
 * @param options.secondTry files that failed are run once more, and named when that was good: for tests of real
 *   browsers and processes, which share the machine with whatever else runs there. Default: false
 */
export function vitestCheck(
  name: string,
  argv: readonly string[],
  options: { env?: Record<string, string>; secondTry?: boolean } = {},
): Check {
  return {
    name,
    kind: 'tests',
    async run() {
      const first = await runOnce(argv, options.env);
      const again = options.secondTry ? filesToTryAgain(first.report) : [];
      if (!first.report || again.length === 0) return outcomeOf(first);
      return afterSecondTry(first.report, again, await runOnce([...argv, ...again], options.env), first.output);
    },
  };
}

interface Run {
  code: number;
  output: string;
  /** Undefined: vitest itself did not start; the output says why. */
  report: Report | undefined;
}

async function runOnce(argv: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'saal-check-'));
  const file = join(folder, 'report.json');
  try {
    const { code, output } = await runProgram(
      'node_modules/.bin/vitest',
      ['run', ...argv, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
      { env: { ...env, NO_COLOR: '1' } },
    );
    return { code, output, report: readReport(file) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that broke outside of a test (a file that does not load, a promise nobody caught) is a failure of its own. */
export function outcomeOf({ code, output, report }: Run): Outcome {
  if (report === undefined) return { passed: 0, failed: 1, report: output.trim() };
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests;
  const skipped = report.numPendingTests > 0 ? [`${report.numPendingTests} skipped`] : [];
  return { passed: report.numPassedTests, failed, report: [...skipped, ...(failed > 0 ? [output.trim()] : [])].join('\n') };
}

/** The failed files, or none where another try makes no sense. */
export function filesToTryAgain(report: Report | undefined): string[] {
  const files = (report?.testResults ?? []).filter(({ status }) => status !== 'passed').map(({ name }) => name);
  return files.length <= MAX_FILES_TRIED_AGAIN ? files : [];
}

/** Counts each file once: as it came out at its last try. What failed at first is told in any case. */
export function afterSecondTry(first: Report, again: readonly string[], second: Run, firstOutput: string): Outcome {
  const kept = first.testResults.filter(({ name }) => !again.includes(name));
  const keptPassed = kept.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length;
  const outcome = outcomeOf(second);
  const failedAtFirst = first.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => `tried again: ${fullName}`);
  return {
    passed: keptPassed + outcome.passed,
    failed: outcome.failed,
    report: [...failedAtFirst, ...(outcome.failed > 0 ? [firstOutput.trim(), outcome.report] : [])].join('\n'),
  };
}

function readReport(file: string): Report | undefined {
  try {
    return Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
