import { failedWith, passed, type Check } from './check.ts';
import { runProgram } from './run-program.ts';

/** Checks that are a program of their own: it says nothing and ends with 0, or says what is wrong. */
export const programChecks: readonly Check[] = [
  programCheck('types', 'tsc', ['-p', '.']),
  programCheck('lint', 'eslint', ['.', '--max-warnings', '0']),
  programCheck('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  programCheck('import direction', 'depcruise', ['packages', 'apps', '-T', 'err-long']),
  programCheck('unused code', 'knip', ['--no-progress']),
];

function programCheck(name: string, program: string, argv: readonly string[]): Check {
  return {
    name,
    kind: 'static',
    async run() {
      const { code, output } = await runProgram(`node_modules/.bin/${program}`, argv);
      return code === 0 ? passed : failedWith(output.trim());
    },
  };
}
