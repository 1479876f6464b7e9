import { expect, test } from 'vitest';
import { apply } from './apply.ts';
import type { Preset } from './invited.ts';
import { alice, bob, carol, dora, emptyMeeting, Rehearsal } from './testing/rehearsal.ts';

const coHost: Preset = { role: 'co-host', passesLobby: true };
const presenter: Preset = { role: 'presenter', passesLobby: true };
const waits: Preset = { role: 'participant', passesLobby: false };
const come = (meeting: Rehearsal, who: typeof bob, preset: Preset): string => meeting.join(who, false, preset);

test('an external co-host comes in past the lobby with that role, and begins nothing', () => {
  const meeting = new Rehearsal();
  expect(come(meeting, carol, coHost)).toBe('waiting');
  meeting.join(alice);
  expect(meeting.person(carol).admitted).toBe(true);
  expect(come(meeting, carol, coHost)).toBe('in');
  expect(meeting.role(carol)).toBe('co-host');
});

test('a co-host with an account begins the meeting, and the owner leads it when they come', () => {
  const meeting = new Rehearsal();
  expect(come(meeting, bob, coHost)).toBe('in');
  expect([meeting.state.phase, meeting.role(bob)]).toEqual(['running', 'co-host']);
  expect(meeting.join(dora)).toBe('in');
  meeting.join(alice);
  expect([meeting.role(alice), meeting.role(bob)]).toEqual(['host', 'co-host']);
});

test('who is invited to wait waits, whatever the settings say, and leads nothing', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone', mayBegin: 'accounts' });
  expect(come(meeting, bob, waits)).toBe('waiting');
  expect(meeting.state.phase).toBe('not-begun');
  meeting.join(alice);
  expect(come(meeting, bob, waits)).toBe('waiting');
});

test('who is let in by a host has the role of the invitation', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  come(meeting, carol, { role: 'presenter', passesLobby: false });
  meeting.does(alice, { kind: 'admit', participantId: meeting.person(carol).id });
  expect(come(meeting, carol, { role: 'presenter', passesLobby: false })).toBe('in');
  expect(meeting.role(carol)).toBe('presenter');
});

test('presenters prepare an event in the green room; an audience invited by name waits', () => {
  const meeting = new Rehearsal({ size: 'event', lobbyBypass: 'everyone' });
  meeting.join(alice);
  expect(come(meeting, carol, presenter)).toBe('in');
  expect(come(meeting, bob, { role: 'participant', passesLobby: true })).toBe('waiting');
});

test('after the first time the word of a host counts: a role that was taken, somebody removed or kept out', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  come(meeting, carol, coHost);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(carol).id, role: 'participant' });
  meeting.leave(carol);
  come(meeting, carol, coHost);
  expect(meeting.role(carol)).toBe('participant');
  meeting.does(alice, { kind: 'remove', participantId: meeting.person(carol).id, keepOut: false });
  expect(come(meeting, carol, coHost)).toBe('waiting');
  meeting.does(alice, { kind: 'admit', participantId: meeting.person(carol).id });
  come(meeting, carol, coHost);
  expect(meeting.role(carol)).toBe('participant');
  meeting.does(alice, { kind: 'remove', participantId: meeting.person(carol).id, keepOut: true });
  expect(come(meeting, carol, coHost)).toBe('removed_from_meeting');
});

test('a locked meeting is locked for those invited too', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.does(alice, { kind: 'set-locked', locked: true });
  expect(come(meeting, carol, coHost)).toBe('meeting_locked');
});

test('the stored events lead to the same state, with who was invited and waits', () => {
  const meeting = new Rehearsal();
  come(meeting, carol, coHost);
  const again = meeting.stored.reduce(apply, emptyMeeting());
  expect(again).toEqual(meeting.state);
  expect([...again.participants.values()][0]?.preset).toEqual(coHost);
});
