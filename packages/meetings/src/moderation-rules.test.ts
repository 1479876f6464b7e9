import { expect, test } from 'vitest';
import { mayUnmute } from './rights.ts';
import { alice, bob, carol, dora, Rehearsal } from './testing/rehearsal.ts';

function house(): Rehearsal {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, dora]) meeting.join(one);
  meeting.admitted(carol);
  return meeting;
}

test('hands have an order, raising again keeps the place, leaving lowers', () => {
  const meeting = house();
  meeting.does(bob, { kind: 'set-hand', raised: true });
  meeting.does(dora, { kind: 'set-hand', raised: true });
  meeting.does(bob, { kind: 'set-hand', raised: true });
  expect(meeting.person(bob).handRaisedAtMs).toBeLessThan(meeting.person(dora).handRaisedAtMs ?? 0);
  meeting.leave(bob);
  meeting.join(bob);
  expect(meeting.person(bob).handRaisedAtMs).toBeNull();
  expect(meeting.does(alice, { kind: 'lower-hand', participantId: meeting.person(dora).id })).toBe('done');
  expect(meeting.person(dora).handRaisedAtMs).toBeNull();
});

test('after "mute all" without unmuting, only hosts, those with the single right and those asked may unmute', () => {
  const meeting = house();
  const may = (who: typeof bob): boolean => mayUnmute(meeting.person(who), meeting.state.settings);
  meeting.does(alice, { kind: 'mute-all', mayUnmuteSelf: false });
  expect([alice, bob, carol].map(may)).toEqual([true, false, false]);
  meeting.does(alice, { kind: 'ask-unmute', participantId: meeting.person(bob).id });
  meeting.does(alice, { kind: 'set-right', participantId: meeting.person(carol).id, right: 'speak', granted: true });
  expect([alice, bob, carol].map(may)).toEqual([true, true, true]);
  meeting.does(alice, { kind: 'mute', participantId: meeting.person(bob).id });
  expect(may(bob)).toBe(false);
  meeting.does(alice, { kind: 'mute-all', mayUnmuteSelf: true });
  expect(may(bob)).toBe(true);
});

test('a participant moderates nobody', () => {
  const meeting = house();
  const target = { participantId: meeting.person(alice).id };
  const tries = [
    meeting.does(bob, { kind: 'mute', ...target }),
    meeting.does(bob, { kind: 'mute-all', mayUnmuteSelf: false }),
    meeting.does(bob, { kind: 'ask-unmute', ...target }),
    meeting.does(bob, { kind: 'stop-camera', ...target }),
    meeting.does(bob, { kind: 'stop-share', ...target }),
    meeting.does(bob, { kind: 'lower-hand', ...target }),
    meeting.does(bob, { kind: 'remove', ...target, keepOut: true }),
    meeting.does(bob, { kind: 'admit-all' }),
    meeting.does(bob, { kind: 'set-locked', locked: true }),
    meeting.does(bob, { kind: 'change-settings', settings: { lobbyBypass: 'everyone' } }),
    meeting.does(bob, { kind: 'pin-for-all', participantIds: [] }),
    meeting.does(bob, { kind: 'set-seat-order', participantIds: [] }),
    meeting.does(bob, { kind: 'end' }),
    meeting.does(bob, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'host' }),
  ];
  expect(new Set(tries)).toEqual(new Set(['right_missing']));
});

test('pins and seats name people who are there, and pins go with them', () => {
  const meeting = house();
  const ids = [meeting.person(bob).id, meeting.person(carol).id];
  meeting.does(alice, { kind: 'pin-for-all', participantIds: ids });
  meeting.does(alice, { kind: 'set-seat-order', participantIds: ids });
  meeting.leave(bob);
  expect(meeting.state.pinnedForAll).toEqual([meeting.person(carol).id]);
  expect(meeting.state.seatOrder).toEqual(ids);
  expect(meeting.does(alice, { kind: 'pin-for-all', participantIds: ids })).toBe('participant_not_found');
});

test('a plan changed while the meeting runs holds at once', () => {
  const meeting = house();
  meeting.run({ kind: 'change-plan', title: 'Lagebesprechung', settings: { mayShare: 'hosts' } });
  expect(meeting.state.config.title).toBe('Lagebesprechung');
  expect(meeting.state.settings.mayShare).toBe('hosts');
});

test('what the house locks for a kind of meeting, its host does not change either; the rest is the host’s', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'nobody', mayUnmuteSelf: true }, ['lobbyBypass', 'mayUnmuteSelf']);
  meeting.join(alice);
  expect(meeting.does(alice, { kind: 'change-settings', settings: { lobbyBypass: 'everyone' } })).toBe('setting_locked');
  expect(meeting.does(alice, { kind: 'change-settings', settings: { lobbyBypass: 'nobody', mayChat: 'hosts' } })).toBe('done');
  expect(meeting.does(alice, { kind: 'mute-all', mayUnmuteSelf: false })).toBe('done');
  expect(meeting.state.settings).toMatchObject({ lobbyBypass: 'nobody', mayChat: 'hosts', mayUnmuteSelf: true });
});
