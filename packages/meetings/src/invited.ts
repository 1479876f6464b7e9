/** People who were invited by name: what was decided about them before they come. */
import type { InviteeRole, MeetingId, PersonId } from '@saal/protocol';
import { inviteeKey, isGuest, type IdentityKey } from './identity.ts';
import { compareRoles } from './rights.ts';

/** How somebody comes in the first time. Afterwards a host's word counts. */
export type Preset = { role: InviteeRole; passesLobby: boolean };

export type Invited = Preset & {
  /** Who came by a personal link: the same participant in whichever browser, called as the invitation says. */
  guest?: { id: string; name: string };
};

/** Asked whenever somebody comes in; nothing of it is taken from the client. */
export interface InvitedGuests {
  /** @param key of the account, or of the guest's browser */
  of(meetingId: MeetingId, key: IdentityKey): Promise<Invited | undefined>;
  /** Those somebody with an account is invited to. */
  meetingsOf(personId: PersonId): Promise<MeetingId[]>;
}

/** Where nobody is invited by name. */
export const nobodyInvited: InvitedGuests = { of: () => Promise.resolve(undefined), meetingsOf: () => Promise.resolve([]) };

/** Who somebody is in this meeting: the bearer of a personal link is who it names, whichever browser that is. */
export function keyIn(invited: Invited | undefined, key: IdentityKey): IdentityKey {
  return invited?.guest && isGuest(key) ? inviteeKey(invited.guest.id) : key;
}

/** Co-hosts of the administration may begin; guests begin nothing. */
export function mayBeginAs(preset: Preset | undefined, key: IdentityKey): boolean {
  return preset?.role === 'co-host' && !isGuest(key);
}

/** Belongs to those who prepare an event before it is opened. */
export function isOfPanel({ role }: Preset): boolean {
  return compareRoles(role, 'presenter') >= 0;
}
