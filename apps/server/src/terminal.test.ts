import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from '@saal/foundation';
import { asText, greeting, terminalLog } from './terminal.ts';

function collector(): Writable & { text: string } {
  const out = Object.assign(new Writable({ write: (chunk: Buffer, _encoding, done) => ((out.text += chunk.toString()), done()) }), {
    text: '',
  });
  return out;
}

test('a log line for people has the time, the level when it matters, the message and the ids', () => {
  const line = JSON.stringify({ level: 40, time: '2026-11-23T21:05:09.123Z', pid: 4711, msg: 'worker died' });
  expect(asText(line)).toBe('21:05:09 WARN worker died pid=4711');
  expect(asText('not a log line')).toBe('not a log line');
});

test('in a terminal only warnings are shown, the file has everything', () => {
  const [file, out] = [collector(), collector()];
  const log = createLogger('info', terminalLog(file, out));
  log.info('ready');
  log.warn('slow');
  expect(out.text).toMatch(/^\d\d:\d\d:\d\d WARN slow\n$/);
  expect(file.text).toContain('"msg":"ready"');
  expect(file.text).toContain('"msg":"slow"');
});

test('the greeting names the address and, while nobody has set up, the link in one line of its own', () => {
  const base = { address: 'http://localhost:8080', otherAddresses: [], logFile: undefined, selfSigned: false };
  expect(
    greeting({ ...base, setupLink: 'http://localhost:8080/setup#abc' })
      .split('\n')
      .map((line) => line.trim()),
  ).toContain('http://localhost:8080/setup#abc');
  expect(greeting({ ...base, setupLink: undefined })).not.toContain('administrator');
});
