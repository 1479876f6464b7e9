import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assumedPacketsPerSecondPerCore, measuredRates } from './measured.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saal-size-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param ofIdeal how much of what was to come the slices received */
function store(name: string, packetsPerCore: number, ofIdeal = 1): string {
  const machine = { processor: 'AMD EPYC', cores: 2, memoryMiB: 4_096, kernel: '6.1', node: 'v24.0.0', mediasoup: '3.19.19' };
  const raw = { meetings: { packetsPerCore, ofIdeal: 1 }, audience: { packetsPerCore: 2 * packetsPerCore, ofIdeal } };
  const slices = { when: '2026-02-01T10:00:00Z', tookS: 1, othersRatio: 0.03, rows: [], raw };
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify({ machine, results: { slices } }));
  return file;
}

test('meetings and events are each reckoned with what the newest run of this machine measured', () => {
  store('2026-02-01T10-00-00.json', 60_000);
  store('2026-02-02T10-00-00.json', 70_000);
  const { meetings, event } = measuredRates(folder, store('published.json', 80_000));
  expect([meetings.packetsPerSecond, event.packetsPerSecond]).toEqual([70_000, 140_000]);
  expect(meetings.source).toMatch(/measured: .*2026-02-02.*AMD EPYC, others took 3 %/);
});

test('a slice that did not receive all that was to come says nothing', () => {
  store('2026-02-01T10-00-00.json', 60_000);
  store('2026-02-02T10-00-00.json', 900_000, 0.4);
  expect(measuredRates(folder, join(folder, 'published.json')).event.packetsPerSecond).toBe(120_000);
});

test('without a run of its own a machine is reckoned with what is published, and without that with an assumption that is named', () => {
  expect(measuredRates(folder, store('published.json', 80_000)).meetings.packetsPerSecond).toBe(80_000);
  const { meetings } = measuredRates(folder, join(folder, 'none.json'));
  expect(meetings.packetsPerSecond).toBe(assumedPacketsPerSecondPerCore);
  expect(meetings.source).toContain('assumed');
});
