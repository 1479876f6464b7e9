import type { Reporter, TestModule } from 'vitest/node';

/** What each line begins with that tells of a file. */
export const FILE_MARK = '> ';

/** Tells of each file as it begins and of its time as it ends: of a run that does not end it is seen where it stands. */
export default class FileReporter implements Reporter {
  onTestModuleStart({ relativeModuleId }: TestModule): void {
    tell(`begins ${relativeModuleId}`);
  }

  onTestModuleEnd(module: TestModule): void {
    const { duration } = module.diagnostic();
    tell(`${module.state()} ${module.relativeModuleId} (${(duration / 1000).toFixed(1)} s)`);
  }
}

function tell(what: string): void {
  process.stdout.write(`\n${FILE_MARK}${new Date().toISOString().slice(11, 19)} ${what}\n`);
}
