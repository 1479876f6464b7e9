import { LIST_ALL_UP_TO, PEOPLE_PER_PAGE, type ParticipantId, type Snapshot } from '@saal/protocol';
import { expect, test } from 'vitest';
import { guestKey } from './identity.ts';
import { alice, bob, Rehearsal } from './testing/rehearsal.ts';
import { peoplePage, recipientView, sharedView, snapshotOf, viewFor, type Runtime } from './view.ts';
import { keepUnchanged, viewDiff } from './view-diff.ts';

const runtime: Runtime = { live: new Map(), speaking: [], activeSpeaker: null };
const device = { deviceId: 'device-00' as never, companion: false };

/** Alice leads, Bob listens, and so many guests. */
function meetingOf(guests: number, settings = {}): Rehearsal {
  const meeting = new Rehearsal({ size: 'event', lobbyBypass: 'everyone', ...settings });
  meeting.join(alice);
  meeting.does(alice, { kind: 'start-event' });
  meeting.join(bob);
  for (let guest = 1; guest <= guests; guest++) meeting.join({ key: guestKey(`guest-${guest}`), name: `Gast ${guest}` });
  return meeting;
}
function seen(meeting: Rehearsal, who: typeof bob): Snapshot {
  const view = viewFor(meeting.state, runtime, meeting.person(who).id, device);
  if (!view) throw new Error('not inside');
  return view;
}

test('what somebody of the audience is told does not grow with the event', () => {
  const bytes = [120, 1_658].map((guests) => JSON.stringify(seen(meetingOf(guests), bob)).length);
  expect(Math.abs((bytes[0] ?? 0) - (bytes[1] ?? 0))).toBeLessThan(20);
  expect(seen(meetingOf(1_658), bob)).toMatchObject({ listed: 'stage', counts: { inside: 1_660, stage: 1, came: 0, hands: 0 } });
});

test('one more of 1,660 costs each of the others a few bytes, whatever the size', () => {
  for (const guests of [200, 1_658]) {
    const meeting = meetingOf(guests);
    const { id } = meeting.person(bob);
    const shared = sharedView(meeting.state, runtime);
    const before = recipientView(meeting.state, shared, id, device, undefined);
    meeting.join({ key: guestKey('late'), name: 'Late' });
    const now = recipientView(meeting.state, keepUnchanged(shared, sharedView(meeting.state, runtime)), id, device, undefined);
    if (!before || !now) throw new Error('not inside');
    const diff = viewDiff(before, now);
    expect(Object.keys(diff ?? {})).toEqual(['counts']);
    expect(JSON.stringify(diff).length).toBeLessThan(120);
  }
});

test('in an event the audience sees the stage and itself; who moderates sees hands too', () => {
  const meeting = meetingOf(3);
  expect(seen(meeting, bob).participants.map(({ name }) => name)).toEqual(['Alice', 'Bob']);
  expect(seen(meeting, alice).participants).toHaveLength(5);
  const large = meetingOf(LIST_ALL_UP_TO + 10);
  large.run({ kind: 'set-hand', by: large.person({ key: guestKey('guest-7'), name: '' }).id, raised: true });
  expect(seen(large, alice).participants.map(({ name }) => name)).toEqual(['Alice', 'Gast 7']);
  expect(seen(large, alice).counts).toMatchObject({ hands: 1, most: 112, came: 112 });
  expect(seen(large, bob).participants.map(({ name }) => name)).toEqual(['Alice', 'Bob']);
});

test('who comes on stage is told to all as one entry, who goes is taken out, oneself always stays', () => {
  const meeting = meetingOf(LIST_ALL_UP_TO + 10);
  const carol = meeting.person({ key: guestKey('guest-3'), name: '' });
  const viewOf = (id: ParticipantId) => {
    const view = recipientView(meeting.state, sharedView(meeting.state, runtime), id, device, undefined);
    if (!view) throw new Error('not inside');
    return view;
  };
  const told = (id: ParticipantId, change: () => void) => {
    const before = viewOf(id);
    change();
    return viewDiff(before, viewOf(id))?.participants;
  };
  meeting.run({ kind: 'set-hand', by: carol.id, raised: true });
  const up = told(meeting.person(bob).id, () => meeting.does(alice, { kind: 'bring-to-stage', participantId: carol.id }));
  expect(up?.upserted.map(({ name, stage }) => `${name} ${stage}`)).toEqual(['Gast 3 on']);
  expect(snapshotOf(viewOf(carol.id), runtime).participants.map(({ name }) => name)).toEqual(['Alice', 'Gast 3']);
  const down = told(carol.id, () => meeting.does(alice, { kind: 'take-off-stage', participantId: carol.id }));
  expect(down?.removed).toEqual([]);
  expect(down?.upserted.map(({ name, stage }) => `${name} ${stage}`)).toEqual(['Gast 3 off']);
});

test('the list comes by page and search, without case and accents, to those who may see it', () => {
  const meeting = meetingOf(130);
  meeting.join({ key: guestKey('muller'), name: 'Jörg Müller' });
  const page = (who: typeof bob, query: { page?: number; search?: string }) =>
    peoplePage(meeting.state, runtime, meeting.person(who), { place: 'in', page: 0, ...query });
  expect(page(alice, {})).toMatchObject({ total: 133 });
  const last = page(alice, { page: 2 });
  expect('people' in last && last.people).toHaveLength(133 - 2 * PEOPLE_PER_PAGE);
  const found = page(alice, { search: 'muller' });
  expect('people' in found && found.people.map(({ name }) => name)).toEqual(['Jörg Müller']);
  expect(page(bob, {})).toEqual({ missing: 'mute-others' });
  meeting.does(alice, { kind: 'change-settings', settings: { audienceVisible: true } });
  expect(page(bob, {})).toMatchObject({ total: 133 });
  expect(peoplePage(meeting.state, runtime, meeting.person(bob), { place: 'waiting', page: 0 })).toEqual({ missing: 'admit' });
});

test('a talk of more than a hundred lists those who lead or send', () => {
  const meeting = meetingOf(120, { size: 'talk' });
  const speaker = meeting.person({ key: guestKey('guest-9'), name: '' }).id;
  const stream = { producerId: 'p', source: 'microphone' as const, deviceId: 'd' as never, paused: false };
  const live = new Map([[speaker, { connected: true, streams: [stream], quality: { level: 3, reason: 'none' as const } }]]);
  const view = viewFor(meeting.state, { ...runtime, live }, meeting.person(bob).id, device);
  expect(view?.participants.map(({ name }) => name)).toEqual(['Alice', 'Gast 9', 'Bob']);
});
