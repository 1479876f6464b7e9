import { beforeEach, expect, test } from 'vitest';
import { OverloadValve } from './overload-valve.ts';

let valve: OverloadValve;
let nowMs: number;
beforeEach(() => {
  valve = new OverloadValve();
  nowMs = 1_000_000;
});

/** So much is measured each second. @returns the levels taken, with the second of each change */
function load(ratio: number, seconds: number): string[] {
  const changes: string[] = [];
  for (let second = 1; second <= seconds; second++) {
    const before = valve.level;
    nowMs += 1_000;
    valve.measured(ratio, nowMs);
    if (valve.level !== before) changes.push(`${before}->${valve.level} at ${second}`);
  }
  return changes;
}

test('an ordinary load, however long, cuts nothing', () => {
  expect(load(0.8, 3_600)).toEqual([]);
});

test('a burst of a second or two cuts nothing', () => {
  load(0.4, 10);
  expect(load(1, 2)).toEqual([]);
  expect(load(0.4, 60)).toEqual([]);
});

test('a worker that stays busy is relieved step by step, within seconds, and not further than that', () => {
  load(0.4, 10);
  const changes = load(0.95, 60);
  expect(changes.map((change) => change.split(' ')[0])).toEqual(['0->1', '1->2', '2->3']);
  expect(Number(changes[0]?.split('at ')[1])).toBeLessThanOrEqual(6);
  expect(Number(changes[2]?.split('at ')[1])).toBeLessThanOrEqual(16);
});

test('a full worker is relieved sooner than a busy one', () => {
  const reachesLast = (ratio: number) => Number(load(ratio, 60).at(-1)?.split('at ')[1]);
  load(0.4, 10);
  const busy = reachesLast(0.9);
  valve = new OverloadValve();
  load(0.4, 10);
  expect(reachesLast(1)).toBeLessThan(busy);
});

test('between busy and calm the level stays', () => {
  load(1, 6);
  expect(valve.level).toBe(1);
  expect(load(0.7, 600)).toEqual([]);
});

test('it goes back one level after each twenty seconds of calm', () => {
  load(1, 60);
  expect(valve.level).toBe(3);
  const changes = load(0.3, 90);
  expect(changes.map((change) => change.split(' ')[0])).toEqual(['3->2', '2->1', '1->0']);
  const [first, second, third] = changes.map((change) => Number(change.split('at ')[1]));
  expect(first).toBeGreaterThanOrEqual(20);
  expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([20, 20]);
});

test('a load that comes back with the pictures does not make them come and go: each time the calm must last longer', () => {
  const backAfter: number[] = [];
  load(0.4, 10);
  for (let round = 0; round < 6; round++) {
    while (valve.level === 0) load(0.95, 1);
    let seconds = 0;
    while (valve.level > 0) {
      load(0.5, 1);
      seconds++;
    }
    backAfter.push(seconds);
  }
  expect(backAfter[1]).toBeGreaterThanOrEqual(2 * 20);
  expect(backAfter.at(-1)).toBeGreaterThanOrEqual(300);
  // What was long ago is forgotten.
  load(0.3, 600);
  load(0.95, 6);
  expect(valve.level).toBe(1);
  expect(load(0.3, 30)).toHaveLength(1);
});

test('who listens is told of each change, until it ends that', () => {
  const told: number[] = [];
  const end = valve.onChanged((level) => told.push(level));
  load(1, 60);
  end();
  load(0.3, 120);
  expect(told).toEqual([1, 2, 3]);
});
