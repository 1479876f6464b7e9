/** The state of a meeting in one run: what the events say. Pure values; `apply.ts` makes the next one. */
import type { EpochMs, MeetingSettings, ParticipantId, QuestionId, QuestionState, Role } from '@saal/protocol';
import { isGuest, personKey, type Identity, type IdentityKey } from './identity.ts';
import { isOfPanel, type Preset } from './invited.ts';
import type { RunConfig } from './meeting-config.ts';
import { hasRight, type SingleRights, type StagePlace } from './rights.ts';

export type Participant = {
  id: ParticipantId;
  identity: Identity;
  /** `out`: left, refused, removed, or admitted and not come in yet. */
  place: 'waiting' | 'in' | 'out';
  /** Was let in during this run: comes back without the lobby. */
  admitted: boolean;
  /** Refused, removed or sent back: only a host's admission lets them in, whatever the settings say. */
  mustWait: boolean;
  sentBack: boolean;
  refusals: number;
  waitingSinceMs: EpochMs;
  role: Role;
  single: SingleRights;
  /** Null until first entering. */
  joinOrder: number | null;
  enteredAtMs: EpochMs;
  handRaisedAtMs: EpochMs | null;
  away: boolean;
  /** A host asked to unmute: allowed although unmuting is not, until muted again. */
  unmuteAllowed: boolean;
  /** Of the audience: brought up, asked to come, or neither. Hosts and presenters are on stage by their role. */
  stage: StagePlace;
  /** Went behind the stage; counts while they belong to the panel. */
  backstage: boolean;
  /** Invited by name. */
  preset?: Preset | undefined;
};

export type Question = {
  id: QuestionId;
  askerId: ParticipantId;
  text: string;
  /** The name is shown to nobody. */
  anonymous: boolean;
  askedAtMs: EpochMs;
  state: QuestionState;
  answer: string | undefined;
  voters: ReadonlySet<ParticipantId>;
};

export type MeetingState = {
  config: RunConfig;
  run: number;
  phase: 'not-begun' | 'running' | 'ended';
  beganAtMs: EpochMs | null;
  locked: boolean;
  /** In force now; begins as the plan's. */
  settings: MeetingSettings;
  participants: ReadonlyMap<ParticipantId, Participant>;
  banned: ReadonlySet<IdentityKey>;
  nextJoinOrder: number;
  pinnedForAll: readonly ParticipantId[];
  seatOrder: readonly ParticipantId[];
  /** The audience of an event may come in. In other sizes always. */
  onAir: boolean;
  questions: ReadonlyMap<QuestionId, Question>;
  /** Most people inside at once. */
  most: number;
};

/** Before its next run opens. @param run how often it was opened so far */
export function closedMeeting(config: RunConfig, run: number): MeetingState {
  return {
    config,
    run,
    phase: 'ended',
    beganAtMs: null,
    locked: false,
    settings: config.settings,
    participants: new Map(),
    banned: new Set(),
    nextJoinOrder: 1,
    pinnedForAll: [],
    seatOrder: [],
    onAir: false,
    questions: new Map(),
    most: 0,
  };
}

export function isOwner(state: MeetingState, key: IdentityKey): boolean {
  return key === personKey(state.config.ownerId);
}

export function participantOf(state: MeetingState, key: IdentityKey): Participant | undefined {
  for (const participant of state.participants.values()) if (participant.identity.key === key) return participant;
  return undefined;
}

export function peopleAt(state: MeetingState, place: Participant['place']): Participant[] {
  return [...state.participants.values()].filter((participant) => participant.place === place);
}

/** Who comes, as the lobby looks at them. */
export type Comer = { key: IdentityKey; mustWait: boolean; preset: Preset | undefined };

/** Somebody is inside who leads the meeting; without one nobody new gets in. */
export function isHosted(state: MeetingState): boolean {
  return peopleAt(state, 'in').some((participant) => participant.role === 'host' || participant.role === 'co-host');
}

/** May enter without being admitted, as far as invitation and settings go. */
export function bypassesLobby(state: MeetingState, { key, mustWait, preset }: Comer): boolean {
  if (mustWait) return false;
  if (preset) return preset.passesLobby && (!isGreenRoom(state) || isOfPanel(preset));
  if (isGreenRoom(state)) return false;
  switch (state.settings.lobbyBypass) {
    case 'everyone':
      return true;
    case 'accounts':
      return !isGuest(key);
    case 'nobody':
      return false;
  }
}

/** An event whose panel prepares while the audience waits. */
export function isGreenRoom({ settings, onAir }: MeetingState): boolean {
  return settings.size === 'event' && !onAir;
}

/** May moderate: mute others, bring people up, decide about questions. */
export function moderates(state: MeetingState, participant: Participant): boolean {
  return participant.place === 'in' && hasRight(participant, 'mute-others', state.settings);
}

export function mayAdmit(state: MeetingState, participant: Participant): boolean {
  return participant.place === 'in' && hasRight(participant, 'admit', state.settings);
}
