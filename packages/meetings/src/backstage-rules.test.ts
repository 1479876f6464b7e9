import { expect, test } from 'vitest';
import { backstageOf } from './backstage-rules.ts';
import { hasRight } from './rights.ts';
import { alice, bob, carol, dora, Rehearsal } from './testing/rehearsal.ts';

/** Alice leads, Dora presents, Bob and Carol are the audience. */
function stage(settings = {}): Rehearsal {
  const meeting = new Rehearsal({ size: 'stage', ...settings });
  for (const one of [alice, bob, carol, dora]) meeting.admitted(one);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'presenter' });
  return meeting;
}
const goes = (meeting: Rehearsal, who: typeof bob, backstage = true): string => meeting.does(who, { kind: 'set-backstage', backstage });
const there = (meeting: Rehearsal): string[] =>
  backstageOf(meeting.state).map((id) => meeting.state.participants.get(id)?.identity.name ?? '');
const speaks = (meeting: Rehearsal, who: typeof bob): boolean => hasRight(meeting.person(who), 'speak', meeting.state.settings);

test('who leads, presents or is on stage goes behind the stage and comes back', () => {
  const meeting = stage();
  expect(goes(meeting, alice)).toBe('done');
  expect(goes(meeting, dora)).toBe('done');
  expect(there(meeting)).toEqual(['Alice', 'Dora']);
  expect(goes(meeting, alice, false)).toBe('done');
  expect(there(meeting)).toEqual(['Dora']);
});

test('the audience neither goes nor writes there', () => {
  const meeting = stage();
  expect(goes(meeting, bob)).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'say-backstage', text: 'Hallo' })).toBe('not_allowed');
  expect(there(meeting)).toEqual([]);
});

test('who is asked to come up may go there first and speak with the others, and loses the word with the way back', () => {
  const meeting = stage();
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  expect(speaks(meeting, bob)).toBe(false);
  expect(goes(meeting, bob)).toBe('done');
  expect(speaks(meeting, bob)).toBe(true);
  goes(meeting, bob, false);
  expect(speaks(meeting, bob)).toBe(false);
});

test('who is taken down, leaves, or sees the meeting become a talk is no longer there', () => {
  const meeting = stage();
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  goes(meeting, bob);
  meeting.does(alice, { kind: 'take-off-stage', participantId: meeting.person(bob).id });
  expect(there(meeting)).toEqual([]);
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  expect(there(meeting)).toEqual([]);

  goes(meeting, dora);
  meeting.leave(dora);
  meeting.admitted(dora);
  expect(there(meeting)).toEqual([]);

  goes(meeting, dora);
  meeting.does(alice, { kind: 'change-settings', settings: { size: 'talk' } });
  meeting.does(alice, { kind: 'change-settings', settings: { size: 'stage' } });
  expect(there(meeting)).toEqual([]);
});

test('in a talk there is no backstage', () => {
  const meeting = new Rehearsal();
  meeting.admitted(alice);
  expect(goes(meeting, alice)).toBe('not_allowed');
});

test('a note is told and not stored', () => {
  const meeting = stage();
  const stored = meeting.stored.length;
  expect(meeting.does(dora, { kind: 'say-backstage', text: 'Noch zwei Minuten' })).toBe('done');
  expect(meeting.stored).toHaveLength(stored);
});
