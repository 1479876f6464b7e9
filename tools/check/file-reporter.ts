import type { Reporter, TestModule, TestSpecification, Vitest } from 'vitest/node';

/** What each line begins with that tells of a file. */
export const FILE_MARK = '> ';
/** What stands before the name of a file that did not run. */
export const NOT_RUN = 'not run, there was no time left: ';
/** Of the environment: no file begins after this time, in milliseconds since 1970. */
export const DEADLINE = 'SAAL_CHECK_DEADLINE_MS';

/**
 * Tells of each file as it begins and of its time as it ends: of a run that does not end it is seen where it stands.
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

function tell(what: string): void {
  process.stdout.write(`\n${FILE_MARK}${new Date().toISOString().slice(11, 19)} ${what}\n`);
}
