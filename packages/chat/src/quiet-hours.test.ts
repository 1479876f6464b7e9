import { expect, test } from 'vitest';
import { isQuiet } from './quiet-hours.ts';

const evening = { enabled: true, from: '19:00', to: '07:00', days: [0, 6], time_zone: 'Europe/Berlin' };

test.each([
  ['2026-11-25T18:30:00Z', evening, true], // half past seven in Berlin, a Wednesday
  ['2026-11-25T17:30:00Z', evening, false],
  ['2026-11-25T05:59:00Z', evening, true],
  ['2026-11-25T06:00:00Z', evening, false],
  ['2026-06-24T17:30:00Z', evening, true], // summer time
  ['2026-11-28T12:00:00Z', evening, true], // a Saturday
  ['2026-11-27T23:30:00Z', { ...evening, from: '00:00', to: '00:00' }, true], // Saturday there, Friday here
  ['2026-11-25T13:00:00Z', { ...evening, from: '12:00', to: '14:00', days: [] }, false],
  ['2026-11-25T11:00:00Z', { ...evening, from: '12:00', to: '14:00', days: [] }, true],
  ['2026-11-25T18:30:00Z', { ...evening, enabled: false }, false],
  ['2026-11-25T18:30:00Z', { ...evening, time_zone: 'Mond/Tycho' }, false],
  ['2026-11-25T18:30:00Z', { ...evening, from: '25:00' }, false],
  ['2026-11-25T18:30:00Z', undefined, false],
])('at %s with %j it is quiet: %s', (time, content, quiet) => {
  expect(isQuiet(content, Date.parse(time))).toBe(quiet);
});
