import { ParticipantId } from '@saal/protocol';
import { expect, test } from 'vitest';
import { hear, isQuiet, sameSpeakers, silence, speakingOf, type Speech } from './active-speaker.ts';

const [alice, bob, carol] = ['participant-alice', 'participant-bob', 'participant-carol'].map((id) => ParticipantId.parse(id)) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];
const present = new Set([alice, bob, carol]);

/** Plays samples 250 ms apart: who dominates and who is how loud. */
function play(from: Speech, startMs: number, samples: { dominant: ParticipantId | null; levels?: [ParticipantId, number][] }[]): Speech {
  return samples.reduce(
    (speech, { dominant, levels = [] }, index) =>
      hear(speech, {
        nowMs: startMs + index * 250,
        dominant,
        levels: levels.map(([participantId, db]) => ({ participantId, db })),
        present,
      }),
    from,
  );
}

const aliceActive = play(silence, 0, [{ dominant: alice, levels: [[alice, -30]] }]);

test('the first one who speaks is active at once', () => {
  expect(aliceActive.active).toBe(alice);
  expect(speakingOf(aliceActive)).toEqual([alice]);
});

test('a cough does not take the stage, 600 ms of dominance do', () => {
  const bobSpeaks = { dominant: bob, levels: [[bob, -20]] as [ParticipantId, number][] };
  expect(play(aliceActive, 250, [bobSpeaks, bobSpeaks, bobSpeaks]).active).toBe(alice); // 500 ms
  expect(play(aliceActive, 250, [bobSpeaks, bobSpeaks, bobSpeaks, bobSpeaks]).active).toBe(bob); // 750 ms
  // One loud moment, then silence with bob still held dominant by the media server.
  expect(play(aliceActive, 250, [bobSpeaks, ...Array.from({ length: 8 }, () => ({ dominant: bob }))]).active).toBe(alice);
});

test('who speaks alone becomes active even while the media server still holds a silent one dominant', () => {
  const bobAlone = { dominant: alice, levels: [[bob, -30]] as [ParticipantId, number][] };
  const later = play(aliceActive, 1_000, [{ dominant: alice }, bobAlone, bobAlone, bobAlone, bobAlone]);
  expect(later.active).toBe(bob);
});

test('silence keeps the last active speaker and ends speaking after 500 ms', () => {
  const after250 = play(aliceActive, 250, [{ dominant: alice }]);
  expect(speakingOf(after250)).toEqual([alice]);
  const after500 = play(after250, 500, [{ dominant: alice }]);
  expect(speakingOf(after500)).toEqual([]);
  expect(after500.active).toBe(alice);
  expect(isQuiet(after500)).toBe(true);
});

test('speakers come loudest first; a change of order alone is no news', () => {
  const both = play(aliceActive, 250, [
    {
      dominant: alice,
      levels: [
        [alice, -35],
        [bob, -25],
      ],
    },
  ]);
  expect(speakingOf(both)).toEqual([bob, alice]);
  const turned = play(both, 500, [
    {
      dominant: alice,
      levels: [
        [alice, -20],
        [bob, -25],
      ],
    },
  ]);
  expect(speakingOf(turned)).toEqual([alice, bob]);
  expect(sameSpeakers(both, turned)).toBe(true);
  expect(sameSpeakers(aliceActive, both)).toBe(false);
});

test('who left is neither active nor speaking', () => {
  const gone = hear(aliceActive, { nowMs: 250, dominant: alice, levels: [{ participantId: alice, db: -20 }], present: new Set([bob]) });
  expect(gone.active).toBeNull();
  expect(speakingOf(gone)).toEqual([]);
});

test('noise below the level of speech is not speaking', () => {
  expect(speakingOf(play(silence, 0, [{ dominant: alice, levels: [[alice, -60]] }]))).toEqual([]);
});
