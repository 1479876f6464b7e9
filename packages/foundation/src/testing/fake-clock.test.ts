import { expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';

test('timers run in the order they fall due, each at its own time', () => {
  const clock = new FakeClock(1_000);
  const seen: [string, number][] = [];
  clock.after(20, () => seen.push(['second', clock.now()]));
  clock.after(10, () => {
    seen.push(['first', clock.now()]);
    clock.after(5, () => seen.push(['between', clock.now()]));
  });
  clock.advance(30);
  expect(seen).toEqual([
    ['first', 1_010],
    ['between', 1_015],
    ['second', 1_020],
  ]);
  expect(clock.now()).toBe(1_030);
});

test('a cancelled timer does not run', () => {
  const clock = new FakeClock();
  let ran = false;
  clock.after(10, () => (ran = true))();
  clock.advance(20);
  expect(ran).toBe(false);
  expect(clock.waiting).toBe(0);
});
