import { ParticipantId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { RoomSpeech } from './room-speech.ts';

const [alice, bob] = ['participant-alice', 'participant-bob'].map((id) => ParticipantId.parse(id)) as [ParticipantId, ParticipantId];

function room() {
  let nowMs = 0;
  const told: { speaking: ParticipantId[]; active: ParticipantId | null }[] = [];
  const present = new Set([alice, bob]);
  const speech = new RoomSpeech({
    clock: { now: () => nowMs, after: () => () => undefined },
    present: () => present,
    changed: (speaking, active) => told.push({ speaking, active }),
  });
  const pass = (ms: number) => void (nowMs += ms);
  const speak = (branch: string, participantId: ParticipantId, db: number) =>
    speech.heard(branch, { levels: [{ participantId, db }], dominant: participantId });
  return { speech, told, present, pass, speak };
}

test('people on two branches speak at once: both are told, and the louder one becomes active after a while', () => {
  const { told, pass, speak } = room();
  speak('first', alice, -40);
  expect(told.at(-1)).toEqual({ speaking: [alice], active: alice });
  for (let step = 0; step < 4; step++) {
    pass(125);
    speak('second', bob, -20);
    pass(125);
    speak('first', alice, -40);
  }
  expect(told.at(-1)).toEqual({ speaking: [bob, alice], active: bob });
});

test('a quieter one of another branch does not take over', () => {
  const { told, pass, speak } = room();
  speak('first', alice, -20);
  for (let step = 0; step < 8; step++) {
    pass(125);
    speak('second', bob, -45);
    pass(125);
    speak('first', alice, -20);
  }
  expect(told.at(-1)).toEqual({ speaking: [alice, bob], active: alice });
});

test('with a branch goes who spoke there', () => {
  const { speech, told, present, speak } = room();
  speak('second', bob, -20);
  present.delete(bob);
  speech.branchOver('second');
  expect(told.at(-1)).toEqual({ speaking: [], active: null });
});
