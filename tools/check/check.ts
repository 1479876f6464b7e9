/** What one check found. A check that is no set of tests counts as one. */
export interface Outcome {
  passed: number;
  failed: number;
  /** Files of tests that there was no time left for. Default: 0 */
  skipped?: number;
  /** What is wrong, for a reader who has to mend it; empty when all is well. */
  report: string;
}

export interface Check {
  name: string;
  /** May run beside others of the same kind; tests have the machine to themselves. */
  kind: 'static' | 'tests';
  run(): Promise<Outcome>;
}

export const passed: Outcome = { passed: 1, failed: 0, report: '' };

export function failedWith(report: string): Outcome {
  return { passed: 0, failed: 1, report };
}
