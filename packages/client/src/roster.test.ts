import { expect, test } from 'vitest';
import type { ParticipantId, ParticipantView, Snapshot } from '@saal/protocol';
import { ParticipantId as ParticipantIdSchema, Snapshot as SnapshotSchema, defaultSettings } from '@saal/protocol';
import { applyChanged, applySpeaking, sorted } from './roster.ts';

const id = (name: string): ParticipantId => ParticipantIdSchema.parse(`${name}-participant`);
const person = (name: string, joinOrder: number, change: Partial<ParticipantView> = {}): ParticipantView => ({
  id: id(name),
  name,
  guest: false,
  role: 'participant',
  rights: [],
  joinOrder,
  presence: 'here',
  handRaisedAtMs: null,
  streams: [],
  quality: { level: 3, reason: 'none' },
  ...change,
});

function snapshot(participants: ParticipantView[]): Snapshot {
  return SnapshotSchema.parse({
    meeting: {
      id: 'meeting-of-alice',
      number: '123456789',
      title: 'Haushalt',
      phase: 'running',
      beganAtMs: 1,
      locked: false,
      settings: defaultSettings,
      pinnedForAll: [],
      seatOrder: [],
    },
    me: { participantId: id('alice'), deviceId: 'device-of-alice', companion: false, mayUnmute: true },
    participants,
    waiting: [],
    speaking: [],
    activeSpeaker: null,
  });
}

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
