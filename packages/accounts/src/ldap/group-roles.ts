/** Which roles people have by groups, also by groups in groups. Pure. */
import type { HouseRole } from '@saal/protocol';
import { plainDn } from './entries.ts';

/**
 * @param members of each group, by DN
 * @param roleOfGroup by DN
 * @returns by `plainDn` of people
 */
export function rolesByPerson(
  members: ReadonlyMap<string, readonly string[]>,
  roleOfGroup: Readonly<Record<string, HouseRole>>,
): Map<string, HouseRole[]> {
  const groups = new Map([...members].map(([dn, list]) => [plainDn(dn), list.map(plainDn)]));
  const roles = new Map<string, HouseRole[]>();
  for (const [dn, role] of Object.entries(roleOfGroup)) {
    const visited = new Set<string>(); // groups may hold each other in a circle
    const waiting = [plainDn(dn)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (visited.has(next)) continue;
      visited.add(next);
      const inside = groups.get(next);
      if (inside) waiting.push(...inside);
      else roles.set(next, [...(roles.get(next) ?? []), role]);
    }
  }
  return roles;
}
