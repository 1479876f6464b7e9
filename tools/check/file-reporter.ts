import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node';

/** What each line begins with that tells of a file. */
export const FILE_MARK = '> ';
/** What stands before the name of a file that did not run. */
export const NOT_RUN = 'not run, there was no time left: ';
/** Of the environment: no file begins after this time, in milliseconds since 1970. */
export const DEADLINE = 'SAAL_CHECK_DEADLINE_MS';

/**
 * Tells of each file as it begins, and as it ends its time and what failed in it: of a run that does not end it is seen where it stands.
 * Ends the run after the file that runs at the deadline, and names the files that did not run.
 */
export default class FileReporter implements Reporter {
  private readonly deadlineMs = Number(process.env[DEADLINE] ?? Infinity);
  private readonly left = new Set<string>();
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    for (const { moduleId } of specifications) this.left.add(moduleId);
  }

  onTestModuleStart({ relativeModuleId }: TestModule): void {
    tell(`begins ${relativeModuleId}`);
  }

  onTestModuleEnd(module: TestModule): void {
    const { duration } = module.diagnostic();
    // Whatever was cut off by the end of the run says so below.
    if (module.state() === 'skipped' && this.isLate()) return;
    this.left.delete(module.moduleId);
    tell(`${module.state()} ${module.relativeModuleId} (${(duration / 1000).toFixed(1)} s)`);
    for (const test of module.children.allTests('failed')) tell(`  failed: ${test.name}: ${firstLines(test.result().errors)}`);
    if (this.left.size > 0 && this.isLate()) void this.vitest?.cancelCurrentRun('keyboard-input');
  }

  onTestRunEnd(): void {
    // A run that ended early because too much failed says that by its failures.
    if (!this.isLate()) return;
    for (const moduleId of this.left) tell(`${NOT_RUN}${moduleId.slice(process.cwd().length + 1)}`);
  }

  private isLate(): boolean {
    return Date.now() > this.deadlineMs;
  }
}

/** Enough to see what went wrong while the run goes on; all of it follows at the end. */
function firstLines(errors: readonly { message: string }[] | undefined): string {
  const message = errors?.[0]?.message ?? '';
  return message.split('\n').slice(0, 3).join(' | ').slice(0, 300);
}

function tell(what: string): void {
  process.stdout.write(`\n${FILE_MARK}${new Date().toISOString().slice(11, 19)} ${what}\n`);
}
