import { expect, test } from 'vitest';
import { applyChanged, applySpeaking, sorted } from './roster.ts';
import { participant, participantId, snapshotOf } from './testing/fake-snapshot.ts';

const id = participantId;
const person = participant;
const snapshot = snapshotOf;

test('who comes in is put in join order, and nobody else is drawn anew', () => {
  const before = snapshot([person('alice', 1), person('carol', 3)]);
  const after = applyChanged(before, { participants: { upserted: [person('bob', 2)], removed: [] } });
  expect(after.participants.map(({ name }) => name)).toEqual(['alice', 'bob', 'carol']);
  expect(after.participants[0]).toBe(before.participants[0]);
  expect(after.participants[2]).toBe(before.participants[1]);
  expect(after.meeting).toBe(before.meeting);
});

test('who changes keeps the seat', () => {
  const before = snapshot([person('alice', 1), person('bob', 2)]);
  const after = applyChanged(before, { participants: { upserted: [person('alice', 1, { handRaisedAtMs: 5 })], removed: [] } });
  expect(after.participants.map(({ name, handRaisedAtMs }) => [name, handRaisedAtMs])).toEqual([
    ['alice', 5],
    ['bob', null],
  ]);
});

test('who leaves speaks no more', () => {
  const speaking = applySpeaking(snapshot([person('alice', 1), person('bob', 2)]), {
    speaking: [id('bob'), id('alice')],
    activeSpeaker: id('bob'),
  });
  const after = applyChanged(speaking, { participants: { upserted: [], removed: [id('bob')] } });
  expect(after.participants.map(({ name }) => name)).toEqual(['alice']);
  expect(after.speaking).toEqual([id('alice')]);
  expect(after.activeSpeaker).toBeNull();
});

test('a change of the meeting leaves people untouched', () => {
  const before = snapshot([person('alice', 1)]);
  const after = applyChanged(before, { meeting: { ...before.meeting, locked: true } });
  expect(after.meeting.locked).toBe(true);
  expect(after.participants).toBe(before.participants);
});

test('those who wait stand in the order they came', () => {
  const waiting = (name: string, sinceMs: number) => ({ id: id(name), name, guest: true, sinceMs, sentBack: false });
  const first = applyChanged(snapshot([]), { waiting: { upserted: [waiting('carol', 20)], removed: [] } });
  const both = applyChanged(first, { waiting: { upserted: [waiting('bob', 10)], removed: [] } });
  expect(both.waiting.map(({ name }) => name)).toEqual(['bob', 'carol']);
  expect(applyChanged(both, { waiting: { upserted: [], removed: [id('bob')] } }).waiting.map(({ name }) => name)).toEqual(['carol']);
});

test('a snapshot of a server that sends in any order is put in join order', () => {
  expect(sorted(snapshot([person('bob', 2), person('alice', 1)])).participants.map(({ name }) => name)).toEqual(['alice', 'bob']);
});
