import { expect, test } from 'vitest';
import { nextHalfHour } from './next-half-hour.ts';

test('a new meeting is offered for the next half hour', () => {
  expect(nextHalfHour(Date.parse('2026-11-23T13:05Z'))).toBe(Date.parse('2026-11-23T13:30Z'));
  expect(nextHalfHour(Date.parse('2026-11-23T13:25Z'))).toBe(Date.parse('2026-11-23T14:00Z'));
});
