/**
 * What each recipient is shown, from the stored state and the live part. The one place that decides what somebody may
 * see: who waits gets a `LobbyView`, names of those waiting go only to people who may admit (LOB-1).
 */
import type {
  ConnectionQuality,
  Counts,
  DeviceId,
  LobbyView,
  MeetingView,
  ParticipantId,
  ParticipantView,
  RequestData,
  RequestResult,
  Right,
  Snapshot,
  StreamView,
  WaitingView,
} from '@saal/protocol';
import { backstageOf } from './backstage-rules.ts';
import { isGuest } from './identity.ts';
import { byJoinOrder, handsOf, isLarge, pageOf, seesAudience, stageOf, waitingListed } from './listing.ts';
import { isGreenRoom, mayAdmit, moderates, peopleAt, type MeetingState, type Participant } from './meeting-state.ts';
import { ownOf, sharedQuestions, withOwn, type Questions } from './question-view.ts';
import { effectiveRights, isBackstage, isOnStage, isPanel, mayUnmute } from './rights.ts';

/** What comes and goes many times a minute and is never stored, by participant. */
export type Live = { connected: boolean; streams: StreamView[]; quality: ConnectionQuality };
export type Runtime = {
  live: ReadonlyMap<ParticipantId, Live>;
  speaking: readonly ParticipantId[];
  activeSpeaker: ParticipantId | null;
};

/** The parts of a snapshot that change by `meeting.changed`, by id. */
export type View = {
  meeting: MeetingView;
  me: Snapshot['me'];
  participants: Entries<ParticipantView>;
  /** Oneself, when not among `participants`: those are shared by many. */
  self: ParticipantView | undefined;
  listed: Snapshot['listed'];
  counts: Counts;
  questions: Questions;
  waiting: Entries<WaitingView>;
};
export type Entries<T> = ReadonlyMap<ParticipantId, T>;

const nobody: Entries<WaitingView> = new Map();
const unknownQuality: ConnectionQuality = { level: 0, reason: 'none' };

export function meetingView(state: MeetingState): MeetingView {
  const { config, phase, beganAtMs, locked, settings, pinnedForAll, seatOrder, onAir } = state;
  return {
    id: config.id,
    number: config.number,
    title: config.title,
    phase,
    beganAtMs,
    locked,
    settings,
    ...(config.lockedSettings && config.lockedSettings.length > 0 && { lockedSettings: config.lockedSettings }),
    pinnedForAll: [...pinnedForAll],
    seatOrder: [...seatOrder],
    onAir: settings.size !== 'event' || onAir,
  };
}

/** Who is behind the stage, as all others see them who do not belong to the panel: off stage, and sending nothing. */
function fromOutside(state: MeetingState, participant: Participant, live: Live | undefined): ParticipantView {
  const hidden = isBackstage(participant, state.settings);
  const { backstage: _, ...view } = participantView(state, { ...participant, backstage: false }, live);
  return hidden ? { ...view, streams: [], stage: 'off' } : view;
}

/** As the panel sees them. */
export function participantView(state: MeetingState, participant: Participant, live: Live | undefined): ParticipantView {
  const { id, identity, role, joinOrder, away, handRaisedAtMs } = participant;
  const connected = live?.connected ?? false;
  return {
    id,
    name: identity.name,
    guest: isGuest(identity.key),
    ...(identity.external && { external: identity.external }),
    ...(identity.pictureUrl === undefined ? {} : { pictureUrl: identity.pictureUrl }),
    role,
    rights: effectiveRights(participant, state.settings),
    joinOrder: joinOrder ?? 0,
    presence: !connected ? 'reconnecting' : away ? 'away' : 'here',
    handRaisedAtMs,
    streams: live?.streams ?? [],
    quality: live?.quality ?? unknownQuality,
    stage: isOnStage(participant, state.settings) ? 'on' : participant.stage,
    ...(isBackstage(participant, state.settings) && { backstage: true }),
  };
}

function waitingView({ id, identity, waitingSinceMs, sentBack }: Participant): WaitingView {
  const external = identity.external && { external: identity.external };
  return { id, name: identity.name, guest: isGuest(identity.key), ...external, sinceMs: waitingSinceMs, sentBack };
}

/** Lists of people, of which each recipient gets one. */
export type Lists = {
  /** Everybody inside; undefined where nobody is told all of them. */
  all: Entries<ParticipantView> | undefined;
  /** Those on stage; the same with raised hands, for who moderates. */
  stage: Entries<ParticipantView>;
  hands: Entries<ParticipantView>;
};

/** The parts every recipient shares, made once for all of them. */
export type SharedView = Lists & {
  meeting: MeetingView;
  /** The lists of the panel, while somebody is behind the stage. */
  panel: Lists | undefined;
  /** Who came first first, for people who may admit. */
  waiting: Entries<WaitingView>;
  counts: Counts;
  questions: { all: Questions; open: Questions };
};

export function sharedView(state: MeetingState, runtime: Runtime): SharedView {
  const inside = peopleAt(state, 'in').sort(byJoinOrder);
  const outside = listsOf(state, runtime, inside, { backstage: false });
  return {
    meeting: meetingView(state),
    ...outside,
    panel: backstageOf(state).length > 0 ? listsOf(state, runtime, inside, { backstage: true }) : undefined,
    waiting: new Map(waitingListed(state).map((one) => [one.id, waitingView(one)])),
    counts: {
      inside: inside.length,
      stage: state.settings.size === 'talk' ? inside.length : outside.stage.size,
      waiting: peopleAt(state, 'waiting').length,
      hands: inside.filter(({ handRaisedAtMs }) => handRaisedAtMs !== null).length,
      most: state.most,
      came: [...state.participants.values()].filter(({ joinOrder }) => joinOrder !== null).length,
    },
    questions: sharedQuestions(state),
  };
}

function listsOf(state: MeetingState, runtime: Runtime, inside: readonly Participant[], options: { backstage: boolean }): Lists {
  const view = options.backstage ? participantView : fromOutside;
  const made = new Map<ParticipantId, ParticipantView>();
  const viewOf = (one: Participant): ParticipantView => {
    const known = made.get(one.id) ?? view(state, one, runtime.live.get(one.id));
    made.set(one.id, known);
    return known;
  };
  const entries = (people: readonly Participant[]): Entries<ParticipantView> => new Map(people.map((one) => [one.id, viewOf(one)]));
  const onStage = stageOf(state, runtime, inside, options);
  return {
    all: isLarge(inside.length) ? undefined : entries(inside),
    stage: entries(onStage),
    hands: entries([...new Set([...onStage, ...handsOf(state, inside)])].sort(byJoinOrder)),
  };
}

/**
 * @param device which of the person's devices looks
 * @param live of this participant
 * @returns undefined for somebody who is not inside
 */
export function recipientView(
  state: MeetingState,
  shared: SharedView,
  participantId: ParticipantId,
  device: { deviceId: DeviceId; companion: boolean },
  live: Live | undefined,
): View | undefined {
  const participant = state.participants.get(participantId);
  if (participant?.place !== 'in') return undefined;
  const leads = moderates(state, participant);
  const admits = mayAdmit(state, participant);
  const lists = shared.panel && isPanel(participant, state.settings) ? shared.panel : shared;
  const all = lists.all !== undefined && seesAudience(state, participant) ? lists.all : undefined;
  const participants = all ?? (leads ? lists.hands : lists.stage);
  return {
    meeting: shared.meeting,
    me: { participantId, ...device, mayUnmute: mayUnmute(participant, state.settings), ...ownOf(state, participantId) },
    participants,
    self: participants.has(participantId) ? undefined : participantView(state, participant, live),
    listed: all ? 'all' : 'stage',
    counts: leads && admits ? shared.counts : countsFor(shared.counts, { leads, admits }),
    questions: leads ? shared.questions.all : withOwn(state, shared.questions.open, participantId),
    waiting: admits ? shared.waiting : nobody,
  };
}

function countsFor(counts: Counts, { leads, admits }: { leads: boolean; admits: boolean }): Counts {
  return { ...counts, ...(!admits && { waiting: 0 }), ...(!leads && { hands: 0, most: 0, came: 0 }) };
}

/** Everybody a view lists. */
export function peopleIn({ participants, self }: View): ParticipantView[] {
  return self ? [...participants.values(), self] : [...participants.values()];
}

export function snapshotOf(view: View, runtime: Runtime): Snapshot {
  return {
    meeting: view.meeting,
    me: view.me,
    participants: peopleIn(view),
    listed: view.listed,
    counts: view.counts,
    questions: [...view.questions.values()],
    waiting: [...view.waiting.values()],
    speaking: [...runtime.speaking],
    activeSpeaker: runtime.activeSpeaker,
  };
}

/** One page of a large meeting's list. */
export function peoplePage(
  state: MeetingState,
  runtime: Runtime,
  viewer: Participant,
  query: RequestData<'meeting.people'>,
): RequestResult<'meeting.people'> | { missing: Right } {
  const found = pageOf(state, viewer, query);
  if ('missing' in found) return found;
  const { total, page } = found;
  if (query.place === 'waiting') return { total, people: [], waiting: page.map(waitingView) };
  const view = isPanel(viewer, state.settings) ? participantView : fromOutside;
  return { total, people: page.map((one) => view(state, one, runtime.live.get(one.id))), waiting: [] };
}

/** Everything one participant sees; undefined for somebody who is not inside. */
export function viewFor(
  state: MeetingState,
  runtime: Runtime,
  participantId: ParticipantId,
  device: { deviceId: DeviceId; companion: boolean },
): Snapshot | undefined {
  const view = recipientView(state, sharedView(state, runtime), participantId, device, runtime.live.get(participantId));
  return view && snapshotOf(view, runtime);
}

/** All that somebody in the lobby may know. */
export function lobbyViewFor(state: MeetingState, participantId: ParticipantId): LobbyView {
  const sentBack = state.participants.get(participantId)?.sentBack ?? false;
  return {
    meetingId: state.config.id,
    title: state.config.title,
    inviterName: state.config.inviterName,
    participantId,
    reason: state.phase !== 'running' || isGreenRoom(state) ? 'not-begun' : sentBack ? 'sent-back' : 'wait-for-admission',
  };
}
