import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeEmbedPackage } from './embed-package.ts';

/** npm and the compiler are programs of their own, which start slowly on a loaded machine. */
const SLOW_MS = 120_000;
/** An application elsewhere, into which the package was unpacked. */
let application: string;
let packed: string[];

beforeAll(() => {
  application = mkdtempSync(join(tmpdir(), 'saal-embed-'));
  const built = join(application, 'built');
  writeEmbedPackage(built);
  const [told] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--offline', '--pack-destination', application], { cwd: built, encoding: 'utf8' }),
  ) as [{ filename: string; files: { path: string }[] }];
  packed = told.files.map(({ path }) => path).sort();
  const installed = join(application, 'node_modules/@saal/embed');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(application, told.filename), '--strip-components=1', '-C', installed]);
  writeFileSync(join(application, 'package.json'), '{ "type": "module" }');
}, SLOW_MS);
afterAll(() => rmSync(application, { recursive: true, force: true }));

test('the package holds script, declarations, licence and how it is used, and nothing else', () => {
  expect(packed).toEqual(['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'messages.d.ts', 'package.json']);
  const manifest = JSON.parse(readFileSync(join(application, 'node_modules/@saal/embed/package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ name: '@saal/embed', license: 'EUPL-1.2', type: 'module' });
  expect(manifest['private']).toBeUndefined();
  expect(manifest['dependencies']).toBeUndefined();
});

test('an application without a build step imports it, and a wrong link is refused', () => {
  const program = `import { embedMeeting } from '@saal/embed';
    try { embedMeeting({ url: 'https://meet.example.org/elsewhere', parent: {} }); } catch (error) { console.log(error.name); }`;
  writeFileSync(join(application, 'program.js'), program);
  expect(execFileSync(process.execPath, ['program.js'], { cwd: application, encoding: 'utf8' }).trim()).toBe('TypeError');
});

test(
  'an application in TypeScript finds its types, of messages as well',
  () => {
    const program = `import { embedMeeting, type EmbedEvent } from '@saal/embed';
    const heard: EmbedEvent['type'][] = [];
    const meeting = embedMeeting({ url: 'https://meet.example.org/m/AbC123', parent: document.body, onEvent: (event) => {
      heard.push(event.type);
      if (event.type === 'devices') { const on: boolean = event.microphone; void on; }
      // @ts-expect-error -- there is no such event
      void (event.type === 'recorded');
    } });
    meeting.mute();
    // @ts-expect-error -- nobody switches somebody's microphone on
    meeting.unmute();`;
    expect(faultsOf(program)).toBe('');
  },
  SLOW_MS,
);

/** @returns what the compiler says, empty when all is well */
function faultsOf(program: string): string {
  writeFileSync(join(application, 'program.ts'), program);
  const compiler = new URL('../node_modules/typescript/lib/tsc.js', import.meta.url).pathname;
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
  try {
    return execFileSync(process.execPath, [compiler, ...options, 'program.ts'], { cwd: application, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout);
    throw error;
  }
}
