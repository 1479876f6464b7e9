/** What of an event outlives its redaction (room version 11, "Redactions"). */
import { isObject, member, type JsonObject, type JsonValue } from './json.ts';

const KEPT_TOP = new Set([
  ...['event_id', 'type', 'room_id', 'sender', 'state_key', 'content', 'hashes', 'signatures'],
  ...['depth', 'prev_events', 'auth_events', 'origin_server_ts'],
]);

const KEPT_CONTENT = new Map<string, readonly string[]>(
  Object.entries({
    'm.room.join_rules': ['join_rule', 'allow'],
    'm.room.power_levels': [...['ban', 'events', 'events_default', 'invite', 'kick', 'redact', 'state_default', 'users', 'users_default']],
    'm.room.history_visibility': ['history_visibility'],
    'm.room.redaction': ['redacts'],
  }),
);

/** The event without what people wrote; its hash, place and power stay. Hashing and signing read this form as well. */
export function redacted(event: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(event)) if (KEPT_TOP.has(key)) kept[key] = value;
  const { type, content } = event;
  kept.content = isObject(content) && typeof type === 'string' ? redactedContent(type, content) : {};
  return kept;
}

function redactedContent(type: string, content: JsonObject): JsonObject {
  if (type === 'm.room.create') return content;
  if (type === 'm.room.member') return redactedMember(content);
  return pick(content, KEPT_CONTENT.get(type) ?? []);
}

function redactedMember(content: JsonObject): JsonObject {
  const kept = pick(content, ['membership', 'join_authorised_via_users_server']);
  const invite = member(content, 'third_party_invite');
  const signed = isObject(invite) ? member(invite, 'signed') : undefined;
  if (signed !== undefined) kept.third_party_invite = { signed };
  return kept;
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const entries = keys.map((key): [string, JsonValue | undefined] => [key, member(object, key)]);
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}
