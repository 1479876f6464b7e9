/** How people stand in a meeting: what other features follow it by, and all that they learn of it. Pure. */
import type { EpochMs, MeetingId, MeetingKind, MeetingSettings, PersonId } from '@saal/protocol';
import { personKey, type IdentityKey } from './identity.ts';
import type { MeetingEvent } from './meeting-event.ts';
import type { MeetingState } from './meeting-state.ts';
import { compareRoles, hasRight } from './rights.ts';

export interface StandingPerson {
  key: IdentityKey;
  /** As others see them now. */
  name: string;
  isInside: boolean;
  /** Host or co-host. */
  leads: boolean;
  mayChat: boolean;
}

export interface Standing {
  meetingId: MeetingId;
  title: string;
  kind: MeetingKind;
  ownerId: PersonId;
  /** A run is open: people are inside, or wait for it to begin. */
  isOpen: boolean;
  /** Null: not begun. */
  beganAtMs: EpochMs | null;
  settings: Pick<MeetingSettings, 'mayChat' | 'chatUploads'>;
  /** Of this run: inside, or inside before. Nobody of the lobby. */
  people: readonly StandingPerson[];
  /** Removed, refused or sent back, and not let in again. */
  keptOut: readonly IdentityKey[];
}

export function standingOf(state: MeetingState, kind: MeetingKind): Standing {
  const { config, settings, phase, banned } = state;
  const isOpen = phase !== 'ended';
  const all = isOpen ? [...state.participants.values()] : [];
  const isOut = ({ place, mustWait }: (typeof all)[number]): boolean => place !== 'in' && mustWait;
  return {
    ...{ meetingId: config.id, title: config.title, ownerId: config.ownerId, kind, isOpen },
    beganAtMs: isOpen ? state.beganAtMs : null,
    settings: { mayChat: settings.mayChat, chatUploads: settings.chatUploads },
    people: all
      .filter(({ joinOrder }) => joinOrder !== null)
      .map((participant) => ({
        key: participant.identity.key,
        name: participant.identity.name,
        isInside: participant.place === 'in',
        leads: compareRoles(participant.role, 'co-host') >= 0,
        mayChat: hasRight(participant, 'chat', settings),
      })),
    keptOut: [...new Set([...banned, ...all.filter(isOut).map(({ identity }) => identity.key)])].filter(
      (key) => key !== personKey(config.ownerId),
    ),
  };
}

const changing: ReadonlySet<MeetingEvent['type']> = new Set<MeetingEvent['type']>([
  ...(['run-opened', 'began', 'ended', 'entered', 'left', 'removed', 'refused', 'sent-back'] as const),
  ...(['role-changed', 'right-changed', 'handed-over', 'settings-changed', 'title-changed'] as const),
]);

/** Whether {@link standingOf} may be another one after these. */
export function changesStanding(events: readonly MeetingEvent[]): boolean {
  return events.some(({ type }) => changing.has(type));
}
