/**
 * What each recipient is shown, from the stored state and the live part. The one place that decides what somebody may
 * see: who waits gets a `LobbyView`, names of those waiting go only to people who may admit (LOB-1).
 */
import type {
  ConnectionQuality,
  DeviceId,
  LobbyView,
  MeetingView,
  ParticipantId,
  ParticipantView,
  Snapshot,
  StreamView,
  WaitingView,
} from '@saal/protocol';
import { isGuest } from './identity.ts';
import { mayAdmit, type MeetingState, type Participant } from './meeting-state.ts';
import { effectiveRights, mayUnmute } from './rights.ts';

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
  participants: ReadonlyMap<ParticipantId, ParticipantView>;
  waiting: ReadonlyMap<ParticipantId, WaitingView>;
};

const nobody: ReadonlyMap<ParticipantId, WaitingView> = new Map();
const unknownQuality: ConnectionQuality = { level: 0, reason: 'none' };

export function meetingView(state: MeetingState): MeetingView {
  const { config, phase, beganAtMs, locked, settings, pinnedForAll, seatOrder } = state;
  return {
    id: config.id,
    number: config.number,
    title: config.title,
    phase,
    beganAtMs,
    locked,
    settings,
    pinnedForAll: [...pinnedForAll],
    seatOrder: [...seatOrder],
  };
}

function participantView(state: MeetingState, participant: Participant, live: Live | undefined): ParticipantView {
  const { id, identity, role, joinOrder, away, handRaisedAtMs } = participant;
  const connected = live?.connected ?? false;
  return {
    id,
    name: identity.name,
    guest: isGuest(identity.key),
    ...(identity.pictureUrl === undefined ? {} : { pictureUrl: identity.pictureUrl }),
    role,
    rights: effectiveRights(participant, state.settings),
    joinOrder: joinOrder ?? 0,
    presence: !connected ? 'reconnecting' : away ? 'away' : 'here',
    handRaisedAtMs,
    streams: live?.streams ?? [],
    quality: live?.quality ?? unknownQuality,
  };
}

/** Everybody inside, in seat order (who came first). The same for all who are inside. */
export function participantViews(state: MeetingState, runtime: Runtime): Map<ParticipantId, ParticipantView> {
  const inside = [...state.participants.values()]
    .filter(({ place }) => place === 'in')
    .sort((a, b) => (a.joinOrder ?? 0) - (b.joinOrder ?? 0));
  return new Map(inside.map((participant) => [participant.id, participantView(state, participant, runtime.live.get(participant.id))]));
}

/** Everybody in the lobby, who came first first. For people who may admit. */
export function waitingViews(state: MeetingState): Map<ParticipantId, WaitingView> {
  const waiting = [...state.participants.values()]
    .filter(({ place }) => place === 'waiting')
    .sort((a, b) => a.waitingSinceMs - b.waitingSinceMs);
  return new Map(
    waiting.map(({ id, identity, waitingSinceMs, sentBack }) => [
      id,
      { id, name: identity.name, guest: isGuest(identity.key), sinceMs: waitingSinceMs, sentBack },
    ]),
  );
}

/** The parts every recipient shares, made once for all of them. */
export type SharedView = Omit<View, 'me'>;

export function sharedView(state: MeetingState, runtime: Runtime): SharedView {
  return { meeting: meetingView(state), participants: participantViews(state, runtime), waiting: waitingViews(state) };
}

/** @param device which of the person's devices looks; undefined for somebody who is not inside */
export function recipientView(
  state: MeetingState,
  shared: SharedView,
  participantId: ParticipantId,
  device: { deviceId: DeviceId; companion: boolean },
): View | undefined {
  const participant = state.participants.get(participantId);
  if (participant?.place !== 'in') return undefined;
  return {
    meeting: shared.meeting,
    participants: shared.participants,
    waiting: mayAdmit(state, participant) ? shared.waiting : nobody,
    me: { participantId, ...device, mayUnmute: mayUnmute(participant, state.settings) },
  };
}

export function snapshotOf(view: View, runtime: Runtime): Snapshot {
  return {
    meeting: view.meeting,
    me: view.me,
    participants: [...view.participants.values()],
    waiting: [...view.waiting.values()],
    speaking: [...runtime.speaking],
    activeSpeaker: runtime.activeSpeaker,
  };
}

/** Everything one participant sees; undefined for somebody who is not inside. */
export function viewFor(
  state: MeetingState,
  runtime: Runtime,
  participantId: ParticipantId,
  device: { deviceId: DeviceId; companion: boolean },
): Snapshot | undefined {
  const view = recipientView(state, sharedView(state, runtime), participantId, device);
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
    reason: state.phase !== 'running' ? 'not-begun' : sentBack ? 'sent-back' : 'wait-for-admission',
  };
}
