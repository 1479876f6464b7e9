import type { Clock } from '@saal/foundation/pure';
import { expect, test } from 'vitest';
import { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import { ATTENDANCE_AGAIN_MS, presenceContent, PresentPeople, type PresenceMoment } from './presence.ts';

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

function house(wish?: JsonObject) {
  const clock = handClock();
  const changed: string[] = [];
  const spread: PresenceMoment[] = [];
  const people = new PresentPeople({
    ...{ clock, count: new EphemeralCount(clock), wish: () => Promise.resolve(wish) },
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
  expect(people.of(alice)).toEqual({ userId: alice, state: 'online', status: 'Rat', doing: undefined, activeAgoMs: 5_000 });
  clock.pass(100_000);
  expect(changed.at(-1)).toBe(`${alice} offline`);
});

test('who is inside a meeting is told to be so until they leave all of them, and of no meeting which', async () => {
  const { changed, people } = house();
  await people.seen(alice, 'online');
  people.attends({ userId: alice, meetingId: 'm1', inside: true });
  people.attends({ userId: alice, meetingId: 'm2', inside: true });
  expect(presenceContent(people.of(alice))).toMatchObject({ presence: 'online', 'eu.saal.doing': 'meeting' });
  expect(JSON.stringify(presenceContent(people.of(alice)))).not.toContain('m1');
  people.attends({ userId: alice, meetingId: 'm1', inside: false });
  expect(people.of(alice).doing).toBe('meeting');
  people.attends({ userId: alice, meetingId: 'm2', inside: false });
  expect(people.of(alice).doing).toBeUndefined();
  expect(changed).toHaveLength(3);
});

test.each([
  [{ hide_meetings: true }, undefined],
  [{ hidden: true }, undefined],
  [{ state: 'dnd' }, 'dnd'],
  [{ state: 'busy' }, 'meeting'],
])('with the wish %j one who is in a meeting is told as %s', async (wish, doing) => {
  const { people } = house(wish);
  await people.seen(alice, 'online');
  people.attends({ userId: alice, meetingId: 'm1', inside: true });
  expect(people.of(alice).doing).toBe(doing);
});

test('a status with an end is over by itself, and that is told', async () => {
  const { clock, changed, people } = house({ state: 'busy', status_msg: 'Klausur', until_ms: 1_030_000 });
  await people.seen(alice, 'online');
  expect(people.of(alice)).toMatchObject({ doing: 'busy', status: 'Klausur' });
  clock.pass(31_000);
  expect(people.of(alice)).toMatchObject({ state: 'online', doing: undefined, status: undefined });
  clock.pass(10_000);
  expect(changed).toHaveLength(2);
});

test('what a server said of a meeting is forgotten when it says so no more, and holds while it does', async () => {
  const { clock, people } = house();
  people.attends({ userId: alice, meetingId: 'm1', inside: true });
  clock.pass(ATTENDANCE_AGAIN_MS);
  people.attends({ userId: alice, meetingId: 'm1', inside: true });
  clock.pass(2 * ATTENDANCE_AGAIN_MS);
  await people.seen(alice, 'online');
  expect(people.of(alice).doing).toBe('meeting');
  clock.pass(ATTENDANCE_AGAIN_MS);
  await people.seen(alice, 'online');
  expect(people.of(alice).doing).toBeUndefined();
});
