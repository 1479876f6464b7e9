import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdMs, slotCount, SlotElection } from './slot-election.ts';

/** Everybody sends a packet every 20 ms; who is not named is silent. */
function hall(people: string[]) {
  const election = new SlotElection<string>();
  let nowMs = 0;
  const speak = (forMs: number, levels: Record<string, number>) => {
    let changes = 0;
    for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += 20)
      for (const person of people) if (election.heard(person, levels[person] ?? -127, nowMs)) changes++;
    return changes;
  };
  return { election, speak };
}

test('the first three who speak get the slots within a packet', () => {
  const { election, speak } = hall(['alice', 'bob', 'carol', 'dora']);
  speak(40, { alice: -30, bob: -40, dora: -20 });
  expect(new Set(election.slots)).toEqual(new Set(['dora', 'alice', 'bob']));
});

test('noise of a room takes no slot', () => {
  const { election, speak } = hall(['alice', 'bob']);
  speak(1_000, { alice: -60, bob: -55 });
  expect(election.slots).toEqual([undefined, undefined, undefined]);
});

test('somebody clearly louder takes the slot of the quietest, after its hold', () => {
  const { election, speak } = hall(['alice', 'bob', 'carol', 'dora']);
  speak(100, { alice: -20, bob: -30, carol: -40 });
  speak(holdMs - 200, { alice: -20, bob: -30, carol: -40, dora: -25 });
  expect(election.slotOf('dora')).toBe(-1);
  speak(300, { alice: -20, bob: -30, carol: -40, dora: -25 });
  expect(election.slotOf('carol')).toBe(-1);
  expect(election.slotOf('dora')).toBeGreaterThanOrEqual(0);
});

test('somebody a little louder does not, and equals do not take turns', () => {
  const { election, speak } = hall(['alice', 'bob', 'carol', 'dora']);
  speak(1_000, { alice: -30, bob: -30, carol: -30 });
  expect(speak(5_000, { alice: -30, bob: -30, carol: -30, dora: -25 })).toBe(0);
  expect(election.slotOf('dora')).toBe(-1);
});

test('a pause between words keeps the slot, a long silence loses it to whoever speaks', () => {
  const { election, speak } = hall(['alice', 'bob', 'carol', 'dora']);
  speak(600, { alice: -20, bob: -20, carol: -20 });
  speak(300, { alice: -20, bob: -20, dora: -30 });
  expect(election.slotOf('carol')).toBeGreaterThanOrEqual(0);
  speak(1_000, { alice: -20, bob: -20, dora: -30 });
  expect(election.slotOf('carol')).toBe(-1);
  expect(election.slotOf('dora')).toBeGreaterThanOrEqual(0);
});

test('who is muted leaves the slot at once, and the next who speaks has it at once', () => {
  const { election, speak } = hall(['alice', 'bob', 'carol', 'dora']);
  speak(100, { alice: -20, bob: -20, carol: -20, dora: -21 });
  expect(election.remove('bob')).toBe(true);
  expect(election.remove('dora')).toBe(false);
  const free = hall(['dora']);
  free.speak(20, { dora: -21 });
  expect(free.election.slots).toContain('dora');
});

test('whatever is said, nobody has two slots and nobody changes faster than the hold (property)', () => {
  const people = Array.from({ length: 8 }, (_, index) => `person-${index}`);
  const minute = fc.array(fc.array(fc.integer({ min: -127, max: 0 }), { minLength: 8, maxLength: 8 }), { maxLength: 150 });
  fc.assert(
    fc.property(minute, (frames) => {
      const election = new SlotElection<string>();
      const takenAtMs: number[] = Array.from({ length: slotCount }, () => -Infinity);
      let before = election.slots;
      for (const [frame, levels] of frames.entries()) {
        for (const [index, db] of levels.entries()) election.heard(people[index] ?? '', db, frame * 20);
        const now = election.slots;
        const taken = now.filter((id) => id !== undefined);
        expect(new Set(taken).size).toBe(taken.length);
        for (const [slot, id] of now.entries()) {
          if (id === before[slot]) continue;
          if (before[slot] !== undefined) expect(frame * 20 - (takenAtMs[slot] ?? 0)).toBeGreaterThanOrEqual(holdMs);
          takenAtMs[slot] = frame * 20;
        }
        before = now;
      }
    }),
  );
});
