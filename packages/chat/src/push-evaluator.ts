/** Asks somebody's push rules about an event. Rules are prepared once and asked often; what is not understood fits nothing. */
import { containsWord, wholeGlob, wordGlob } from './glob.ts';
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';
import type { Pdu } from './pdu.ts';
import { nameSearches, ruleKinds, type PushRule, type PushRules } from './push-rules.ts';

/** An event, and what rules may ask about where it was said. */
export interface PushSituation {
  event: Pick<Pdu, 'type' | 'sender' | 'room_id' | 'content' | 'state_key'>;
  memberCount: number;
  /** Whether the sender may call people by `notifications.<key>` of the power levels. */
  senderMay: (key: string) => boolean;
  /** Of whom is asked for. */
  displayName: string | undefined;
}

/** How far an event concerns somebody: not, it counts, or it is meant for them. */
export const Outcome = { silent: 0, notify: 1, highlight: 2 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

type Condition = (situation: PushSituation) => boolean;
interface ReadyRule {
  conditions: Condition[];
  actions: JsonValue[];
}

export class PushEvaluator {
  readonly #rules: readonly ReadyRule[];

  constructor(rules: PushRules) {
    this.#rules = ruleKinds.flatMap((kind) => rules[kind].filter(({ enabled }) => enabled).map((rule) => ready(kind, rule)));
  }

  /** Of the first rule that fits; none fits: nothing. */
  actions(situation: PushSituation): JsonValue[] {
    return this.#rules.find(({ conditions }) => conditions.every((fits) => fits(situation)))?.actions ?? [];
  }

  outcome(situation: PushSituation): Outcome {
    return outcomeOf(this.actions(situation));
  }
}

export function outcomeOf(actions: readonly JsonValue[]): Outcome {
  if (!actions.includes('notify')) return Outcome.silent;
  return tweaksOf(actions)['highlight'] === true ? Outcome.highlight : Outcome.notify;
}

/** @returns such as `{ sound: 'default', highlight: true }` */
export function tweaksOf(actions: readonly JsonValue[]): JsonObject {
  const tweaks = actions.filter(isObject).flatMap((action) => {
    const name = member(action, 'set_tweak');
    return typeof name === 'string' ? [[name, member(action, 'value') ?? (name === 'highlight' ? true : null)]] : [];
  });
  return Object.fromEntries(tweaks) as JsonObject;
}

function ready(kind: keyof PushRules, { ruleId, conditions, pattern, actions, isDefault }: PushRule): ReadyRule {
  const searched = isDefault && nameSearches.includes(ruleId) ? [saysNobody] : [];
  switch (kind) {
    case 'override':
    case 'underride':
      return { conditions: [...searched, ...conditions.map(condition)], actions };
    case 'content':
      return { conditions: [...searched, inText('content.body', pattern ?? '')], actions };
    case 'room':
      return { conditions: [({ event }) => event.room_id === ruleId], actions };
    case 'sender':
      return { conditions: [({ event }) => event.sender === ruleId], actions };
  }
}

/** The event does not say itself whom it means. */
const saysNobody: Condition = ({ event }) => !Object.hasOwn(event.content, 'm.mentions');
const never: Condition = () => false;

function condition(from: JsonObject): Condition {
  const key = member(from, 'key');
  const value = member(from, 'value');
  switch (member(from, 'kind')) {
    case 'event_match': {
      const pattern = member(from, 'pattern');
      return typeof key === 'string' && typeof pattern === 'string' ? inText(key, pattern) : never;
    }
    case 'event_property_is': {
      if (typeof key !== 'string' || value === undefined || isObject(value) || Array.isArray(value)) return never;
      const find = property(key);
      return ({ event }) => find(event) === value;
    }
    case 'event_property_contains': {
      if (typeof key !== 'string' || value === undefined || isObject(value) || Array.isArray(value)) return never;
      const find = property(key);
      return ({ event }) => {
        const found = find(event);
        return Array.isArray(found) && found.includes(value);
      };
    }
    case 'contains_display_name':
      return ({ event, displayName }) => {
        const body = member(event.content, 'body');
        return displayName !== undefined && typeof body === 'string' && containsWord(body, displayName);
      };
    case 'room_member_count':
      return memberCount(member(from, 'is'));
    case 'sender_notification_permission':
      return typeof key === 'string' ? ({ senderMay }) => senderMay(key) : never;
    default:
      return never;
  }
}

function inText(key: string, pattern: string): Condition {
  const find = property(key);
  // Of the words any part, of everything else the whole.
  const fits = key === 'content.body' ? wordGlob(pattern) : wholeGlob(pattern);
  return ({ event }) => {
    const found = find(event);
    return typeof found === 'string' && fits(found);
  };
}

function memberCount(is: JsonValue | undefined): Condition {
  const match = typeof is === 'string' ? /^(==|<|>|>=|<=)?(\d{1,9})$/.exec(is) : null;
  if (!match) return never;
  const number = Number(match[2]);
  switch (match[1]) {
    case '<':
      return ({ memberCount: count }) => count < number;
    case '>':
      return ({ memberCount: count }) => count > number;
    case '<=':
      return ({ memberCount: count }) => count <= number;
    case '>=':
      return ({ memberCount: count }) => count >= number;
    default:
      return ({ memberCount: count }) => count === number;
  }
}

/** @param key `content.m\.relates_to.rel_type`: a dot goes deeper, `\.` is a dot and `\\` a backslash */
function property(key: string): (event: PushSituation['event']) => JsonValue | undefined {
  const path = pathOf(key);
  return (event) => {
    let found: JsonValue | undefined = { ...event };
    for (const step of path) found = isObject(found) ? member(found, step) : undefined;
    return found;
  };
}

export function pathOf(key: string): string[] {
  const path: string[] = [];
  let step = '';
  for (let at = 0; at < key.length; at++) {
    const [char = '', next = ''] = [key[at], key[at + 1]];
    if (char === '.') {
      path.push(step);
      step = '';
    } else if (char === '\\' && (next === '.' || next === '\\')) {
      step += next;
      at++;
    } else step += char;
  }
  return [...path, step];
}
