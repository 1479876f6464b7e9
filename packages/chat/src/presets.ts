/** The first events of a room, in the order that the client-server API names (`POST /createRoom`). Pure. */
import { ROOM_VERSION } from './auth-rules.ts';
import type { RoomAlias, UserId } from './ids.ts';
import { isObject, member as memberOf, type JsonObject } from './json.ts';
import type { Said } from './room-draft.ts';
import { ROOM_KIND } from './room-kind.ts';
import { standardRights } from './standard-rights.ts';

export type Preset = 'private_chat' | 'trusted_private_chat' | 'public_chat';

export interface RoomWish {
  preset: Preset;
  name?: string | undefined;
  topic?: string | undefined;
  alias?: RoomAlias | undefined;
  invite: readonly UserId[];
  isDirect: boolean;
  creationContent: JsonObject;
  powerLevels: JsonObject;
  initialState: readonly { type: string; stateKey: string; content: JsonObject }[];
}

const rules: Record<Preset, { join_rule: string; guest_access: string; invite: number }> = {
  private_chat: { join_rule: 'invite', guest_access: 'can_join', invite: 0 },
  trusted_private_chat: { join_rule: 'invite', guest_access: 'can_join', invite: 0 },
  public_chat: { join_rule: 'public', guest_access: 'forbidden', invite: 50 },
};

/** @param member what a member's event says of their profile */
export function firstEvents(wish: RoomWish, creator: UserId, member: (userId: UserId) => JsonObject): Said[] {
  const state = (type: string, content: JsonObject, stateKey = ''): Said => ({ sender: creator, type, stateKey, content });
  const given = new Set(wish.initialState.map(({ type, stateKey }) => (stateKey === '' ? type : '')));
  const preset = rules[wish.preset];
  const events = [
    state('m.room.create', { ...wish.creationContent, room_version: ROOM_VERSION }),
    state('m.room.member', { membership: 'join', ...member(creator) }, creator),
    state('m.room.power_levels', powerLevels(wish, creator)),
    ...(wish.alias ? [state('m.room.canonical_alias', { alias: wish.alias })] : []),
    // What the client says itself stands in place of the preset's.
    ...(given.has('m.room.join_rules') ? [] : [state('m.room.join_rules', { join_rule: preset.join_rule })]),
    ...(given.has('m.room.history_visibility') ? [] : [state('m.room.history_visibility', { history_visibility: 'shared' })]),
    ...(given.has('m.room.guest_access') ? [] : [state('m.room.guest_access', { guest_access: preset.guest_access })]),
    ...wish.initialState.map(({ type, stateKey, content }) => state(type, content, stateKey)),
    ...(wish.name === undefined ? [] : [state('m.room.name', { name: wish.name })]),
    ...(wish.topic === undefined ? [] : [state('m.room.topic', topicContent(wish.topic))]),
  ];
  const direct: JsonObject = wish.isDirect ? { is_direct: true } : {};
  for (const userId of new Set(wish.invite))
    events.push(state('m.room.member', { membership: 'invite', ...direct, ...member(userId) }, userId));
  return events;
}

/** As text, and as the newer block of representations (`m.topic`). */
function topicContent(topic: string): JsonObject {
  return { topic, 'm.topic': { 'm.text': [{ body: topic }] } };
}

function powerLevels(wish: RoomWish, creator: UserId): JsonObject {
  const equals = wish.preset === 'trusted_private_chat' ? wish.invite : [];
  const { users, events, ...others } = wish.powerLevels;
  const standard = standardRights(memberOf(wish.initialState.find(({ type }) => type === ROOM_KIND)?.content, 'kind'));
  return {
    ...{ users_default: 0, events_default: 0, state_default: 50, ban: 50, kick: 50, redact: 50, invite: rules[wish.preset].invite },
    ...standard.levels,
    events: {
      ...{ 'm.room.name': 50, 'm.room.avatar': 50, 'm.room.canonical_alias': 50 },
      ...{ 'm.room.power_levels': 100, 'm.room.history_visibility': 100, 'm.room.tombstone': 100 },
      ...{ 'm.room.server_acl': 100, 'm.room.encryption': 100 },
      ...standard.events,
      ...(isObject(events) ? events : {}),
    },
    users: isObject(users) ? users : Object.fromEntries([creator, ...equals].map((userId) => [userId, 100])),
    ...others,
  };
}
