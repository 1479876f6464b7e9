import { expect, test } from 'vitest';
import { aPerson, aSnapshot, inSize } from '../fixtures/people.ts';
import { changesToSay, comingsBetween } from './say-changes.ts';

const alice = aPerson('alice', { role: 'host', joinOrder: 1 });
const bob = aPerson('bob', { joinOrder: 2 });
const crowd = Array.from({ length: 5 }, (_, index) => aPerson(`person${index}`, { joinOrder: 10 + index, stage: 'off' }));

test('a talk tells who came; a stage tells who came up, and nothing of its audience', () => {
  const [before, after] = [aSnapshot([alice]), aSnapshot([alice, bob])];
  expect(comingsBetween(before, after)).toEqual([{ kind: 'joined', name: 'bob' }]);
  const stage = (people: Parameters<typeof aSnapshot>[0]) => inSize('stage', aSnapshot(people));
  expect(comingsBetween(stage([alice]), stage([alice, ...crowd]))).toEqual([]);
  expect(changesToSay(stage([alice]), stage([alice, ...crowd]))).toEqual([]);
  expect(changesToSay(stage([alice, { ...bob, stage: 'off' }]), stage([alice, bob]))).toEqual([{ kind: 'cameUp', name: 'bob' }]);
});

test('that a meeting grows is not told as everybody leaving', () => {
  const off = crowd.map((person) => ({ ...person, stage: 'on' as const }));
  expect(changesToSay(aSnapshot([alice, ...off]), inSize('stage', aSnapshot([alice, ...crowd])))).toEqual([]);
});

test('a few hands are told by name, many as a number, also of people who were not listed before', () => {
  const raised = crowd.map((person) => ({ ...person, handRaisedAtMs: 5 }));
  const stage = (people: Parameters<typeof aSnapshot>[0]) => inSize('stage', aSnapshot(people, { listed: 'stage' }));
  expect(changesToSay(stage([alice]), stage([alice, ...raised.slice(0, 1)]))).toEqual([{ kind: 'hand', name: 'person0' }]);
  expect(changesToSay(stage([alice]), stage([alice, ...raised]))).toEqual([{ kind: 'hands', count: 5 }]);
});
