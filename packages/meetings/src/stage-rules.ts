/** Who is on stage in a stage or event, and when the audience of an event is let in (R27, G1). */
import type { ParticipantId } from '@saal/protocol';
import type { Deciding } from './deciding.ts';
import type { CommandOf } from './meeting-command.ts';
import { isGreenRoom, peopleAt, type Participant } from './meeting-state.ts';
import type { Refusal } from './refusal.ts';
import { isOnStage, takesStageSeat, type StagePlace } from './rights.ts';

/** Whose hand is up has asked for it and is on stage at once; anybody else is asked: no microphone opens unasked. */
export function bringToStage(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'bring-to-stage'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'mute-others');
  if (refusal) return refusal;
  const target = deciding.inside(participantId);
  if (!target) return { code: 'participant_not_found' };
  const { settings } = deciding.state;
  if (settings.size === 'talk') return { code: 'not_allowed' };
  const asked = target.handRaisedAtMs !== null;
  if (target.stage === 'invited' ? !asked : isOnStage(target, settings)) return undefined;
  const taken = peopleAt(deciding.state, 'in').filter((one) => one.id !== target.id && takesStageSeat(one)).length;
  if (taken >= settings.stageSeats) return { code: 'stage_full', details: { limit: settings.stageSeats } };
  put(deciding, participantId, asked ? 'on' : 'invited', actor.id);
  return undefined;
}

export function answerStage(deciding: Deciding, actor: Participant, { accept }: CommandOf<'answer-stage'>): Refusal | undefined {
  // Taken back meanwhile, or answered on another device.
  if (actor.stage !== 'invited') return { code: 'not_allowed' };
  put(deciding, actor.id, accept ? 'on' : 'off', actor.id);
  return undefined;
}

export function leaveStage(deciding: Deciding, actor: Participant): Refusal | undefined {
  if (actor.stage !== 'off') put(deciding, actor.id, 'off', actor.id);
  return undefined;
}

export function takeOffStage(deciding: Deciding, actor: Participant, { participantId }: CommandOf<'take-off-stage'>): Refusal | undefined {
  const refusal = deciding.may(actor, 'mute-others');
  if (refusal) return refusal;
  const target = deciding.inside(participantId);
  if (!target) return { code: 'participant_not_found' };
  if (target.stage !== 'off') put(deciding, participantId, 'off', actor.id);
  return undefined;
}

function put(deciding: Deciding, participantId: ParticipantId, stage: StagePlace, by: ParticipantId): void {
  deciding.emit({ type: 'stage-changed', participantId, stage, by });
  if (stage === 'on' && (deciding.inside(participantId)?.handRaisedAtMs ?? null) !== null)
    deciding.emit({ type: 'hand-changed', participantId, raisedAtMs: null, by: null });
}

/** The audience that waits is let in, as far as the lobby's settings go. */
export function startEvent(deciding: Deciding, actor: Participant): Refusal | undefined {
  const refusal = deciding.may(actor, 'change-settings');
  if (refusal) return refusal;
  if (isGreenRoom(deciding.state)) deciding.emit({ type: 'aired', by: actor.id, atMs: deciding.context.nowMs });
  return undefined;
}
