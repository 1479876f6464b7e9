/** Behind the stage: where the panel of a stage or event talks and writes among itself, unheard by the audience (G1). */
import type { ParticipantId } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import type { CommandOf } from './meeting-command.ts';
import { peopleAt, type MeetingState, type Participant } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';
import { isBackstage, isPanel } from './rights.ts';

/** Each goes by oneself: nobody is made unheard, and nobody is put before the audience, by others. */
export function setBackstage(deciding: Deciding, actor: Participant, { backstage }: CommandOf<'set-backstage'>): Refusal | undefined {
  if (!isPanel(actor, deciding.state.settings)) return { code: 'not_allowed' };
  if (actor.backstage !== backstage) deciding.emit({ type: 'backstage-changed', participantId: actor.id, backstage });
  return undefined;
}

export function sayBackstage(deciding: Deciding, actor: Participant, { text }: CommandOf<'say-backstage'>): Refusal | undefined {
  if (!isPanel(actor, deciding.state.settings)) return { code: 'not_allowed' };
  deciding.emit({ type: 'backstage-said', participantId: actor.id, text, atMs: deciding.context.nowMs });
  return undefined;
}

/** Who is told what is written there, and who is there. */
export function panelOf(state: MeetingState): Participant[] {
  return peopleAt(state, 'in').filter((one) => isPanel(one, state.settings));
}

export function backstageOf(state: MeetingState): ParticipantId[] {
  return peopleAt(state, 'in')
    .filter((one) => isBackstage(one, state.settings))
    .map(({ id }) => id);
}
