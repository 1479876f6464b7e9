import { expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import { redacted } from './redaction.ts';

const event = (type: string, content: JsonObject): JsonObject => ({
  ...{ type, content, sender: '@alice:stadt.example', room_id: '!x:stadt.example', depth: 4, origin_server_ts: 5, state_key: '' },
  ...{ hashes: { sha256: 'h' }, signatures: {}, prev_events: ['$a'], auth_events: ['$b'] },
  ...{ unsigned: { age: 1 }, origin: 'stadt.example', membership: 'join', prev_state: [] },
});

test('nothing of a message is left but that it was there', () => {
  const { content, ...rest } = redacted(event('m.room.message', { body: 'geheim', msgtype: 'm.text' }));
  expect(content).toEqual({});
  expect(Object.keys(rest).sort()).toEqual([
    'auth_events',
    'depth',
    'hashes',
    'origin_server_ts',
    'prev_events',
    'room_id',
    'sender',
    'signatures',
    'state_key',
    'type',
  ]);
});

test.each<[string, JsonObject, JsonObject]>([
  [
    'm.room.create',
    { room_version: '11', type: 'm.space', 'm.federate': false },
    { room_version: '11', type: 'm.space', 'm.federate': false },
  ],
  [
    'm.room.member',
    { membership: 'join', displayname: 'Alice', reason: 'x', join_authorised_via_users_server: '@b:c' },
    { membership: 'join', join_authorised_via_users_server: '@b:c' },
  ],
  [
    'm.room.member',
    { membership: 'invite', third_party_invite: { display_name: 'a@b', signed: { token: 't' } } },
    { membership: 'invite', third_party_invite: { signed: { token: 't' } } },
  ],
  ['m.room.join_rules', { join_rule: 'restricted', allow: [], more: 1 }, { join_rule: 'restricted', allow: [] }],
  ['m.room.power_levels', { users: { a: 1 }, invite: 50, notifications: { room: 20 } }, { users: { a: 1 }, invite: 50 }],
  ['m.room.history_visibility', { history_visibility: 'shared', x: 1 }, { history_visibility: 'shared' }],
  ['m.room.redaction', { redacts: '$x', reason: 'y' }, { redacts: '$x' }],
  ['m.room.name', { name: 'Rat' }, {}],
  ['constructor', { name: 'Rat' }, {}],
])('of %s power and place stay, words go', (type, content, left) => {
  expect(redacted(event(type, content)).content).toEqual(left);
});
