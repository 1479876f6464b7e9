/** Which role holds which rights: the one place that says so. docs/rights.md shows it, and a test compares them. Pure. */
import { houseRights, houseRoles, type HouseRight, type HouseRole } from '@saal/protocol';

export const rightsOfRole: Readonly<Record<HouseRole, readonly HouseRight[]>> = {
  administrator: houseRights,
  'service-desk': ['people.read', 'people.disable', 'people.invite', 'password-reset.make'],
  'room-manager': ['rooms.change'],
  auditor: ['people.read', 'audit.read', 'statistics.read'],
};

type Holder = { roles: readonly HouseRole[] };

/** In the order of the protocol's list, each once. */
export function rightsOf({ roles }: Holder): HouseRight[] {
  return houseRights.filter((right) => roles.some((role) => rightsOfRole[role].includes(right)));
}

/** Whether somebody holds a right; every route asks by this and never by the name of a role. */
export function may(person: Holder, right: HouseRight): boolean {
  return person.roles.some((role) => rightsOfRole[role].includes(right));
}

/** The roles that hold a right. */
export function rolesWith(right: HouseRight): HouseRole[] {
  return houseRoles.filter((role) => rightsOfRole[role].includes(right));
}

/** Whether `one` holds every right that `other` holds: else acting on `other` would be a way to rights `one` was not given. */
export function holdsAllOf(one: Holder, other: Holder): boolean {
  return rightsOf(other).every((right) => may(one, right));
}

/** Each once, in the order of the protocol's list. */
export function inOrder(roles: readonly HouseRole[]): HouseRole[] {
  return houseRoles.filter((role) => roles.includes(role));
}
