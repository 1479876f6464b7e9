import { rights, roles, type ParticipantId } from '@saal/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from './apply.ts';
import { isGuest, type Identity } from './identity.ts';
import type { Command } from './meeting-command.ts';
import { StoredEvent } from './meeting-event.ts';
import { isOwner, moderates, peopleAt, type MeetingState } from './meeting-state.ts';
import { hasRight, isOnStage } from './rights.ts';
import { alice, bob, carol, dora, emptyMeeting, erik, Rehearsal } from './testing/rehearsal.ts';
import { lobbyViewFor, viewFor, type Runtime } from './view.ts';

const people: Identity[] = [alice, bob, carol, dora, erik];
const person = fc.integer({ min: 0, max: people.length - 1 });
const who = person;
const bool = fc.boolean();

/** A command of people by their place in the cast; resolved against the state when its turn comes. */
type Step = (meeting: Rehearsal) => Command | undefined;
const idOf = (meeting: Rehearsal, index: number): ParticipantId | undefined =>
  [...meeting.state.participants.values()].find(({ identity }) => identity.key === people[index]?.key)?.id;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ index: person, resuming: fc.constant(false) })
      .map(({ index, resuming }): Step => () => ({ kind: 'join', identity: people[index] ?? alice, resuming })),
  },
  person.map((index): Step => (meeting) => {
    const participantId = idOf(meeting, index);
    return participantId && { kind: 'leave', participantId, cause: 'left' };
  }),
  {
    weight: 6,
    arbitrary: fc
      .record({
        actor: who,
        target: who,
        pick: fc.nat(),
        flag: bool,
        role: fc.constantFrom(...roles),
        right: fc.constantFrom(...rights),
        bypass: fc.constantFrom('everyone' as const, 'accounts' as const, 'nobody' as const),
      })
      .map(({ actor, target, pick, flag, role, right, bypass }): Step => (meeting) => {
        const by = idOf(meeting, actor);
        const participantId = idOf(meeting, target);
        if (!by || !participantId) return undefined;
        const commands: Command[] = [
          { kind: 'set-hand', by, raised: flag },
          { kind: 'lower-hand', by, participantId },
          { kind: 'admit', by, participantId },
          { kind: 'admit-all', by },
          { kind: 'refuse', by, participantId },
          { kind: 'send-to-lobby', by, participantId },
          { kind: 'set-role', by, participantId, role },
          { kind: 'set-right', by, participantId, right, granted: flag },
          { kind: 'set-right', by, participantId, right, granted: null },
          { kind: 'mute', by, participantId },
          { kind: 'mute-all', by, mayUnmuteSelf: flag },
          { kind: 'ask-unmute', by, participantId },
          { kind: 'remove', by, participantId, keepOut: flag },
          { kind: 'set-locked', by, locked: flag },
          { kind: 'change-settings', by, settings: { lobbyBypass: bypass } },
          { kind: 'pin-for-all', by, participantIds: [participantId] },
          { kind: 'set-seat-order', by, participantIds: [participantId] },
          { kind: 'set-away', by, away: flag },
          { kind: 'change-settings', by, settings: { size: flag ? 'event' : 'stage', stageSeats: 1 } },
          { kind: 'change-settings', by, settings: { size: 'talk' } },
          { kind: 'bring-to-stage', by, participantId },
          { kind: 'answer-stage', by, accept: flag },
          { kind: 'leave-stage', by },
          { kind: 'take-off-stage', by, participantId },
          { kind: 'start-event', by },
          { kind: 'ask-question', by, text: 'Warum?', anonymous: flag },
          { kind: 'end', by },
        ];
        return commands[pick % commands.length];
      }),
  },
  fc.constant<Step>(() => ({ kind: 'close-if-empty' })),
);

/** Half of them begin with everybody inside: else much of what is tried is refused at the door. */
const rehearsal = fc.record({ inside: bool, steps: fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }) });
function begin(inside: boolean): Rehearsal {
  const meeting = new Rehearsal();
  if (inside) for (const one of [alice, bob, dora, carol, erik]) meeting.admitted(one);
  return meeting;
}

/** Alice makes it an event. */
const grown: Step = (meeting) => {
  const by = idOf(meeting, 0);
  return by && { kind: 'change-settings', by, settings: { size: 'event' } };
};

const runtime: Runtime = { live: new Map(), speaking: [], activeSpeaker: null };

function hosts(state: MeetingState): ParticipantId[] {
  return [...state.participants.values()].filter(({ role }) => role === 'host').map(({ id }) => id);
}

test('no sequence of commands makes a guest a host, or a host without a host, the owner or a hand-over', () => {
  fc.assert(
    fc.property(rehearsal, ({ inside, steps }) => {
      const meeting = begin(inside);
      for (const next of steps) {
        const before = meeting.state;
        const command = next(meeting);
        if (!command) continue;
        const events = meeting.run(command);
        const newHosts = hosts(meeting.state).filter((id) => before.participants.get(id)?.role !== 'host');
        for (const id of newHosts) {
          const host = meeting.state.participants.get(id);
          expect(host && isGuest(host.identity.key)).toBe(false);
          const handedOver = typeof events !== 'string' && events.some((event) => event.type === 'handed-over' && event.toId === id);
          const byHost = command.kind === 'set-role' && before.participants.get(command.by)?.role === 'host';
          expect(handedOver || byHost || (host && isOwner(meeting.state, host.identity.key))).toBe(true);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test('what somebody does inside, they had the right to do', () => {
  fc.assert(
    fc.property(rehearsal, ({ inside, steps }) => {
      const meeting = begin(inside);
      for (const next of steps) {
        const before = meeting.state;
        const command = next(meeting);
        if (!command) continue;
        const events = meeting.run(command);
        if (typeof events === 'string' || events.length === 0 || !('by' in command)) continue;
        const actor = before.participants.get(command.by);
        expect(actor?.place).toBe('in');
        const needed = {
          admit: 'admit',
          'admit-all': 'admit',
          refuse: 'admit',
          'send-to-lobby': 'admit',
          'set-role': 'change-roles',
          'set-right': 'change-roles',
          mute: 'mute-others',
          'mute-all': 'mute-others',
          remove: 'remove',
          'set-locked': 'lock',
          'change-settings': 'change-settings',
          'bring-to-stage': 'mute-others',
          'take-off-stage': 'mute-others',
          'start-event': 'change-settings',
          end: 'end',
        } as const;
        const right = Object.entries(needed).find(([kind]) => kind === command.kind)?.[1];
        if (actor && right) expect(hasRight(actor, right, before.settings)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('somebody who waits has a lobby view that names nobody inside, and no other view', () => {
  fc.assert(
    fc.property(rehearsal, ({ inside, steps }) => {
      const meeting = begin(inside);
      for (const next of steps) {
        const command = next(meeting);
        if (command) meeting.run(command);
        for (const waiting of peopleAt(meeting.state, 'waiting')) {
          expect(viewFor(meeting.state, runtime, waiting.id, { deviceId: 'device-00' as never, companion: false })).toBeUndefined();
          const lobby = JSON.stringify(lobbyViewFor(meeting.state, waiting.id));
          for (const other of meeting.state.participants.values()) {
            if (other.id !== waiting.id) expect(lobby).not.toContain(`"${other.id}"`);
          }
        }
        for (const one of peopleAt(meeting.state, 'in')) {
          const view = viewFor(meeting.state, runtime, one.id, { deviceId: 'device-00' as never, companion: false });
          if (!hasRight(one, 'admit', meeting.state.settings)) expect(view?.waiting).toEqual([]);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('the audience sends nothing, and in an event does not see itself', () => {
  fc.assert(
    fc.property(rehearsal, ({ inside, steps }) => {
      const meeting = begin(inside);
      for (const next of [grown, ...steps]) {
        const command = next(meeting);
        if (command) meeting.run(command);
        const { state } = meeting;
        const here = peopleAt(state, 'in');
        const audience = here.filter((one) => !isOnStage(one, state.settings));
        for (const one of audience)
          for (const right of ['speak', 'show-camera', 'share'] as const) expect(hasRight(one, right, state.settings)).toBe(false);
        if (state.settings.size === 'talk' || state.settings.audienceVisible) continue;
        if (state.settings.size !== 'event') continue;
        for (const one of audience) {
          if (moderates(state, one)) continue;
          const view = viewFor(state, runtime, one.id, { deviceId: 'device-00' as never, companion: false });
          for (const other of audience) if (other.id !== one.id) expect(JSON.stringify(view?.participants)).not.toContain(`"${other.id}"`);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('replaying the stored events, through JSON, gives the same state', () => {
  fc.assert(
    fc.property(rehearsal, ({ inside, steps }) => {
      const meeting = begin(inside);
      for (const next of steps) {
        const command = next(meeting);
        if (command) meeting.run(command);
      }
      const replayed = meeting.stored.map((event) => StoredEvent.parse(JSON.parse(JSON.stringify(event)))).reduce(apply, emptyMeeting());
      expect(replayed).toEqual(meeting.state);
    }),
    { numRuns: 300 },
  );
});
