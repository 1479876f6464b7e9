/** A command and the state give events, or a refusal. Pure: the conductor stores, applies and tells. */
import { sayBackstage, setBackstage } from './backstage-rules.ts';
import { Deciding, type DecisionContext } from './deciding.ts';
import { admit, admitAll, join, leave, openLobbyDoors, putOut, refuse, remove, sendToLobby } from './lobby-rules.ts';
import type { ActorCommand, Command } from './meeting-command.ts';
import type { MeetingEvent } from './meeting-event.ts';
import { peopleAt, type MeetingState, type Participant } from './meeting-state.ts';
import {
  askUnmute,
  changePlan,
  changeSettings,
  end,
  lowerHand,
  mute,
  muteAll,
  pinForAll,
  react,
  setAway,
  setHand,
  setLocked,
  setSeatOrder,
  stopCamera,
  stopShare,
} from './moderation-rules.ts';
import { askQuestion, moderateQuestion, voteQuestion, withdrawQuestion } from './question-rules.ts';
import type { Refusal } from './refusal.ts';
import { setRight, setRole } from './role-rules.ts';
import { answerStage, bringToStage, leaveStage, startEvent, takeOffStage } from './stage-rules.ts';

export type Decision = { ok: true; events: readonly MeetingEvent[] } | { ok: false; refusal: Refusal };

/** @param context time now and fresh ids; the only things taken from outside */
export function decide(state: MeetingState, command: Command, context: DecisionContext): Decision {
  const deciding = new Deciding(state, context);
  const refusal = 'by' in command ? decideFor(deciding, command) : decideOutside(deciding, command);
  if (refusal) return { ok: false, refusal };
  openLobbyDoors(deciding);
  return { ok: true, events: deciding.events };
}

function decideFor(deciding: Deciding, command: ActorCommand): Refusal | undefined {
  const actor = deciding.inside(command.by);
  if (!actor || deciding.state.phase !== 'running') return { code: 'not_a_participant' };
  return act(deciding, actor, command);
}

function act(deciding: Deciding, actor: Participant, command: ActorCommand): Refusal | undefined {
  switch (command.kind) {
    case 'set-hand':
      return setHand(deciding, actor, command);
    case 'lower-hand':
      return lowerHand(deciding, actor, command);
    case 'react':
      return react(deciding, actor, command);
    case 'set-away':
      return setAway(deciding, actor, command);
    case 'admit':
      return admit(deciding, actor, command.participantId);
    case 'admit-all':
      return admitAll(deciding, actor);
    case 'refuse':
      return refuse(deciding, actor, command.participantId);
    case 'send-to-lobby':
      return sendToLobby(deciding, actor, command.participantId);
    case 'set-role':
      return setRole(deciding, actor, command);
    case 'set-right':
      return setRight(deciding, actor, command);
    case 'mute':
      return mute(deciding, actor, command);
    case 'mute-all':
      return muteAll(deciding, actor, command);
    case 'ask-unmute':
      return askUnmute(deciding, actor, command);
    case 'stop-camera':
      return stopCamera(deciding, actor, command);
    case 'stop-share':
      return stopShare(deciding, actor, command);
    case 'remove':
      return remove(deciding, actor, command);
    case 'set-locked':
      return setLocked(deciding, actor, command);
    case 'change-settings':
      return changeSettings(deciding, actor, command);
    case 'pin-for-all':
      return pinForAll(deciding, actor, command.participantIds);
    case 'set-seat-order':
      return setSeatOrder(deciding, actor, command.participantIds);
    case 'bring-to-stage':
      return bringToStage(deciding, actor, command);
    case 'answer-stage':
      return answerStage(deciding, actor, command);
    case 'leave-stage':
      return leaveStage(deciding, actor);
    case 'take-off-stage':
      return takeOffStage(deciding, actor, command);
    case 'start-event':
      return startEvent(deciding, actor);
    case 'set-backstage':
      return setBackstage(deciding, actor, command);
    case 'say-backstage':
      return sayBackstage(deciding, actor, command);
    case 'ask-question':
      return askQuestion(deciding, actor, command);
    case 'vote-question':
      return voteQuestion(deciding, actor, command);
    case 'withdraw-question':
      return withdrawQuestion(deciding, actor, command);
    case 'moderate-question':
      return moderateQuestion(deciding, actor, command);
    case 'end':
      return end(deciding, actor);
  }
}

function decideOutside(deciding: Deciding, command: Exclude<Command, ActorCommand>): Refusal | undefined {
  const { state, context } = deciding;
  switch (command.kind) {
    case 'join':
      return join(deciding, command);
    case 'leave':
      return leave(deciding, command);
    case 'change-plan':
      return changePlan(deciding, command);
    case 'put-out':
      return putOut(deciding, command);
    case 'close-if-empty': {
      // Those who wait before the meeting begins keep it open; those who wait for nobody to come do not.
      const empty = peopleAt(state, 'in').length === 0 && (state.phase === 'running' || peopleAt(state, 'waiting').length === 0);
      if (empty && state.phase !== 'ended') deciding.emit({ type: 'ended', cause: 'empty', by: null, atMs: context.nowMs });
      return undefined;
    }
    case 'close':
      if (state.phase !== 'ended') deciding.emit({ type: 'ended', cause: 'ended', by: null, atMs: context.nowMs });
      return undefined;
  }
}
