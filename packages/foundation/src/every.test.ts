import { expect, test } from 'vitest';
import { every } from './every.ts';
import { FakeClock } from './testing/fake-clock.ts';

test('a task runs after each interval, not before the first, and no more when it was ended', () => {
  const clock = new FakeClock(0);
  const ranAtMs: number[] = [];
  const end = every(clock, 1_000, () => ranAtMs.push(clock.now()));
  clock.advance(3_500);
  expect(ranAtMs).toEqual([1_000, 2_000, 3_000]);
  end();
  clock.advance(5_000);
  expect(ranAtMs).toHaveLength(3);
  expect(clock.waiting).toBe(0);
});

test('a task that throws is run again', () => {
  const clock = new FakeClock(0);
  let runs = 0;
  every(clock, 1_000, () => {
    runs += 1;
    throw new Error('not today');
  });
  expect(() => clock.advance(1_000)).toThrow('not today');
  expect(() => clock.advance(1_000)).toThrow('not today');
  expect(runs).toBe(2);
});

test('a task can end itself', () => {
  const clock = new FakeClock(0);
  let runs = 0;
  const end = every(clock, 1_000, () => {
    runs += 1;
    end();
  });
  clock.advance(10_000);
  expect(runs).toBe(1);
});
