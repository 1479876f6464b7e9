/** The rules without a server: people by name, commands, and the state they lead to. */
import {
  MeetingId,
  MeetingNumber,
  ParticipantId,
  PersonId,
  QuestionId,
  defaultSettings,
  type MeetingSettings,
  type SettingName,
} from '@saal/protocol';
import { apply } from '../apply.ts';
import { decide } from '../decide.ts';
import { guestKey, personKey, type Identity } from '../identity.ts';
import type { Preset } from '../invited.ts';
import type { ActorCommand, Command } from '../meeting-command.ts';
import { isStored, type MeetingEvent, type StoredEvent } from '../meeting-event.ts';
import { closedMeeting, participantOf, type MeetingState, type Participant } from '../meeting-state.ts';

type WithoutBy<C> = C extends ActorCommand ? Omit<C, 'by'> : never;

export const alice: Identity = { key: personKey(PersonId.parse('alice-person')), name: 'Alice' };
export const bob: Identity = { key: personKey(PersonId.parse('bob-person')), name: 'Bob' };
export const dora: Identity = { key: personKey(PersonId.parse('dora-person')), name: 'Dora' };
export const carol: Identity = { key: guestKey('carol'), name: 'Carol' };
export const erik: Identity = { key: guestKey('erik'), name: 'Erik' };

/** Alice's meeting. */
export function emptyMeeting(settings: Partial<MeetingSettings> = {}): MeetingState {
  return closedMeeting(
    {
      id: MeetingId.parse('meeting-of-alice-12345'),
      number: MeetingNumber.parse('123456789'),
      title: 'Jour fixe',
      ownerId: PersonId.parse('alice-person'),
      settings: { ...defaultSettings, ...settings },
      inviterName: 'Alice',
    },
    0,
  );
}

export class Rehearsal {
  state: MeetingState;
  readonly stored: StoredEvent[] = [];
  nowMs = 1_000_000;
  private ids = 0;

  constructor(settings: Partial<MeetingSettings> = {}, lockedSettings?: readonly SettingName[]) {
    const empty = emptyMeeting(settings);
    this.state = { ...empty, config: { ...empty.config, lockedSettings } };
  }

  /** Runs a command a second later. @returns the events, or the code of the refusal */
  run(command: Command): readonly MeetingEvent[] | string {
    this.nowMs += 1_000;
    const decision = decide(this.state, command, {
      nowMs: this.nowMs,
      newParticipantId: () => ParticipantId.parse(`participant-${++this.ids}`),
      newQuestionId: () => QuestionId.parse(`question-${++this.ids}`),
    });
    if (!decision.ok) return decision.refusal.code;
    this.state = decision.events.reduce(apply, this.state);
    this.stored.push(...decision.events.filter(isStored));
    return decision.events;
  }

  /** @returns where they are then, or the code of the refusal */
  join(identity: Identity, resuming = false, preset?: Preset): string {
    const outcome = this.run({ kind: 'join', identity, resuming, preset });
    return typeof outcome === 'string' ? outcome : this.person(identity).place;
  }

  /** @returns 'done' or the code of the refusal */
  does(who: Identity, command: WithoutBy<ActorCommand>): string {
    const outcome = this.run({ ...command, by: this.person(who).id });
    return typeof outcome === 'string' ? outcome : 'done';
  }

  leave(identity: Identity): void {
    this.run({ kind: 'leave', participantId: this.person(identity).id, cause: 'left' });
  }

  /** Knock, be admitted by Alice, enter. */
  admitted(identity: Identity): void {
    if (this.join(identity) !== 'waiting') return;
    this.does(alice, { kind: 'admit', participantId: this.person(identity).id });
    this.join(identity);
  }

  person(identity: Identity): Participant {
    const participant = participantOf(this.state, identity.key);
    if (!participant) throw new Error(`${identity.name} is unknown`);
    return participant;
  }

  role(identity: Identity): string {
    return this.person(identity).role;
  }
}
