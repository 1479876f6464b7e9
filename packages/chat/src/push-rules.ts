/** What somebody is notified of: rules by kind, the first that fits decides (client-server API, "Push Rules"). */
import type { UserId } from './ids.ts';
import type { JsonObject, JsonValue } from './json.ts';

/** In the order in which they are asked. */
export const ruleKinds = ['override', 'content', 'room', 'sender', 'underride'] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface PushRule {
  ruleId: string;
  /** Of the server: its id begins with a dot. It is switched and changed, never removed. */
  isDefault: boolean;
  enabled: boolean;
  /** Of overrides and underrides. */
  conditions: JsonObject[];
  /** Of kind `content`. */
  pattern: string | undefined;
  actions: JsonValue[];
}

export type PushRules = Record<RuleKind, PushRule[]>;

const highlight: JsonObject = { set_tweak: 'highlight' };
const sound = (value: string): JsonObject => ({ set_tweak: 'sound', value });
const match = (key: string, pattern: string): JsonObject => ({ kind: 'event_match', key, pattern });
const is = (key: string, value: JsonValue): JsonObject => ({ kind: 'event_property_is', key, value });
const twoPeople: JsonObject = { kind: 'room_member_count', is: '2' };
const mayCallAll: JsonObject = { kind: 'sender_notification_permission', key: 'room' };

const rule = (ruleId: string, conditions: JsonObject[], actions: JsonValue[], enabled = true): PushRule => ({
  ...{ ruleId, conditions, actions, enabled, isDefault: true, pattern: undefined },
});

/** Asked before everything that people set themselves. */
export const MASTER = '.m.rule.master';

/**
 * As everybody has them who has changed nothing.
 * @param userId undefined: of nobody in particular, without the rules that look for somebody's name
 */
export function defaultRules(userId: UserId | undefined): PushRules {
  return {
    override: [
      rule(MASTER, [], [], false),
      rule('.m.rule.suppress_notices', [match('content.msgtype', 'm.notice')], []),
      ...(userId === undefined ? [] : [inviteForMe(userId)]),
      rule('.m.rule.member_event', [match('type', 'm.room.member')], []),
      ...(userId === undefined ? [] : [userMention(userId)]),
      rule('.m.rule.contains_display_name', [{ kind: 'contains_display_name' }], ['notify', sound('default'), highlight]),
      rule('.m.rule.is_room_mention', [is('content.m\\.mentions.room', true), mayCallAll], ['notify', highlight]),
      rule('.m.rule.roomnotif', [match('content.body', '@room'), mayCallAll], ['notify', highlight]),
      rule('.m.rule.tombstone', [match('type', 'm.room.tombstone'), match('state_key', '')], ['notify', highlight]),
      rule('.m.rule.reaction', [match('type', 'm.reaction')], []),
      rule('.m.rule.room.server_acl', [match('type', 'm.room.server_acl'), match('state_key', '')], []),
      rule('.m.rule.suppress_edits', [is('content.m\\.relates_to.rel_type', 'm.replace')], []),
      rule('.org.matrix.msc3930.rule.poll_response', [match('type', 'org.matrix.msc3381.poll.response')], []),
      // Ours: a sealed vote shows that it refers to something, and what is written to people never refers in this way.
      rule('.eu.saal.rule.sealed_reference', [match('type', 'm.room.encrypted'), is('content.m\\.relates_to.rel_type', 'm.reference')], []),
    ],
    content: userId === undefined ? [] : [userName(userId)],
    room: [],
    sender: [],
    underride: [
      rule('.m.rule.call', [match('type', 'm.call.invite')], ['notify', sound('ring')]),
      rule('.m.rule.encrypted_room_one_to_one', [twoPeople, match('type', 'm.room.encrypted')], ['notify', sound('default')]),
      rule('.m.rule.room_one_to_one', [twoPeople, match('type', 'm.room.message')], ['notify', sound('default')]),
      rule('.m.rule.message', [match('type', 'm.room.message')], ['notify']),
      rule('.m.rule.encrypted', [match('type', 'm.room.encrypted')], ['notify']),
      ...['start', 'end'].flatMap((moment) => {
        // By the names of the proposal: no client knows others yet.
        const [id, type] = [`.org.matrix.msc3930.rule.poll_${moment}`, `org.matrix.msc3381.poll.${moment}`];
        return [
          rule(`${id}_one_to_one`, [twoPeople, match('type', type)], ['notify', sound('default')]),
          rule(id, [match('type', type)], ['notify']),
        ];
      }),
    ],
  };
}

const inviteForMe = (userId: UserId): PushRule =>
  rule(
    '.m.rule.invite_for_me',
    [match('type', 'm.room.member'), match('content.membership', 'invite'), match('state_key', userId)],
    ['notify', sound('default')],
  );

const userMention = (userId: UserId): PushRule =>
  rule(
    '.m.rule.is_user_mention',
    [{ kind: 'event_property_contains', key: 'content.m\\.mentions.user_ids', value: userId }],
    ['notify', sound('default'), highlight],
  );

const userName = (userId: UserId): PushRule => ({
  ...rule('.m.rule.contains_user_name', [], ['notify', sound('default'), highlight]),
  pattern: localpart(userId),
});

export const localpart = (userId: UserId): string => userId.slice(1, userId.indexOf(':'));

/** Look for names in the words; an event that says itself whom it means is not searched (specification, "User and room mentions"). */
export const nameSearches: readonly string[] = ['.m.rule.contains_display_name', '.m.rule.contains_user_name', '.m.rule.roomnotif'];
