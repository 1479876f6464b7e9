import { expect, test } from 'vitest';
import { aPerson, aSnapshot, idOf, inSize } from '../fixtures/people.ts';
import { expectedPictures } from '../model/expected-pictures.ts';
import { hiddenCount, sceneOf } from './scene.ts';
import { waitingCount, withoutTile } from './seated.ts';
import { initialChoices } from './view-choices.ts';

const listening = (name: string, joinOrder: number) => aPerson(name, { joinOrder, stage: 'off' });
const alice = aPerson('alice', { role: 'host', joinOrder: 1 });
const bob = aPerson('bob', { joinOrder: 2 });
const scene = (snapshot: ReturnType<typeof aSnapshot>) => sceneOf({ snapshot, choices: initialChoices, speaker: null });

test('seats and asked pictures are those of the stage, for the audience without oneself', () => {
  const snapshot = inSize('stage', aSnapshot([listening('dave', 4), alice, bob, listening('carol', 3)]));
  expect(scene(snapshot)).toEqual({ kind: 'grid', seats: [idOf('alice'), idOf('bob')] });
  expect(expectedPictures(snapshot).map((one) => one.participantId)).toEqual([idOf('alice'), idOf('bob')]);
  expect(hiddenCount(scene(snapshot), snapshot)).toBe(0);
  expect(withoutTile(snapshot)).toBe(2);
});

test('the audience of one speaker sees that one large', () => {
  const snapshot = inSize('stage', aSnapshot([listening('dave', 4), alice]));
  expect(scene(snapshot)).toEqual({ kind: 'pair', other: idOf('alice'), self: false });
});

test('alone on the stage is not alone in the meeting, and a stage nobody is on says so', () => {
  expect(scene(inSize('stage', aSnapshot([alice, listening('carol', 2)])))).toEqual({ kind: 'grid', seats: [idOf('alice')] });
  expect(scene(inSize('stage', aSnapshot([listening('carol', 2), listening('dave', 3)])))).toEqual({ kind: 'empty' });
  expect(scene(inSize('stage', aSnapshot([alice]))).kind).toBe('alone');
});

test('numbers count everybody, also those who are not listed', () => {
  const counts = { inside: 1660, stage: 2, waiting: 70, hands: 0, most: 0, came: 0 };
  const snapshot = inSize('event', aSnapshot([alice, bob], { listed: 'stage', counts }));
  expect(withoutTile(snapshot)).toBe(1658);
  expect(waitingCount(snapshot)).toBe(70);
});
