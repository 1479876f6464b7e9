import { expect, test } from 'vitest';
import { effectiveRights } from './rights.ts';
import { alice, bob, carol, dora, Rehearsal } from './testing/rehearsal.ts';

function house(): Rehearsal {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  meeting.admitted(carol);
  return meeting;
}

test('a host gives and takes every role, also their own, as long as a host remains', () => {
  const meeting = house();
  expect(meeting.does(alice, { kind: 'set-role', participantId: meeting.person(alice).id, role: 'participant' })).toBe('last_host');
  expect(meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'host' })).toBe('done');
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(alice).id, role: 'participant' })).toBe('done');
  expect(meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'participant' })).toBe('right_missing');
});

test('a co-host moves people below to roles below, and nobody else', () => {
  const meeting = house();
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'co-host' });
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'presenter' })).toBe('done');
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'co-host' })).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'host' })).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(alice).id, role: 'participant' })).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'participant' })).toBe('done');
});

test('a guest never becomes host', () => {
  const meeting = house();
  expect(meeting.does(alice, { kind: 'set-role', participantId: meeting.person(carol).id, role: 'host' })).toBe('not_allowed');
});

test('single rights stand beside the role and go back to it', () => {
  const meeting = house();
  const rights = (): string[] => effectiveRights(meeting.person(carol), meeting.state.settings);
  const before = rights();
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(carol).id, right: 'admit', granted: true });
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(carol).id, right: 'chat', granted: false });
  expect(rights()).toContain('admit');
  expect(rights()).not.toContain('chat');
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(carol).id, right: 'admit', granted: null });
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(carol).id, right: 'chat', granted: null });
  expect(rights()).toEqual(before);
});

test('nobody gives a right they do not have', () => {
  const meeting = house();
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'co-host' });
  expect(meeting.does(bob, { kind: 'set-right', participantId: meeting.person(dora).id, right: 'end', granted: true })).toBe('not_allowed');
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(bob).id, right: 'end', granted: true });
  expect(meeting.does(bob, { kind: 'set-right', participantId: meeting.person(dora).id, right: 'end', granted: true })).toBe('done');
});

test('the audience listens, writes, reacts and raises hands', () => {
  const meeting = house();
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(carol).id, role: 'attendee' });
  expect(effectiveRights(meeting.person(carol), meeting.state.settings)).toEqual(['chat', 'raise-hand', 'react']);
});

test('presets say who may speak, show and share', () => {
  const meeting = house();
  meeting.does(alice, { kind: 'change-settings', settings: { maySpeak: 'presenters', mayShare: 'hosts' } });
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'presenter' });
  expect(effectiveRights(meeting.person(bob), meeting.state.settings)).toEqual(['speak', 'show-camera', 'chat', 'raise-hand', 'react']);
  expect(effectiveRights(meeting.person(dora), meeting.state.settings)).toEqual(['show-camera', 'chat', 'raise-hand', 'react']);
});
