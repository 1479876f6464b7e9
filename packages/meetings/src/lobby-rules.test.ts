import { expect, test } from 'vitest';
import { MAX_PARTICIPANTS, MAX_WAITING } from './limits.ts';
import { isHosted, participantOf } from './meeting-state.ts';
import { guestKey } from './identity.ts';
import { alice, bob, carol, dora, erik, Rehearsal } from './testing/rehearsal.ts';
import { lobbyViewFor } from './view.ts';

test('before the owner comes everybody knocks, and the lobby says that the meeting has not begun', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  expect(meeting.join(bob)).toBe('waiting');
  expect(meeting.join(carol)).toBe('waiting');
  expect(lobbyViewFor(meeting.state, meeting.person(carol).id)).toMatchObject({ reason: 'not-begun', inviterName: 'Alice' });
});

test('when the meeting begins, those who bypass the lobby are let in and guests wait for admission', () => {
  const meeting = new Rehearsal();
  meeting.join(bob);
  meeting.join(carol);
  expect(meeting.join(alice)).toBe('in');
  expect(meeting.state.phase).toBe('running');
  expect(meeting.person(bob).admitted).toBe(true);
  expect(meeting.join(bob)).toBe('in');
  expect(lobbyViewFor(meeting.state, meeting.person(carol).id).reason).toBe('wait-for-admission');
  expect(meeting.join(carol)).toBe('waiting');
});

test('where accounts may begin, the first of them does and leads, until the owner comes too; guests wait', () => {
  const meeting = new Rehearsal({ mayBegin: 'accounts' });
  expect(meeting.join(carol)).toBe('waiting');
  expect(meeting.join(bob)).toBe('in');
  expect(meeting.state.phase).toBe('running');
  expect(meeting.person(bob).role).toBe('host');
  expect(meeting.join(carol)).toBe('waiting');
  expect(meeting.join(dora)).toBe('in');
  expect(meeting.person(dora).role).toBe('participant');
  expect(meeting.join(alice)).toBe('in');
  expect(meeting.person(alice).role).toBe('host');
});

test('who has to wait in the lobby begins nothing', () => {
  const meeting = new Rehearsal({ mayBegin: 'accounts', lobbyBypass: 'nobody' });
  expect(meeting.join(bob)).toBe('waiting');
  expect(meeting.state.phase).toBe('not-begun');
});

test('with a lobby for nobody to bypass, account holders wait too', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'nobody' });
  meeting.join(alice);
  expect(meeting.join(bob)).toBe('waiting');
});

test('opening the lobby in the running meeting lets in who waits', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(carol);
  meeting.does(alice, { kind: 'change-settings', settings: { lobbyBypass: 'everyone' } });
  expect(meeting.join(carol)).toBe('in');
});

test('who was admitted comes back without the lobby, also into a locked meeting', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.admitted(carol);
  meeting.leave(carol);
  meeting.does(alice, { kind: 'set-locked', locked: true });
  expect(meeting.join(carol)).toBe('in');
});

test('a locked meeting takes nobody new, not even into the lobby, but its owner', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(bob);
  meeting.does(alice, { kind: 'set-locked', locked: true });
  expect(meeting.join(dora)).toBe('meeting_locked');
  expect(meeting.join(carol)).toBe('meeting_locked');
  meeting.leave(alice);
  expect(meeting.join(alice)).toBe('in');
});

test('who is sent back waits, whatever the settings say, and is admitted again by a host only', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  meeting.join(alice);
  meeting.join(bob);
  expect(meeting.does(alice, { kind: 'send-to-lobby', participantId: meeting.person(bob).id })).toBe('done');
  expect(lobbyViewFor(meeting.state, meeting.person(bob).id).reason).toBe('sent-back');
  expect(meeting.join(bob)).toBe('waiting');
  meeting.does(alice, { kind: 'admit', participantId: meeting.person(bob).id });
  expect(meeting.join(bob)).toBe('in');
});

test('who is refused may knock three times more and then no longer', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  for (let knock = 0; knock < 4; knock++) {
    expect(meeting.join(carol)).toBe('waiting');
    expect(meeting.does(alice, { kind: 'refuse', participantId: meeting.person(carol).id })).toBe('done');
  }
  expect(meeting.join(carol)).toBe('refused_in_lobby');
});

test('who is removed has to knock again, and does not come back as what they were', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  meeting.join(alice);
  meeting.join(bob);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'co-host' });
  meeting.does(alice, { kind: 'remove', participantId: meeting.person(bob).id, keepOut: false });
  expect(meeting.join(bob)).toBe('waiting');
  expect(meeting.role(bob)).toBe('participant');
});

test('who is kept out stays out for the run, and may knock at the next one', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.admitted(carol);
  meeting.does(alice, { kind: 'remove', participantId: meeting.person(carol).id, keepOut: true });
  expect(meeting.join(carol)).toBe('removed_from_meeting');
  meeting.does(alice, { kind: 'end' });
  meeting.join(alice);
  expect(meeting.state.run).toBe(2);
  expect(meeting.join(carol)).toBe('waiting');
});

test('the owner is put out by nobody, a co-host by hosts only', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  for (const one of [bob, dora]) meeting.does(alice, { kind: 'set-role', participantId: meeting.person(one).id, role: 'co-host' });
  expect(meeting.does(bob, { kind: 'remove', participantId: meeting.person(dora).id, keepOut: false })).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'send-to-lobby', participantId: meeting.person(dora).id })).toBe('not_allowed');
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'host' });
  expect(meeting.does(bob, { kind: 'remove', participantId: meeting.person(alice).id, keepOut: true })).toBe('not_allowed');
  expect(meeting.does(bob, { kind: 'remove', participantId: meeting.person(dora).id, keepOut: false })).toBe('done');
});

test('when the last host leaves, the longest-present co-host leads, and the owner coming back leads too', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'co-host' });
  meeting.leave(alice);
  expect(meeting.role(dora)).toBe('host');
  expect(meeting.role(bob)).toBe('participant');
  expect(meeting.join(alice)).toBe('in');
  expect(meeting.role(alice)).toBe('host');
});

test('without co-hosts a presenter leads before a participant, and guests and audience never do', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  meeting.admitted(carol);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(carol).id, role: 'co-host' });
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'presenter' });
  meeting.leave(alice);
  expect(meeting.role(dora)).toBe('host');
  meeting.does(dora, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'attendee' });
  meeting.leave(dora);
  expect(meeting.role(carol)).toBe('co-host');
  expect(meeting.role(bob)).toBe('attendee');
});

test('with nobody to hand over to the meeting goes on, and its lobby stays shut until a host comes', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  meeting.join(alice);
  meeting.join(carol);
  meeting.leave(alice);
  expect(meeting.state.phase).toBe('running');
  expect(isHosted(meeting.state)).toBe(false);
  expect(meeting.join(bob)).toBe('waiting');
  meeting.join(alice);
  expect(meeting.join(bob)).toBe('in');
});

test('an empty meeting ends, and a device that only resumes begins no new one', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.run({ kind: 'close-if-empty' });
  expect(meeting.state.phase).toBe('running');
  meeting.leave(alice);
  meeting.run({ kind: 'close-if-empty' });
  expect(meeting.state.phase).toBe('ended');
  expect(meeting.join(alice, true)).toBe('meeting_ended');
  expect(meeting.join(alice)).toBe('in');
});

test('a new run forgets roles, hands, lock and seat order', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(bob);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'co-host' });
  meeting.does(bob, { kind: 'set-hand', raised: true });
  meeting.does(alice, { kind: 'set-locked', locked: true });
  meeting.does(alice, { kind: 'end' });
  meeting.join(bob);
  meeting.join(alice);
  meeting.join(bob);
  expect(meeting.state.locked).toBe(false);
  expect(meeting.person(bob)).toMatchObject({ role: 'participant', handRaisedAtMs: null });
});

test('the seat order stays when somebody leaves and comes back', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  const before = meeting.person(bob).joinOrder;
  meeting.leave(bob);
  meeting.admitted(erik);
  meeting.join(bob);
  expect(meeting.person(bob).joinOrder).toBe(before);
  expect(meeting.person(erik).joinOrder).toBeGreaterThan(meeting.person(dora).joinOrder ?? 0);
});

test('a guest keeps the name a host let them in by', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(carol);
  meeting.join({ ...carol, name: 'Carola' });
  expect(meeting.person(carol).identity.name).toBe('Carola');
  meeting.admitted(carol);
  meeting.leave(carol);
  meeting.join({ ...carol, name: 'Alice' });
  expect(meeting.person(carol).identity.name).toBe('Carol');
});

test('meeting and lobby are full at their limits, but the owner gets in', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  meeting.join(alice);
  for (let guest = 1; guest < MAX_PARTICIPANTS.talk; guest++) meeting.join({ key: guestKey(`in-${guest}`), name: `Guest ${guest}` });
  expect(meeting.join(bob)).toBe('meeting_full');
  meeting.leave(alice);
  meeting.does({ key: guestKey('in-1'), name: 'x' }, { kind: 'set-hand', raised: true });
  for (let guest = 0; guest < MAX_WAITING.talk; guest++)
    expect(meeting.join({ key: guestKey(`waiting-${guest}`), name: 'W' })).toBe('waiting');
  expect(meeting.join(carol)).toBe('meeting_full');
  expect(meeting.join(alice)).toBe('in');
});

test('who knocks and goes away again leaves nothing behind', () => {
  const meeting = new Rehearsal();
  meeting.join(alice);
  meeting.join(carol);
  meeting.leave(carol);
  expect(participantOf(meeting.state, carol.key)).toBeUndefined();
});
