/** The next state after a fact. Total and pure: replaying the stored events gives the same state. */
import type { ParticipantId, QuestionId } from '@saal/protocol';
import type { Identity } from './identity.ts';
import type { MeetingEvent } from './meeting-event.ts';
import { closedMeeting, peopleAt, type MeetingState, type Participant, type Question } from './meeting-state.ts';

type Changes = Partial<Participant>;

function withParticipant(state: MeetingState, id: ParticipantId, changes: Changes): MeetingState {
  const before = state.participants.get(id);
  if (!before) return state;
  return { ...state, participants: new Map(state.participants).set(id, { ...before, ...changes }) };
}

function withNewcomer(state: MeetingState, id: ParticipantId, identity: Identity, changes: Changes): MeetingState {
  const known = state.participants.get(id);
  const before: Participant = known ?? {
    id,
    identity,
    place: 'out',
    admitted: false,
    mustWait: false,
    sentBack: false,
    refusals: 0,
    waitingSinceMs: 0,
    role: 'participant',
    single: {},
    joinOrder: null,
    enteredAtMs: 0,
    handRaisedAtMs: null,
    away: false,
    unmuteAllowed: false,
    stage: 'off',
    backstage: false,
  };
  return { ...state, participants: new Map(state.participants).set(id, { ...before, identity, ...changes }) };
}

/** Hand down, not away, unpinned: what ends with the presence. */
function withoutPresence(state: MeetingState, id: ParticipantId, changes: Changes): MeetingState {
  const gone = withParticipant(state, id, {
    handRaisedAtMs: null,
    away: false,
    unmuteAllowed: false,
    stage: 'off',
    backstage: false,
    ...changes,
  });
  return gone.pinnedForAll.includes(id) ? { ...gone, pinnedForAll: gone.pinnedForAll.filter((pinned) => pinned !== id) } : gone;
}

function afterLeaving(state: MeetingState, id: ParticipantId): MeetingState {
  const participant = state.participants.get(id);
  if (!participant) return state;
  // Who knocked and went away again leaves no trace, else strangers could fill the memory of a meeting.
  if (!participant.admitted && !participant.mustWait && participant.refusals === 0) {
    const participants = new Map(state.participants);
    participants.delete(id);
    return { ...state, participants };
  }
  return withoutPresence(state, id, { place: 'out' });
}

function withQuestion(state: MeetingState, id: QuestionId, changes: Partial<Question>): MeetingState {
  const before = state.questions.get(id);
  return before ? { ...state, questions: new Map(state.questions).set(id, { ...before, ...changes }) } : state;
}

/** A meeting that becomes a talk again forgets who was brought up, and who is behind the stage. */
function clearStage(state: MeetingState): MeetingState {
  const participants = new Map(state.participants);
  for (const [id, one] of participants)
    if (one.stage !== 'off' || one.backstage) participants.set(id, { ...one, stage: 'off', backstage: false });
  return { ...state, participants };
}

export function apply(state: MeetingState, event: MeetingEvent): MeetingState {
  switch (event.type) {
    case 'run-opened':
      return { ...closedMeeting(event.config, event.run), phase: 'not-begun' };
    case 'knocked':
      return withNewcomer(state, event.participantId, event.identity, {
        place: 'waiting',
        waitingSinceMs: event.atMs,
        preset: event.preset,
      });
    case 'renamed':
      return withParticipant(state, event.participantId, { identity: event.identity });
    case 'began':
      return { ...state, phase: 'running', beganAtMs: event.atMs, onAir: state.settings.size !== 'event' };
    case 'admitted':
      return withParticipant(state, event.participantId, { place: 'out', admitted: true, mustWait: false, sentBack: false });
    case 'refused': {
      const refusals = (state.participants.get(event.participantId)?.refusals ?? 0) + 1;
      return withParticipant(state, event.participantId, { place: 'out', admitted: false, mustWait: true, refusals });
    }
    case 'sent-back':
      return withoutPresence(state, event.participantId, {
        place: 'waiting',
        admitted: false,
        mustWait: true,
        sentBack: true,
        waitingSinceMs: event.atMs,
      });
    case 'entered': {
      const { participantId, identity, role, joinOrder, atMs } = event;
      const entered = withNewcomer(state, participantId, identity, {
        place: 'in',
        admitted: true,
        mustWait: false,
        sentBack: false,
        role,
        joinOrder,
        enteredAtMs: atMs,
      });
      return {
        ...entered,
        nextJoinOrder: Math.max(entered.nextJoinOrder, joinOrder + 1),
        most: Math.max(entered.most, peopleAt(entered, 'in').length),
      };
    }
    case 'left':
      return afterLeaving(state, event.participantId);
    case 'removed': {
      const key = state.participants.get(event.participantId)?.identity.key;
      const out = withoutPresence(state, event.participantId, {
        place: 'out',
        admitted: false,
        mustWait: true,
        role: 'participant',
        single: {},
      });
      return event.keepOut && key ? { ...out, banned: new Set(out.banned).add(key) } : out;
    }
    case 'handed-over': {
      const raised = withParticipant(state, event.toId, { role: 'host', single: {} });
      return withParticipant(raised, event.fromId, { role: 'co-host', single: {} });
    }
    case 'role-changed':
      // A new role is a clean one: what was given or taken beside the old one goes.
      return withParticipant(state, event.participantId, { role: event.role, single: {} });
    case 'right-changed': {
      const participant = state.participants.get(event.participantId);
      if (!participant) return state;
      const { [event.right]: _former, ...others } = participant.single;
      return withParticipant(state, event.participantId, {
        single: event.granted === null ? others : { ...others, [event.right]: event.granted },
      });
    }
    case 'hand-changed':
      return withParticipant(state, event.participantId, { handRaisedAtMs: event.raisedAtMs });
    case 'away-changed':
      return withParticipant(state, event.participantId, { away: event.away });
    case 'muted':
      return withParticipant(state, event.participantId, { unmuteAllowed: false });
    case 'all-muted': {
      const participants = new Map(state.participants);
      for (const [id, participant] of participants)
        if (participant.unmuteAllowed) participants.set(id, { ...participant, unmuteAllowed: false });
      return { ...state, participants, settings: { ...state.settings, mayUnmuteSelf: event.mayUnmuteSelf } };
    }
    case 'unmute-asked':
      return withParticipant(state, event.participantId, { unmuteAllowed: true });
    case 'lock-changed':
      return { ...state, locked: event.locked };
    case 'settings-changed': {
      const { settings, lockedSettings } = event;
      const changed = { ...state, settings, ...(lockedSettings && { config: { ...state.config, lockedSettings } }) };
      return settings.size === 'talk' ? clearStage(changed) : changed;
    }
    case 'title-changed':
      return { ...state, config: { ...state.config, title: event.title } };
    case 'pinned-for-all':
      return { ...state, pinnedForAll: event.participantIds };
    case 'seats-ordered':
      return { ...state, seatOrder: event.participantIds };
    case 'stage-changed':
      // Who is brought up may speak, also where unmuting is not allowed otherwise.
      return withParticipant(state, event.participantId, {
        stage: event.stage,
        unmuteAllowed: event.stage === 'on',
        ...(event.stage === 'off' && { backstage: false }),
      });
    case 'backstage-changed':
      return withParticipant(state, event.participantId, { backstage: event.backstage });
    case 'aired':
      return { ...state, onAir: true };
    case 'question-asked': {
      const { questionId: id, participantId: askerId, text, anonymous, atMs: askedAtMs, state: asked } = event;
      const question: Question = { id, askerId, text, anonymous, askedAtMs, state: asked, answer: undefined, voters: new Set() };
      return { ...state, questions: new Map(state.questions).set(id, question) };
    }
    case 'question-voted': {
      const voters = new Set(state.questions.get(event.questionId)?.voters);
      if (event.up) voters.add(event.participantId);
      else voters.delete(event.participantId);
      return withQuestion(state, event.questionId, { voters });
    }
    case 'question-moderated':
      return withQuestion(state, event.questionId, {
        state: event.state,
        ...(event.answer === undefined ? {} : { answer: event.answer }),
      });
    case 'question-withdrawn': {
      const questions = new Map(state.questions);
      questions.delete(event.questionId);
      return { ...state, questions };
    }
    case 'ended':
      return { ...state, phase: 'ended' };
    case 'reacted':
    case 'backstage-said':
    case 'camera-stopped':
    case 'share-stopped':
      return state;
  }
}
