/** Nobody gives or takes more power than they have (room version 11, "Authorization rules", 9). */
import { isUserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { Pdu, StateView } from './pdu.ts';
import { PowerLevels, wholeNumber } from './power-levels.ts';
import { allowed, forbidden, type Verdict } from './verdict.ts';

const LEVELS = ['users_default', 'events_default', 'state_default', 'ban', 'redact', 'kick', 'invite'] as const;
const TABLES = ['events', 'notifications', 'users'] as const;

export function powerLevelRules(event: Pdu, state: StateView): Verdict {
  const fault = malformed(event.content); // 9.1 to 9.3
  if (fault !== undefined) return forbidden(fault);
  const former = state.get('m.room.power_levels', '');
  if (!former) return allowed; // 9.4
  const own = PowerLevels.of(state).user(event.sender);
  for (const key of LEVELS) {
    const [before, after] = [wholeNumber(member(former.content, key)), wholeNumber(member(event.content, key))];
    // 9.5
    if (before !== after && Math.max(before ?? -Infinity, after ?? -Infinity) > own) return forbidden(`${key} is above the sender's power`);
  }
  for (const table of TABLES) {
    const refused = changesOf(table, former.content, event.content).find((change) => !mayChange(change, event.sender, own));
    if (refused) return forbidden(`${table}: ${refused.key} is above the sender's power`);
  }
  return allowed; // 9.10
}

interface Change {
  table: (typeof TABLES)[number];
  key: string;
  before: number | undefined;
  after: number | undefined;
}

/** 9.6 to 9.9 */
function mayChange({ table, key, before, after }: Change, sender: string, own: number): boolean {
  if (after !== undefined && after > own) return false;
  if (before === undefined) return true;
  // Who is as strong as oneself is not made weaker; oneself may be.
  return table === 'users' && key !== sender ? before < own : before <= own;
}

function changesOf(table: Change['table'], before: JsonObject, after: JsonObject): Change[] {
  const [former, next] = [tableOf(before, table), tableOf(after, table)];
  return [...new Set([...Object.keys(former), ...Object.keys(next)])]
    .map((key) => ({ table, key, before: wholeNumber(member(former, key)), after: wholeNumber(member(next, key)) }))
    .filter((change) => change.before !== change.after);
}

function tableOf(content: JsonObject, key: string): JsonObject {
  const table = member(content, key);
  return isObject(table) ? table : {};
}

function malformed(content: JsonObject): string | undefined {
  for (const key of LEVELS) {
    const level = member(content, key);
    if (level !== undefined && wholeNumber(level) === undefined) return `${key} is not a whole number`;
  }
  for (const table of TABLES) {
    const entries = member(content, table);
    if (entries === undefined) continue;
    if (!isObject(entries)) return `${table} is not a table`;
    for (const [key, level] of Object.entries(entries)) {
      if (wholeNumber(level) === undefined) return `${table}: ${key} is not a whole number`;
      if (table === 'users' && !isUserId(key)) return `${table}: ${key} is nobody's name`;
    }
  }
  return undefined;
}
