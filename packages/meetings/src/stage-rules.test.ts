import { expect, test } from 'vitest';
import { hasRight, mayUnmute } from './rights.ts';
import { alice, bob, carol, dora, erik, Rehearsal } from './testing/rehearsal.ts';

function onStage(settings = {}): Rehearsal {
  const meeting = new Rehearsal({ size: 'stage', ...settings });
  for (const one of [alice, bob, carol, dora, erik]) meeting.admitted(one);
  return meeting;
}
const speaks = (meeting: Rehearsal, who: typeof bob): boolean => hasRight(meeting.person(who), 'speak', meeting.state.settings);

test('a talk becomes a stage by one switch: only who leads or presents may send, the others ask to come up', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob, carol]) meeting.admitted(one);
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(bob).id, role: 'presenter' });
  expect(speaks(meeting, carol)).toBe(true);
  expect(meeting.does(alice, { kind: 'change-settings', settings: { size: 'stage' } })).toBe('done');
  expect([alice, bob, carol].map((one) => speaks(meeting, one))).toEqual([true, true, false]);
  expect(hasRight(meeting.person(carol), 'raise-hand', meeting.state.settings)).toBe(true);

  meeting.does(alice, { kind: 'change-settings', settings: { size: 'talk' } });
  expect(speaks(meeting, carol)).toBe(true);
});

test('who raised the hand is on stage at once, and the hand is down', () => {
  const meeting = onStage();
  meeting.does(bob, { kind: 'set-hand', raised: true });
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  expect(meeting.person(bob)).toMatchObject({ stage: 'on', handRaisedAtMs: null });
  expect(speaks(meeting, bob)).toBe(true);
});

test('anybody else is asked first and may say no', () => {
  const meeting = onStage();
  const { id } = meeting.person(bob);
  meeting.does(alice, { kind: 'bring-to-stage', participantId: id });
  expect(speaks(meeting, bob)).toBe(false);
  meeting.does(bob, { kind: 'answer-stage', accept: false });
  expect(meeting.person(bob).stage).toBe('off');
  expect(meeting.does(bob, { kind: 'answer-stage', accept: true })).toBe('not_allowed');

  meeting.does(alice, { kind: 'bring-to-stage', participantId: id });
  meeting.does(bob, { kind: 'answer-stage', accept: true });
  expect(speaks(meeting, bob)).toBe(true);
});

test('nobody comes up by themselves, and only who moderates brings up or takes down', () => {
  const meeting = onStage();
  expect(meeting.does(bob, { kind: 'bring-to-stage', participantId: meeting.person(bob).id })).toBe('right_missing');
  expect(meeting.does(bob, { kind: 'answer-stage', accept: true })).toBe('not_allowed');
  meeting.does(carol, { kind: 'set-hand', raised: true });
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(carol).id });
  expect(meeting.does(bob, { kind: 'take-off-stage', participantId: meeting.person(carol).id })).toBe('right_missing');
  expect(speaks(meeting, carol)).toBe(true);
  meeting.does(alice, { kind: 'take-off-stage', participantId: meeting.person(carol).id });
  expect(speaks(meeting, carol)).toBe(false);
});

test('there are no more seats than set; who leaves or goes down frees one', () => {
  const meeting = onStage({ stageSeats: 1 });
  const bring = (who: typeof bob): string => meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(who).id });
  expect(bring(bob)).toBe('done');
  expect(bring(carol)).toBe('stage_full');
  meeting.does(bob, { kind: 'answer-stage', accept: true });
  expect(bring(carol)).toBe('stage_full');
  meeting.does(bob, { kind: 'leave-stage' });
  expect(bring(carol)).toBe('done');
  meeting.leave(carol);
  expect(bring(dora)).toBe('done');
});

test('presenters take no seat of the audience', () => {
  const meeting = onStage({ stageSeats: 1 });
  meeting.does(alice, { kind: 'set-role', participantId: meeting.person(dora).id, role: 'presenter' });
  expect(meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id })).toBe('done');
});

test('who is brought up may unmute, also where unmuting is not allowed', () => {
  const meeting = onStage({ mayUnmuteSelf: false });
  meeting.does(bob, { kind: 'set-hand', raised: true });
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  expect(mayUnmute(meeting.person(bob), meeting.state.settings)).toBe(true);
});

test('who is brought up may what presenters may, also where a talk let only those speak', () => {
  const meeting = onStage({ maySpeak: 'presenters', mayShare: 'hosts' });
  meeting.does(bob, { kind: 'set-hand', raised: true });
  meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id });
  expect(speaks(meeting, bob)).toBe(true);
  expect(hasRight(meeting.person(bob), 'share', meeting.state.settings)).toBe(false);
});

test('in a talk nobody is brought anywhere', () => {
  const meeting = new Rehearsal();
  for (const one of [alice, bob]) meeting.admitted(one);
  expect(meeting.does(alice, { kind: 'bring-to-stage', participantId: meeting.person(bob).id })).toBe('not_allowed');
});

test('the audience of a planned event waits until it is opened, also those who need not wait otherwise', () => {
  const meeting = new Rehearsal({ size: 'event', lobbyBypass: 'everyone' });
  meeting.join(alice);
  expect(meeting.join(bob)).toBe('waiting');
  expect(meeting.join(carol)).toBe('waiting');
  meeting.does(alice, { kind: 'admit', participantId: meeting.person(bob).id });
  meeting.join(bob);
  expect(meeting.does(bob, { kind: 'start-event' })).toBe('right_missing');
  expect(meeting.person(carol).place).toBe('waiting');

  expect(meeting.does(alice, { kind: 'start-event' })).toBe('done');
  expect(meeting.person(carol).admitted).toBe(true);
  expect(meeting.join(erik)).toBe('in');
});

test('opening an event lets nobody pass whom the lobby would hold', () => {
  const meeting = new Rehearsal({ size: 'event', lobbyBypass: 'accounts' });
  meeting.join(alice);
  meeting.join(bob);
  meeting.join(carol);
  meeting.does(alice, { kind: 'start-event' });
  expect(meeting.person(bob).admitted).toBe(true);
  expect(meeting.person(carol)).toMatchObject({ place: 'waiting', admitted: false });
});

test('a meeting that grows to an event while it runs is open', () => {
  const meeting = new Rehearsal({ lobbyBypass: 'everyone' });
  meeting.join(alice);
  meeting.does(alice, { kind: 'change-settings', settings: { size: 'event' } });
  expect(meeting.join(carol)).toBe('in');
});
