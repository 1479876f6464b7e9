/** One decision in the making: events found so far and the state after them. */
import type { EpochMs, ParticipantId, QuestionId, Right } from '@saal/protocol';
import { apply } from './apply.ts';
import type { MeetingEvent } from './meeting-event.ts';
import type { MeetingState, Participant } from './meeting-state.ts';
import { rightMissing, type Refusal } from './refusal.ts';
import { hasRight } from './rights.ts';

/** What a decision needs from outside: time and fresh ids. */
export type DecisionContext = { nowMs: EpochMs; newParticipantId: () => ParticipantId; newQuestionId: () => QuestionId };

export class Deciding {
  readonly events: MeetingEvent[] = [];
  readonly context: DecisionContext;
  state: MeetingState;

  constructor(state: MeetingState, context: DecisionContext) {
    this.state = state;
    this.context = context;
  }

  emit(event: MeetingEvent): void {
    this.events.push(event);
    this.state = apply(this.state, event);
  }

  /** Who is inside by this id. */
  inside(id: ParticipantId): Participant | undefined {
    const participant = this.state.participants.get(id);
    return participant?.place === 'in' ? participant : undefined;
  }

  waiting(id: ParticipantId): Participant | undefined {
    const participant = this.state.participants.get(id);
    return participant?.place === 'waiting' ? participant : undefined;
  }

  may(actor: Participant, right: Right): Refusal | undefined {
    return hasRight(actor, right, this.state.settings) ? undefined : rightMissing(right);
  }
}
