import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCalendarsFile } from './calendars-file.ts';

function fileWith(text: string, mode = 0o600): string {
  const file = join(mkdtempSync(join(tmpdir(), 'saal-calendars-')), 'calendars.json');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}
const server = { id: 'city', name: 'City', url: 'https://calendar.example.org/' };

test('without a file there is no server to be asked', () => {
  expect(readCalendarsFile(undefined)).toMatchObject({ caldav: [] });
});

test('the example in deploy/ is right', () => {
  const example = readFileSync(new URL('../../../deploy/calendars.example.json', import.meta.url), 'utf8');
  expect(readCalendarsFile(fileWith(example)).caldav.length).toBeGreaterThan(0);
});

test('a file everybody may read is refused', () => {
  expect(() => readCalendarsFile(fileWith('{}', 0o604))).toThrow(/everybody on this machine/);
});

test.each([
  [{ caldav: [{ ...server, url: 'http://calendar.example.org/' }] }, /caldav\.0\.url: must begin with https/],
  [{ caldav: [{ ...server, url: 'https://saal:hunter2@calendar.example.org/' }] }, /caldav\.0\.url/],
  [{ caldav: [{ ...server, id: 'City Hall' }] }, /caldav\.0\.id/],
  [{ google: {} }, /the whole: .*google/],
])('%o is told by its place, and no value of it', (content, fault) => {
  const read = () => readCalendarsFile(fileWith(JSON.stringify(content)));
  expect(read).toThrow(fault);
  expect(read).not.toThrow(/hunter2/);
});
