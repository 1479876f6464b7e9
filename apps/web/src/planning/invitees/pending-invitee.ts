/** Somebody who is to be invited when the meeting is planned. */
import type { NewInvitee } from '@saal/client';
import type { InviteeRole } from '@saal/protocol';

export interface PendingInvitee {
  /** Of this list. */
  key: string;
  name: string;
  /** Absent: a colleague's, which the phone book does not show. */
  email?: string;
  /** With an account. */
  personId?: string;
  role: InviteeRole;
  passesLobby: boolean;
}

/** Looks like an address; whether it is one the server says. */
export const looksLikeAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);

/** "Dr. Dora Klein <dora@example.net>", or the address alone. @returns undefined: neither */
export function typedInvitee(text: string): PendingInvitee | undefined {
  const [, named, angled] = /^(.*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const email = (angled ?? text).trim().toLowerCase();
  if (!looksLikeAddress(email)) return undefined;
  const given = (named ?? '').replaceAll('"', '').trim();
  return { key: email, name: given === '' ? (email.split('@')[0] ?? email) : given, email, role: 'participant', passesLobby: false };
}

/** Whoever is in the list already stays as they are. */
export function withInvitee(list: readonly PendingInvitee[], next: PendingInvitee): PendingInvitee[] {
  const isNext = ({ key, email }: PendingInvitee) => key === next.key || (email !== undefined && email === next.email);
  return list.some(isNext) ? [...list] : [...list, next];
}

/** More than taking part comes in without waiting, as long as nobody says otherwise. */
export function withRole(invitee: PendingInvitee, role: InviteeRole): PendingInvitee {
  return { ...invitee, role, passesLobby: invitee.personId !== undefined || role !== 'participant' };
}

export function asNewInvitee({ personId, email, name, role, passesLobby }: PendingInvitee): NewInvitee {
  return personId === undefined ? { email, name, role, passesLobby } : { personId, role, passesLobby };
}
