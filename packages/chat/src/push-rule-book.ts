/** Somebody's push rules: what they set themselves, over what everybody has. Pure; kept and told as account data `m.push_rules`. */
import { badJson, ChatError, invalidParam, notFoundError } from './errors.ts';
import { MAX_PATTERN } from './glob.ts';
import type { RoomId, UserId } from './ids.ts';
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';
import { defaultRules, MASTER, ruleKinds, type PushRule, type PushRules, type RuleKind } from './push-rules.ts';

export const PUSH_RULES = 'm.push_rules';
const MOST_RULES = 500;
const MOST_CONDITIONS = 20;
const MAX_RULE_BYTES = 8_192;

/** Where a new rule stands among the others of its kind; otherwise first. */
export interface RulePlace {
  before?: string | undefined;
  after?: string | undefined;
}

/** @param kept as {@link rulesJson} wrote it, perhaps in a former version with other default rules */
export function rulesOf(userId: UserId, kept: JsonObject | undefined): PushRules {
  const rules = defaultRules(userId);
  const global = member(kept, 'global');
  if (!isObject(global)) return rules;
  for (const kind of ruleKinds) {
    const list = member(global, kind);
    const known = Array.isArray(list) ? list.filter(isObject) : [];
    const changed = new Map(known.map((one) => [member(one, 'rule_id'), one]));
    const defaults = rules[kind].map((rule) => {
      const own = changed.get(rule.ruleId);
      const actions = member(own, 'actions');
      return {
        ...rule,
        enabled: own ? member(own, 'enabled') === true : rule.enabled,
        actions: Array.isArray(actions) ? actions : rule.actions,
      };
    });
    const own = known.flatMap((one) => ownRule(one) ?? []);
    const master = defaults.filter(({ ruleId }) => ruleId === MASTER);
    rules[kind] = [...master, ...own, ...defaults.filter(({ ruleId }) => ruleId !== MASTER)];
  }
  return rules;
}

function ownRule(one: JsonObject): PushRule | undefined {
  const [ruleId, conditions, pattern, actions] = ['rule_id', 'conditions', 'pattern', 'actions'].map((key) => member(one, key));
  if (typeof ruleId !== 'string' || ruleId.startsWith('.') || !Array.isArray(actions)) return undefined;
  return {
    ...{ ruleId, actions, isDefault: false, enabled: member(one, 'enabled') === true },
    conditions: Array.isArray(conditions) ? conditions.filter(isObject) : [],
    pattern: typeof pattern === 'string' ? pattern : undefined,
  };
}

/** Whether somebody wants to hear nothing of a room, or nothing at all: by a rule before all others that fits all of it. */
export function isMuted({ override }: PushRules, roomId: RoomId): boolean {
  return override.some(({ ruleId, enabled, actions, conditions }) => {
    if (!enabled || actions.includes('notify')) return false;
    const isOfRoom = (one: JsonObject): boolean => one['kind'] === 'event_match' && one['key'] === 'room_id' && one['pattern'] === roomId;
    return ruleId === MASTER || (conditions.length > 0 && conditions.every(isOfRoom));
  });
}

/** As clients are told all of them. */
export function rulesJson(rules: PushRules): JsonObject {
  return { global: Object.fromEntries(ruleKinds.map((kind) => [kind, rules[kind].map((rule) => ruleJson(kind, rule))])) };
}

/** What somebody's clients keep, with their push rules: those who changed none are told those of everybody. */
export function toldAccountData(userId: UserId, kept: readonly { type: string; content: JsonObject }[], isInitial: boolean): AccountData[] {
  const others = kept.filter(({ type }) => type !== PUSH_RULES).map(({ type, content }) => ({ type, content }));
  const own = kept.find(({ type }) => type === PUSH_RULES);
  return own || isInitial ? [...others, { type: PUSH_RULES, content: rulesJson(rulesOf(userId, own?.content)) }] : others;
}

type AccountData = JsonObject & { type: string; content: JsonObject };

export function ruleJson(kind: RuleKind, { ruleId, isDefault, enabled, conditions, pattern, actions }: PushRule): JsonObject {
  return {
    ...{ rule_id: ruleId, default: isDefault, enabled, actions },
    ...(kind === 'override' || kind === 'underride' ? { conditions } : {}),
    ...(kind === 'content' ? { pattern: pattern ?? '' } : {}),
  };
}

/** @throws {ChatError} not_found */
export function ruleIn(rules: PushRules, kind: RuleKind, ruleId: string): PushRule {
  const found = rules[kind].find((rule) => rule.ruleId === ruleId);
  if (!found) throw notFoundError('there is no such push rule');
  return found;
}

/**
 * With a rule of one's own, new or in place of the one with this name.
 * @param body `actions`, and by its kind `conditions` or `pattern`
 * @throws {ChatError} invalid_param, bad_json, too_large, unknown: there is no rule to stand before or after
 */
export function withRule(rules: PushRules, kind: RuleKind, ruleId: string, body: JsonObject, place: RulePlace): PushRules {
  mustBeOwn(ruleId);
  if (/[/\\]/.test(ruleId)) throw invalidParam('no slashes stand in the name of a rule');
  if (Buffer.byteLength(JSON.stringify(body)) + Buffer.byteLength(ruleId) > MAX_RULE_BYTES)
    throw new ChatError('too_large', 'this push rule is too large');
  const [conditions, pattern] = [member(body, 'conditions'), member(body, 'pattern')];
  const isByConditions = kind === 'override' || kind === 'underride';
  if (isByConditions && conditions !== undefined && !(Array.isArray(conditions) && conditions.every(isObject)))
    throw badJson('conditions: a list of objects is needed');
  if (Array.isArray(conditions) && conditions.length > MOST_CONDITIONS) throw badJson(`conditions: at most ${MOST_CONDITIONS}`);
  if (kind === 'content' && (typeof pattern !== 'string' || pattern.length > MAX_PATTERN))
    throw typeof pattern === 'string' ? invalidParam('this pattern is too long') : new ChatError('missing_param', 'pattern is needed');
  const before = rules[kind].find((rule) => rule.ruleId === ruleId);
  const rule: PushRule = {
    ...{ ruleId, isDefault: false, enabled: before?.enabled ?? true, actions: actionsOf(body) },
    conditions: isByConditions && Array.isArray(conditions) ? conditions.filter(isObject) : [],
    pattern: kind === 'content' && typeof pattern === 'string' ? pattern : undefined,
  };
  const isStaying = before !== undefined && place.before === undefined && place.after === undefined;
  if (isStaying) return { ...rules, [kind]: rules[kind].map((one) => (one.ruleId === ruleId ? rule : one)) };
  const others = rules[kind].filter((one) => one.ruleId !== ruleId);
  if (others.length >= MOST_RULES) throw new ChatError('too_large', `at most ${MOST_RULES} push rules of a kind are kept`);
  return { ...rules, [kind]: others.toSpliced(placeIn(others, place), 0, rule) };
}

function placeIn(others: readonly PushRule[], { before, after }: RulePlace): number {
  const next = before ?? after;
  // The rule that silences everything stays first.
  if (next === undefined) return others[0]?.ruleId === MASTER ? 1 : 0;
  const at = others.findIndex(({ ruleId, isDefault }) => ruleId === next && !isDefault);
  if (at < 0) throw new ChatError('unknown', `there is no push rule ${next} of your own`);
  return before === undefined ? at + 1 : at;
}

/** @throws {ChatError} not_found, invalid_param */
export function withoutRule(rules: PushRules, kind: RuleKind, ruleId: string): PushRules {
  mustBeOwn(ruleId);
  ruleIn(rules, kind, ruleId);
  return { ...rules, [kind]: rules[kind].filter((one) => one.ruleId !== ruleId) };
}

/** @throws {ChatError} not_found */
export function withRuleSet(
  rules: PushRules,
  kind: RuleKind,
  ruleId: string,
  to: Partial<Pick<PushRule, 'enabled' | 'actions'>>,
): PushRules {
  ruleIn(rules, kind, ruleId);
  return { ...rules, [kind]: rules[kind].map((one) => (one.ruleId === ruleId ? { ...one, ...to } : one)) };
}

/** @throws {ChatError} missing_param, bad_json */
export function actionsOf(body: JsonObject): JsonValue[] {
  const actions = member(body, 'actions');
  if (actions === undefined) throw new ChatError('missing_param', 'actions is needed');
  const isAction = (action: JsonValue): boolean =>
    typeof action === 'string' || (isObject(action) && typeof member(action, 'set_tweak') === 'string');
  if (!Array.isArray(actions) || actions.length > 10 || !actions.every(isAction)) throw badJson('actions: not a list of actions');
  // Since version 1.7 the absence of "notify" says it; "dont_notify" and "coalesce" are old words that change nothing.
  return actions.filter((action) => action !== 'dont_notify' && action !== 'coalesce');
}

function mustBeOwn(ruleId: string): void {
  if (ruleId === '' || ruleId.startsWith('.')) throw invalidParam('rules whose names begin with a dot are those of the server');
}
