import { expect, test } from 'vitest';
import { qualityOf, type QualitySample } from './quality.ts';

const good: QualitySample = { roundTripMs: 30, lostOutRatio: 0, lostInRatio: 0, limitedBy: 'none' };

test.each<[string, Partial<QualitySample>, ReturnType<typeof qualityOf>]>([
  ['a good line is good', {}, { level: 3, reason: 'none' }],
  [
    'an unmeasured line is not bad',
    { roundTripMs: undefined, lostOutRatio: undefined, lostInRatio: undefined },
    { level: 3, reason: 'none' },
  ],
  ['some loss on the way out makes it weak', { lostOutRatio: 0.05 }, { level: 2, reason: 'network-out' }],
  ['much loss on the way in makes it bad', { lostInRatio: 0.2 }, { level: 1, reason: 'network-in' }],
  ['the worse of two reasons counts', { lostOutRatio: 0.03, lostInRatio: 0.2 }, { level: 1, reason: 'network-in' }],
  ['a long way makes it bad', { roundTripMs: 900 }, { level: 1, reason: 'network-out' }],
])('%s', (_title, change, expected) => {
  const sample = { ...good, ...change };
  expect(qualityOf(sample, sample)).toEqual(expected);
});

test('an encoder that is held back counts when it lasts', () => {
  expect(qualityOf({ ...good, limitedBy: 'cpu' }, good)).toEqual({ level: 3, reason: 'none' });
  expect(qualityOf({ ...good, limitedBy: 'cpu' }, { ...good, limitedBy: 'cpu' })).toEqual({ level: 2, reason: 'cpu' });
});

test('loss of one moment is not told', () => {
  expect(qualityOf({ ...good, lostInRatio: 0.3 }, good)).toEqual({ level: 3, reason: 'none' });
  expect(qualityOf({ ...good, lostInRatio: 0.3 }, undefined)).toEqual({ level: 3, reason: 'none' });
});
