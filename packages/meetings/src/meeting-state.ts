/** The state of a meeting in one run: what the events say. Pure values; `apply.ts` makes the next one. */
import type { EpochMs, MeetingSettings, ParticipantId, Role } from '@saal/protocol';
import { isGuest, personKey, type Identity, type IdentityKey } from './identity.ts';
import type { RunConfig } from './meeting-config.ts';
import { hasRight, type SingleRights } from './rights.ts';

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

/** Somebody is inside who leads the meeting; without one nobody new gets in. */
export function isHosted(state: MeetingState): boolean {
  return peopleAt(state, 'in').some((participant) => participant.role === 'host' || participant.role === 'co-host');
}

/** May enter without being admitted, as far as the settings go. */
export function bypassesLobby(state: MeetingState, key: IdentityKey, mustWait: boolean): boolean {
  if (mustWait) return false;
  switch (state.settings.lobbyBypass) {
    case 'everyone':
      return true;
    case 'accounts':
      return !isGuest(key);
    case 'nobody':
      return false;
  }
}

export function mayAdmit(state: MeetingState, participant: Participant): boolean {
  return participant.place === 'in' && hasRight(participant, 'admit', state.settings);
}
