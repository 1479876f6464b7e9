import { expect, test } from 'vitest';
import { dayMs, lifetimeMs, longestMs, pastUpToMs, retentionKind, type RoomMarks } from './retention.ts';

const room: RoomMarks = { kind: undefined, isDirect: false, ofTeam: false, retention: undefined };
const policy = { direct: 30, group: 90, team: undefined, meeting: 7 };

test.each([
  [{}, 'group'],
  [{ isDirect: true }, 'direct'],
  [{ ofTeam: true }, 'team'],
  [{ kind: 'announcements' }, 'team'],
  [{ kind: 'meeting', isDirect: true }, 'meeting'],
  [{ kind: 'unknown', ofTeam: true }, 'team'],
])('%j is a room of kind %s', (marks, kind) => expect(retentionKind({ ...room, ...marks })).toBe(kind));

test.each([
  ['the house decides', {}, 90 * dayMs],
  ['for ever, where nothing is said', { ofTeam: true }, undefined],
  ['shorter by its own wish', { retention: { max_lifetime: 10 * dayMs } }, 10 * dayMs],
  ['never longer', { retention: { max_lifetime: 365 * dayMs } }, 90 * dayMs],
  ['never below a day', { retention: { max_lifetime: 1_000 } }, dayMs],
  ['its own wish also where the house says nothing', { ofTeam: true, retention: { max_lifetime: 5 * dayMs } }, 5 * dayMs],
  ['nonsense says nothing', { retention: { max_lifetime: 'bald' } }, 90 * dayMs],
])('%s', (_, marks, expected) => expect(lifetimeMs({ ...room, ...marks }, policy)).toBe(expected));

test('of a deleted meeting everything has had its time some days later, and before that what is as old as meetings keep', () => {
  const marks = { ...room, kind: 'meeting', closedAtMs: 100 * dayMs };
  const past = (day: number) => pastUpToMs(marks, { ...policy, closed: 3 }, day * dayMs);
  expect([past(102), past(103)]).toEqual([95 * dayMs, 103 * dayMs]);
  expect(pastUpToMs({ ...marks, kind: 'team', closedAtMs: undefined }, { ...policy, closed: 3 }, 200 * dayMs)).toBeUndefined();
});

test('nothing is left after the longest time of all kinds, and something for ever where one kind has no end', () => {
  expect(longestMs({ ...policy, team: 60 })).toBe(90 * dayMs);
  expect(longestMs(policy)).toBeUndefined();
});
