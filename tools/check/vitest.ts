import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Check, Outcome } from './check.ts';
import { runProgram } from './run-program.ts';

const Report = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numPendingTests: z.number(), success: z.boolean() });

/** One run of vitest, its tests counted one by one. */
export function vitestCheck(name: string, argv: readonly string[], env: Record<string, string> = {}): Check {
  return {
    name,
    kind: 'tests',
    async run() {
      const folder = mkdtempSync(join(tmpdir(), 'saal-check-'));
      const file = join(folder, 'report.json');
      try {
        const { code, output } = await runProgram(
          'node_modules/.bin/vitest',
          ['run', ...argv, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
          { env: { ...env, NO_COLOR: '1' } },
        );
        return outcomeOf(code, output, file);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** A run that broke outside of a test (a file that does not load, a promise nobody caught) is a failure of its own. */
export function outcomeOf(code: number, output: string, file: string): Outcome {
  const report = readReport(file);
  if (report === undefined) return { passed: 0, failed: 1, report: output.trim() };
  const failed = report.numFailedTests === 0 && code !== 0 ? 1 : report.numFailedTests;
  const skipped = report.numPendingTests > 0 ? [`${report.numPendingTests} skipped`] : [];
  return { passed: report.numPassedTests, failed, report: [...skipped, ...(failed > 0 ? [output.trim()] : [])].join('\n') };
}

function readReport(file: string): z.infer<typeof Report> | undefined {
  try {
    return Report.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined; // vitest itself did not start: the output says why
  }
}
