import type { ParticipantView, Snapshot } from '@saal/protocol';
import { expect, test } from 'vitest';
import { completeChange, completeSnapshot } from './older-servers.ts';
import { applyChanged } from './roster.ts';
import { participant, snapshotOf } from './testing/fake-snapshot.ts';

const older = ({ stage: _, ...person }: ParticipantView) => person;

/** As a server of the version before sizes, counts and questions tells it. */
function toldBefore(snapshot: Snapshot): Parameters<typeof completeSnapshot>[0] {
  const { listed: _listed, counts: _counts, questions: _questions, participants, meeting, me, ...others } = snapshot;
  const { onAir: _onAir, settings, ...plain } = meeting;
  const { size: _size, stageSeats: _seats, registration: _registration, ...former } = settings;
  const { questions: _own, votes: _votes, ...self } = me;
  return { ...others, participants: participants.map(older), meeting: { ...plain, settings: former }, me: self };
}

test('what a former server does not say means what it was then: a talk in which all are listed', () => {
  const whole = snapshotOf([participant('alice', 1), participant('bob', 2)]);
  expect(completeSnapshot(toldBefore(whole))).toEqual(whole);
});

test('what a server of this version says is kept as it is', () => {
  const whole = snapshotOf([participant('alice', 1), participant('bob', 2, { stage: 'off' })]);
  const told: Snapshot = {
    ...whole,
    listed: 'stage',
    counts: { ...whole.counts, inside: 700 },
    meeting: { ...whole.meeting, onAir: false },
  };
  const completed = completeSnapshot(told);
  expect(completed).toEqual(told);
  expect(completed.participants[1]).toBe(told.participants[1]);
});

test('changes are completed, too, and people are counted without counts', () => {
  const before = completeSnapshot(toldBefore(snapshotOf([participant('alice', 1)])));
  const carol = older(participant('carol', 3));
  const { onAir: _, ...meeting } = before.meeting;
  const now = applyChanged(before, completeChange({ meeting, participants: { upserted: [carol], removed: [] } }));
  expect(now.counts.inside).toBe(2);
  expect(now.participants[1]?.stage).toBe('on');
  expect(now.meeting.onAir).toBe(true);
});
