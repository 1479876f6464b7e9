/** The meeting of a room: who belongs to it enters as they come, and is out with the room. */
import { expect, test } from 'vitest';
import { alice, bob, carol, dora, Rehearsal } from './testing/rehearsal.ts';

/** Alice called. */
class RoomRehearsal extends Rehearsal {
  constructor() {
    super({ lobbyBypass: 'nobody' });
    this.state = { ...this.state, config: { ...this.state.config, ofRoom: true } };
  }
  comes(who: typeof alice): string {
    const outcome = this.run({ kind: 'join', identity: who, resuming: false, isMember: true });
    return typeof outcome === 'string' ? outcome : this.person(who).place;
  }
}

test('whoever of the room comes first begins the meeting and leads it, all others enter without a lobby', () => {
  const meeting = new RoomRehearsal();
  expect(meeting.comes(bob)).toBe('in');
  expect(meeting.state.phase).toBe('running');
  expect(meeting.person(bob).role).toBe('host');
  expect(meeting.comes(dora)).toBe('in');
  expect(meeting.person(dora).role).toBe('participant');
  expect(meeting.comes(alice)).toBe('in');
  expect(meeting.person(alice).role).toBe('host');
});

test('others wait, a guest as a colleague who is not of the room', () => {
  const meeting = new RoomRehearsal();
  meeting.comes(alice);
  expect([meeting.join(carol), meeting.join(bob)]).toEqual(['waiting', 'waiting']);
  meeting.admitted(carol);
  expect(meeting.person(carol).place).toBe('in');
});

test('who was put out of the room is out of its meeting, the one who called too, and knocks like everybody else', () => {
  const meeting = new RoomRehearsal();
  meeting.comes(alice);
  meeting.comes(bob);
  meeting.run({ kind: 'put-out', key: alice.key });
  expect(meeting.person(alice).place).toBe('out');
  expect(meeting.person(bob).role).toBe('host');
  expect(meeting.join(alice)).toBe('waiting');
  expect(meeting.run({ kind: 'put-out', key: carol.key })).toEqual([]);
});
