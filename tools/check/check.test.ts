import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstLoadFiles, foreignHosts } from './bundle.ts';
import { isPermitted } from './licences.ts';
import { outcomeOf } from './vitest.ts';

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

test('a run of tests that breaks outside of a test counts as failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saal-outcome-'));
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, success: false }));
  expect(outcomeOf(0, 'fine', file)).toEqual({ passed: 5, failed: 0, report: '1 skipped' });
  expect(outcomeOf(1, 'a file did not load', file)).toMatchObject({ passed: 5, failed: 1 });
  expect(outcomeOf(1, 'vitest did not start', join(folder, 'none'))).toEqual({ passed: 0, failed: 1, report: 'vitest did not start' });
  rmSync(folder, { recursive: true });
});
