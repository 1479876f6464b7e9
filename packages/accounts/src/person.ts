/** A person with an account: what is known of them and what administrators may change. Pure. */
import type { EpochMs, Language, Me, PersonId, PersonRole, PersonView, Theme } from '@saal/protocol';
import { LastAdministrator } from './errors.ts';

export type Person = {
  id: PersonId;
  email: string;
  displayName: string;
  role: PersonRole;
  language: Language;
  theme: Theme;
  /** Random; part of the picture's address, so that only those who were told it can open it. */
  pictureVersion: string | null;
  disabledAtMs: EpochMs | null;
  createdAtMs: EpochMs;
};

/** What other features learn of a person. */
export type PersonSummary = { id: PersonId; displayName: string; email: string; role: PersonRole; pictureUrl?: string; language: Language };

/** Who looks: an account holder, or the browser of a guest. */
export type Viewer = { kind: 'person'; person: PersonSummary; sessionId: string } | { kind: 'guest'; guestId: string };

export function isActiveAdministrator(person: Person): boolean {
  return person.role === 'administrator' && person.disabledAtMs === null;
}

/**
 * An administrator changes role or access of somebody.
 * @param activeAdministrators how many there are now, this person included
 * @throws {LastAdministrator} when nobody would be left to administrate
 */
export function changeAccess(
  person: Person,
  change: { role?: PersonRole; disabled?: boolean },
  activeAdministrators: number,
  nowMs: EpochMs,
): Person {
  const disabled = change.disabled ?? person.disabledAtMs !== null;
  const changed: Person = { ...person, role: change.role ?? person.role, disabledAtMs: disabled ? (person.disabledAtMs ?? nowMs) : null };
  if (isActiveAdministrator(person) && !isActiveAdministrator(changed) && activeAdministrators <= 1) throw new LastAdministrator();
  return changed;
}

function pictureOf(person: Person): { pictureUrl?: string } {
  return person.pictureVersion === null ? {} : { pictureUrl: `/api/people/${person.id}/picture/${person.pictureVersion}` };
}

export function summaryOf(person: Person): PersonSummary {
  const { id, displayName, email, role, language } = person;
  return { id, displayName, email, role, language, ...pictureOf(person) };
}

/** How people see their own account. */
export function meOf(person: Person): Me {
  return { ...summaryOf(person), theme: person.theme };
}

/** How administrators see a person. */
export function viewOf(person: Person): PersonView {
  const { id, email, displayName, role, createdAtMs } = person;
  return { id, email, displayName, role, disabled: person.disabledAtMs !== null, createdAtMs, ...pictureOf(person) };
}
