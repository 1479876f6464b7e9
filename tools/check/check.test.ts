import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLoadFiles, foreignHosts } from './bundle.ts';
import { isPermitted } from './licences.ts';
import { runProgram } from './run-program.ts';
import { afterSecondTry, filesToTryAgain, outcomeOf } from './vitest.ts';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['MIT AND CC-BY-4.0', true],
  ['GPL-3.0-only', false],
  ['MIT AND GPL-3.0', false],
  ['SEE LICENSE IN LICENSE.md', false],
])('%s is permitted: %s', (expression, permitted) => {
  expect(isPermitted(expression)).toBe(permitted);
});

test('addresses that would be visited are found, names of namespaces are not', () => {
  expect(foreignHosts(`fetch("https://cdn.example.net/x.js"); "http://www.w3.org/2000/svg"; new WebSocket('wss://esm.sh/y')`)).toEqual([
    'cdn.example.net',
    'esm.sh',
  ]);
});

test("a guest's first load is what the meeting's page brings at once, not what is loaded when used", () => {
  const chunk = { css: [], assets: [], imports: [] };
  const files = firstLoadFiles({
    'index.html': { ...chunk, file: 'assets/index.js', css: ['assets/index.css'], imports: ['_react.js'] },
    '_react.js': { ...chunk, file: 'assets/react.js' },
    'src/meeting/meeting-page.tsx': { ...chunk, file: 'assets/meeting.js', imports: ['_react.js'] },
    'src/i18n/de/join.json': { ...chunk, file: 'assets/join-de.js' },
    'src/i18n/en/join.json': { ...chunk, file: 'assets/join-en.js' },
    '../../packages/client/src/join.ts': { ...chunk, file: 'assets/mediasoup.js' },
  });
  expect(files.sort()).toEqual([
    'assets/index.css',
    'assets/index.js',
    'assets/join-de.js',
    'assets/meeting.js',
    'assets/react.js',
    'index.html',
  ]);
});

const results = (name: string, ...statuses: string[]) => ({
  name,
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ fullName: `${name} ${index}`, status })),
});
const reportOf = (...testResults: ReturnType<typeof results>[]) => {
  const count = (wanted: string) => testResults.flatMap((file) => file.assertionResults).filter(({ status }) => status === wanted).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    success: count('failed') === 0,
    testResults,
  };
};

const runOf = (code: number, output: string, report: ReturnType<typeof reportOf> | undefined, ...notRun: string[]) => ({
  ...{ code, output, report, notRun },
});

test('a run of tests that breaks outside of a test counts as failed', () => {
  const report = reportOf(results('a', 'passed', 'passed', 'skipped'));
  expect(outcomeOf(runOf(0, 'fine', report))).toEqual({ passed: 2, failed: 0, skipped: 0, report: '1 skipped' });
  expect(outcomeOf(runOf(1, 'a file did not load', report))).toMatchObject({ passed: 2, failed: 1 });
  expect(outcomeOf(runOf(1, 'did not start', undefined))).toEqual({ passed: 0, failed: 1, report: 'did not start' });
});

test('files there was no time for are named and no failure; one that broke beside them is', () => {
  const late = { name: '/saal/late.test.ts', status: 'failed', assertionResults: [] };
  const report = reportOf(results('/saal/a.test.ts', 'passed'), late);
  expect(outcomeOf(runOf(1, '', report, 'late.test.ts'))).toEqual({
    ...{ passed: 1, failed: 0, skipped: 1 },
    report: 'no time was left for 1 files: late.test.ts',
  });
  const broken = reportOf(late, { name: '/saal/b.test.ts', status: 'failed', assertionResults: [] });
  expect(outcomeOf(runOf(1, '', broken, 'late.test.ts'))).toMatchObject({ passed: 0, failed: 1, skipped: 1 });
  expect(filesToTryAgain(runOf(1, '', broken, 'late.test.ts'))).toEqual(['/saal/b.test.ts']);
  expect(outcomeOf(runOf(1, 'Unhandled Rejection', report, 'late.test.ts'))).toMatchObject({ failed: 1 });
});

test('a file that failed by chance is tried again and told, one that fails twice has failed', () => {
  const first = runOf(1, 'first', reportOf(results('a', 'passed'), results('b', 'passed', 'failed')));
  expect(filesToTryAgain(first)).toEqual(['b']);
  const good = runOf(0, '', reportOf(results('b', 'passed', 'passed')));
  expect(afterSecondTry(first, ['b'], good)).toEqual({ passed: 3, failed: 0, skipped: 0, report: 'tried again: b 1' });
  const bad = runOf(1, 'second', reportOf(results('b', 'passed', 'failed')));
  expect(afterSecondTry(first, ['b'], bad)).toEqual({ passed: 2, failed: 1, skipped: 0, report: 'tried again: b 1\nfirst\nsecond' });
});

test('when nearly everything fails nothing is tried again', () => {
  const all = reportOf(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => results(name, 'failed')));
  expect(filesToTryAgain(runOf(1, '', all))).toEqual([]);
});

test('a program has ended though a process that it left still holds its output, and that one is ended too', async () => {
  const started = performance.now();
  const { code, output } = await runProgram('bash', ['-c', 'sleep 60 & echo "left $!"; exit 3']);
  expect(code).toBe(3);
  expect(performance.now() - started).toBeLessThan(30_000);
  const pid = Number(/left (\d+)/.exec(output)?.[1]);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

test('a program that does not end is ended with all that it started, and says why', async () => {
  const { code, output } = await runProgram('bash', ['-c', 'sleep 60 & echo "left $!"; wait'], { limitMs: 500 });
  expect(code).not.toBe(0);
  expect(output).toContain('the limit of this check');
  const pid = Number(/left (\d+)/.exec(output)?.[1]);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

/** A process that has ended but was not asked for its end counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
