/** A person with an account: what is known of them and what administrators may change. Pure. */
import type { EpochMs, HouseRight, HouseRole, Language, Me, PersonId, PersonRole, PersonView, Theme } from '@saal/protocol';
import { LastAdministrator, NotAllowed } from './errors.ts';
import { holdsAllOf, inOrder, may, rightsOf, rightsOfRole } from './rights.ts';

export type Person = {
  id: PersonId;
  email: string;
  displayName: string;
  /** Each once; none: a person like most. */
  roles: readonly HouseRole[];
  language: Language;
  theme: Theme;
  /** Random; part of the picture's address, so that only those who were told it can open it. */
  pictureVersion: string | null;
  disabledAtMs: EpochMs | null;
  createdAtMs: EpochMs;
};

/** What other features learn of a person. */
export type PersonSummary = {
  id: PersonId;
  displayName: string;
  email: string;
  role: PersonRole;
  /** For the house; asked by `rights.includes(...)`. */
  rights: readonly HouseRight[];
  pictureUrl?: string;
  language: Language;
  /** By their e-mail: of another house. */
  external?: true;
};

/** Who looks: an account holder, or the browser of a guest. */
export type Viewer = { kind: 'person'; person: PersonSummary; sessionId: string } | { kind: 'guest'; guestId: string };

export function isActiveAdministrator(person: Person): boolean {
  return person.roles.includes('administrator') && person.disabledAtMs === null;
}

export type AccessChange = { role?: PersonRole | undefined; roles?: readonly HouseRole[] | undefined; disabled?: boolean | undefined };

/**
 * Somebody changes roles or access of somebody else, as far as their own rights reach: nobody gives or takes a role that holds
 * rights they do not hold, and nobody closes or opens the account of somebody who holds such rights.
 * @param by whose rights count; undefined: the directory or the operator, whose say is not bound by a role
 * @param activeAdministrators how many there are now, this person included
 * @throws {NotAllowed}
 * @throws {LastAdministrator} when nobody would be left to administrate
 */
export function changeAccess(
  by: Pick<Person, 'roles'> | undefined,
  person: Person,
  change: AccessChange,
  activeAdministrators: number,
  nowMs: EpochMs,
): Person {
  const roles = inOrder(rolesAfter(person, change));
  const disabled = change.disabled ?? person.disabledAtMs !== null;
  const changed: Person = { ...person, roles, disabledAtMs: disabled ? (person.disabledAtMs ?? nowMs) : null };
  if (by) requireMayChange(by, person, changed);
  if (isActiveAdministrator(person) && !isActiveAdministrator(changed) && activeAdministrators <= 1) throw new LastAdministrator();
  return changed;
}

function rolesAfter(person: Person, { role, roles }: AccessChange): readonly HouseRole[] {
  if (roles) return roles;
  if (role === undefined) return person.roles;
  const others = person.roles.filter((held) => held !== 'administrator');
  return role === 'administrator' ? [...others, 'administrator'] : others;
}

function requireMayChange(by: Pick<Person, 'roles'>, before: Person, after: Person): void {
  const moved = [...before.roles, ...after.roles].filter((role) => before.roles.includes(role) !== after.roles.includes(role));
  if (moved.length > 0 && !may(by, 'roles.give')) throw new NotAllowed('give roles');
  if (moved.some((role) => rightsOfRole[role].some((right) => !may(by, right))))
    throw new NotAllowed('give or take rights they do not hold');
  if ((before.disabledAtMs === null) === (after.disabledAtMs === null)) return;
  if (!may(by, 'people.disable')) throw new NotAllowed('disable or enable people');
  if (!holdsAllOf(by, before)) throw new NotAllowed('disable or enable somebody with more rights');
}

/** As it is told to pages of the version before. */
export function roleOf({ roles }: Pick<Person, 'roles'>): PersonRole {
  return roles.includes('administrator') ? 'administrator' : 'person';
}

function pictureOf(person: Person): { pictureUrl?: string } {
  return person.pictureVersion === null ? {} : { pictureUrl: `/api/people/${person.id}/picture/${person.pictureVersion}` };
}

export function summaryOf(person: Person): PersonSummary {
  const { id, displayName, email, language } = person;
  return { id, displayName, email, role: roleOf(person), rights: rightsOf(person), language, ...pictureOf(person) };
}

/** How people see their own account. */
export function meOf(person: Person): Me {
  return { ...summaryOf(person), rights: rightsOf(person), theme: person.theme };
}

/** How administrators see a person. */
export function viewOf(person: Person): PersonView {
  const { id, email, displayName, createdAtMs } = person;
  const disabled = person.disabledAtMs !== null;
  return { id, email, displayName, role: roleOf(person), roles: [...person.roles], disabled, createdAtMs, ...pictureOf(person) };
}
