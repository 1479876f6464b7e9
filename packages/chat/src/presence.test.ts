import type { Clock } from '@saal/foundation/pure';
import { expect, test } from 'vitest';
import { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import { PresentPeople, type PresenceMoment } from './presence.ts';

const alice = '@alice:stadt.example' as UserId;

/** A clock that goes on when it is told to. */
function handClock(): Clock & { pass(ms: number): void } {
  let nowMs = 1_000_000;
  let tasks: { atMs: number; task: () => void }[] = [];
  return {
    now: () => nowMs,
    after(delayMs, task) {
      const one = { atMs: nowMs + delayMs, task };
      tasks.push(one);
      return () => void (tasks = tasks.filter((other) => other !== one));
    },
    pass(ms) {
      const endMs = nowMs + ms;
      for (let next = due(); next; next = due()) {
        nowMs = next.atMs;
        tasks = tasks.filter((other) => other !== next);
        next.task();
      }
      nowMs = endMs;
      function due(): (typeof tasks)[number] | undefined {
        return tasks.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      }
    },
  };
}

function house() {
  const clock = handClock();
  const changed: string[] = [];
  const spread: PresenceMoment[] = [];
  const people = new PresentPeople({
    ...{ clock, count: new EphemeralCount(clock), wish: () => Promise.resolve(undefined) },
    changed: (userId) => changed.push(`${userId} ${people.of(userId).state}`),
    tellServers: (moment) => spread.push(moment),
  });
  return { clock, changed, spread, people };
}

test('who asks for news is there until nothing is heard of them, and each change is told once', async () => {
  const { clock, changed, people } = house();
  for (let minute = 0; minute < 3; minute++) {
    await people.seen(alice, 'online');
    clock.pass(60_000);
  }
  expect(changed).toEqual([`${alice} online`]);
  clock.pass(60_000);
  expect(changed).toEqual([`${alice} online`, `${alice} offline`]);
});

test('other servers are told of a change at once and now and then of who is there', async () => {
  const { clock, spread, people } = house();
  await people.seen(alice, 'online');
  await people.seen(alice, 'online');
  expect(spread).toHaveLength(1);
  clock.pass(50_000);
  await people.seen(alice, 'online');
  expect(spread).toHaveLength(2);
});

test('a second client that is idle does not make idle who is active', async () => {
  const { clock, people } = house();
  await people.seen(alice, 'online');
  await people.seen(alice, 'unavailable');
  expect(people.of(alice).state).toBe('online');
  clock.pass(100_000);
  await people.seen(alice, 'unavailable');
  expect(people.of(alice).state).toBe('unavailable');
});

test('a server that only hears of somebody finds out by itself that they are away', () => {
  const { clock, changed, people } = house();
  people.heard({ userId: alice, activeAgoMs: 5_000, seenAgoMs: 5_000, hidden: false, status: 'Rat' });
  expect(people.of(alice)).toEqual({ userId: alice, state: 'online', status: 'Rat', activeAgoMs: 5_000 });
  clock.pass(100_000);
  expect(changed.at(-1)).toBe(`${alice} offline`);
});
