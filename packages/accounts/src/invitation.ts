/** A link by which somebody gets an account. Pure. */
import type { EpochMs, InvitationView, PersonId, PersonRole } from '@saal/protocol';
import { InvitationForOther } from './errors.ts';

export type Invitation = {
  id: string;
  /** The only e-mail it is for; null: whoever holds the link. */
  email: string | null;
  role: PersonRole;
  invitedBy: PersonId;
  invitedByName: string;
  createdAtMs: EpochMs;
  expiresAtMs: EpochMs;
};

/** An invitation not accepted within a week is void. */
export const INVITATION_LIFETIME_MS = 7 * 24 * 60 * 60_000;
/** The link to the first administrator's account; a restart prints a new one. */
export const SET_UP_LIFETIME_MS = 24 * 60 * 60_000;

/** @throws {InvitationForOther} */
export function requireInvited(invitation: Invitation, email: string): void {
  if (invitation.email !== null && invitation.email !== email) throw new InvitationForOther();
}

export function viewOfInvitation(invitation: Invitation): InvitationView {
  const { id, email, role, createdAtMs, expiresAtMs, invitedByName } = invitation;
  return { id, role, createdAtMs, expiresAtMs, invitedBy: invitedByName, ...(email === null ? {} : { email }) };
}
