import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { marks, measuredSection, newestOf, withMeasured } from './published.ts';
import { publishedFile, readResults, type Measured, type Results } from './results.ts';

const machine = { processor: 'AMD EPYC', cores: 2, memoryMiB: 4_096, kernel: '6.1', node: 'v24.0.0', mediasoup: '3.19.19' };

function measured(when: string, figure: string, met = true): Measured {
  return { when, tookS: 1, othersRatio: 0.02, rows: [{ what: 'viewers', measured: figure, bar: '>= 1', met }], raw: {} };
}

function run(results: Record<string, Measured>, node = machine.node): Results {
  return { machine: { ...machine, node }, results };
}

test('the table in README.md is what the published results say', () => {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  expect(withMeasured(readme, readResults(publishedFile))).toBe(readme);
});

test('of each row the newest figures are published', () => {
  const runs = [
    run({ 'fan-out': measured('2026-02-03T10:00:00Z', '3x') }),
    run({ 'fan-out': measured('2026-02-01T10:00:00Z', '1x'), joining: measured('2026-02-01T10:05:00Z', '5 ms') }),
  ];
  const { results } = newestOf(runs, ['joining', 'fan-out']);
  expect(Object.keys(results)).toEqual(['joining', 'fan-out']);
  expect(results['fan-out']?.rows[0]?.measured).toBe('3x');
});

test('figures of other versions say so', () => {
  const runs = [
    run({ 'fan-out': measured('2026-02-03T10:00:00Z', '3x') }),
    run({ joining: measured('2026-02-01T10:05:00Z', '5 ms') }, 'v22.0.0'),
  ];
  expect(() => newestOf(runs, ['joining', 'join-storm'])).toThrow(/join-storm was not measured/);
  const text = measuredSection(newestOf(runs, ['joining', 'fan-out']));
  expect(text).toMatch(/- machine A: .*Node\.js v22\.0\.0/);
  expect(text).toMatch(/- machine B: .*Node\.js v24\.0\.0/);
  expect(text).toMatch(/joining .*, machine A \|\n/);
  expect(text).toMatch(/fan-out .*, machine B \|/);
});

test('a missed bar is published as missed, with its day and how busy the machine was', () => {
  const text = measuredSection(run({ joining: measured('2026-02-01T10:05:00.000Z', '5 ms', false) }));
  expect(text).toContain('| joining | viewers | 5 ms | >= 1 | **missed** | 2026-02-01 10:05, 2 % |');
});

test('what stands outside the marks stays', () => {
  const text = withMeasured(`before\n${marks.begin}\nold\n${marks.end}\nafter\n`, undefined);
  expect(text).toMatch(/^before\n/);
  expect(text).toMatch(/\nafter\n$/);
  expect(text).not.toContain('old');
});
