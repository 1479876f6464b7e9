/** Who is in a group, also through groups in groups, by what groups say of their members. Pure. */
import { plainDn } from './entries.ts';

/**
 * @param groups members of each group, by `plainDn`; members as the directory writes them
 * @param people stable ids, by `plainDn`
 * @returns stable ids of the people in `group`, each once. Groups that hold each other in a circle are walked once.
 */
export function nestedMembers(
  group: string,
  groups: ReadonlyMap<string, readonly string[]>,
  people: ReadonlyMap<string, string>,
): string[] {
  const found = new Set<string>();
  const visited = new Set<string>();
  const waiting = [plainDn(group)];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (visited.has(next)) continue;
    visited.add(next);
    const person = people.get(next);
    if (person !== undefined) found.add(person);
    for (const member of groups.get(next) ?? []) waiting.push(plainDn(member));
  }
  return [...found];
}
