/**
 * What the client-server API of Matrix (v1.11 and later) promises of answers, as we know it: required members and the types of those
 * that may be there. Not made from its OpenAPI data, nor compared with it. What is not named is not looked at: answers may say more.
 */
import { z } from 'zod';

const ServerName = /(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?/.source;
const UserId = z.string().regex(new RegExp(`^@[^:]+:${ServerName}$`));
const RoomId = z.string().regex(new RegExp(`^![^:]+:${ServerName}$`));
const RoomAlias = z.string().regex(new RegExp(`^#[^:]+:${ServerName}$`));
const EventId = z.string().regex(/^\$[A-Za-z0-9_-]{43}$/);
const Timestamp = z.int().min(0);
const Content = z.record(z.string(), z.unknown());
const Membership = z.enum(['join', 'invite', 'knock', 'leave', 'ban']);

const Unsigned = z.looseObject({
  age: z.int().optional(),
  transaction_id: z.string().optional(),
  redacted_because: z.looseObject({ type: z.literal('m.room.redaction'), content: Content }).optional(),
});
/** "ClientEventWithoutRoomID": in /sync; elsewhere the room is named as well. */
const SyncEvent = z.looseObject({
  ...{ type: z.string(), content: Content, event_id: EventId, sender: UserId, origin_server_ts: Timestamp },
  ...{ state_key: z.string().optional(), unsigned: Unsigned.optional() },
});
const ClientEvent = SyncEvent.extend({ room_id: RoomId });
const StateEvent = ClientEvent.extend({ state_key: z.string() });
const StrippedEvent = z.looseObject({ type: z.string(), content: Content, sender: UserId, state_key: z.string() });
const PlainEvent = z.looseObject({ type: z.string(), content: Content });
const events = <T extends z.ZodType>(event: T) => z.looseObject({ events: z.array(event).optional() });

const JoinedRoom = z.looseObject({
  summary: z
    .looseObject({
      'm.heroes': z.array(UserId).optional(),
      'm.joined_member_count': z.int().min(0).optional(),
      'm.invited_member_count': z.int().min(0).optional(),
    })
    .optional(),
  state: events(SyncEvent.extend({ state_key: z.string() })).optional(),
  timeline: z.looseObject({ events: z.array(SyncEvent), limited: z.boolean().optional(), prev_batch: z.string().optional() }).optional(),
  ephemeral: events(PlainEvent).optional(),
  account_data: events(PlainEvent).optional(),
  unread_notifications: z.looseObject({ highlight_count: z.int().optional(), notification_count: z.int().optional() }).optional(),
});

const PublicRoom = z.looseObject({
  ...{ room_id: RoomId, num_joined_members: z.int().min(0), world_readable: z.boolean(), guest_can_join: z.boolean() },
  ...{ name: z.string().optional(), topic: z.string().optional(), canonical_alias: RoomAlias.optional() },
  ...{ avatar_url: z.string().startsWith('mxc://').optional(), join_rule: z.string().optional(), room_type: z.string().optional() },
});
const RoomSummary = PublicRoom.extend({
  ...{ room_version: z.string().optional(), encryption: z.string().optional(), membership: Membership.optional() },
  allowed_room_ids: z.array(RoomId).optional(),
});

/** By the request, as the specification writes its path. */
export const contract = {
  'GET /versions': z.looseObject({
    versions: z.array(z.string().regex(/^(r0\.\d\.\d|v1\.\d+)$/)).min(1),
    unstable_features: z.record(z.string(), z.boolean()).optional(),
  }),
  'GET /login': z.looseObject({ flows: z.array(z.looseObject({ type: z.string() })) }),
  'POST /login': z.looseObject({
    ...{ user_id: UserId, access_token: z.string().min(1), device_id: z.string().min(1) },
    ...{ refresh_token: z.string().optional(), expires_in_ms: z.int().optional() },
  }),
  'GET /account/whoami': z.looseObject({ user_id: UserId, device_id: z.string(), is_guest: z.boolean().optional() }),
  'GET /capabilities': z.looseObject({
    capabilities: z.looseObject({
      'm.room_versions': z.looseObject({ default: z.string(), available: z.record(z.string(), z.enum(['stable', 'unstable'])) }),
      'm.change_password': z.looseObject({ enabled: z.boolean() }),
    }),
  }),
  'GET /sync': z.looseObject({
    next_batch: z.string(),
    rooms: z
      .looseObject({
        join: z.record(RoomId, JoinedRoom).optional(),
        invite: z.record(RoomId, z.looseObject({ invite_state: events(StrippedEvent).optional() })).optional(),
        knock: z.record(RoomId, z.looseObject({ knock_state: events(StrippedEvent).optional() })).optional(),
        leave: z.record(RoomId, JoinedRoom).optional(),
      })
      .optional(),
    account_data: events(PlainEvent).optional(),
    presence: events(PlainEvent).optional(),
    to_device: events(PlainEvent.extend({ sender: UserId })).optional(),
    device_lists: z.looseObject({ changed: z.array(UserId).optional(), left: z.array(UserId).optional() }).optional(),
    device_one_time_keys_count: z.record(z.string(), z.int().min(0)).optional(),
    device_unused_fallback_key_types: z.array(z.string()).optional(),
  }),
  'POST /createRoom': z.looseObject({ room_id: RoomId }),
  'POST /join/{roomIdOrAlias}': z.looseObject({ room_id: RoomId }),
  'GET /joined_rooms': z.looseObject({ joined_rooms: z.array(RoomId) }),
  'PUT /rooms/{roomId}/send/{eventType}/{txnId}': z.looseObject({ event_id: EventId }),
  'GET /rooms/{roomId}/event/{eventId}': ClientEvent,
  'GET /rooms/{roomId}/state': z.array(StateEvent),
  'GET /rooms/{roomId}/members': z.looseObject({
    chunk: z.array(StateEvent.extend({ type: z.literal('m.room.member'), content: z.looseObject({ membership: Membership }) })),
  }),
  'GET /rooms/{roomId}/joined_members': z.looseObject({
    joined: z.record(UserId, z.looseObject({ display_name: z.string().optional(), avatar_url: z.string().optional() })),
  }),
  'GET /rooms/{roomId}/messages': z.looseObject({
    ...{ start: z.string(), end: z.string().optional(), chunk: z.array(ClientEvent), state: z.array(StateEvent).optional() },
  }),
  'GET /rooms/{roomId}/context/{eventId}': z.looseObject({
    ...{ start: z.string(), end: z.string(), event: ClientEvent, state: z.array(StateEvent) },
    ...{ events_before: z.array(ClientEvent), events_after: z.array(ClientEvent) },
  }),
  'GET /v1/rooms/{roomId}/relations/{eventId}': z.looseObject({ chunk: z.array(ClientEvent), next_batch: z.string().optional() }),
  'GET /v1/rooms/{roomId}/timestamp_to_event': z.looseObject({ event_id: EventId, origin_server_ts: Timestamp }),
  'GET /v1/rooms/{roomId}/hierarchy': z.looseObject({
    next_batch: z.string().optional(),
    rooms: z.array(RoomSummary.extend({ children_state: z.array(StrippedEvent.extend({ origin_server_ts: Timestamp })) })),
  }),
  'GET /v1/room_summary/{roomIdOrAlias}': RoomSummary,
  'GET /publicRooms': z.looseObject({
    ...{ chunk: z.array(PublicRoom), next_batch: z.string().optional(), prev_batch: z.string().optional() },
    total_room_count_estimate: z.int().min(0).optional(),
  }),
  'GET /directory/room/{roomAlias}': z.looseObject({ room_id: RoomId, servers: z.array(z.string()) }),
  'POST /user_directory/search': z.looseObject({
    limited: z.boolean(),
    results: z.array(z.looseObject({ user_id: UserId, display_name: z.string().optional(), avatar_url: z.string().optional() })),
  }),
  'POST /search': z.looseObject({
    search_categories: z.looseObject({
      room_events: z.looseObject({
        ...{ count: z.int().min(0), highlights: z.array(z.string()), next_batch: z.string().optional() },
        results: z.array(
          z.looseObject({
            ...{ rank: z.number(), result: ClientEvent },
            context: z
              .looseObject({
                ...{ start: z.string(), end: z.string(), events_before: z.array(ClientEvent), events_after: z.array(ClientEvent) },
                profile_info: z.record(UserId, z.looseObject({ displayname: z.string().optional() })).optional(),
              })
              .optional(),
          }),
        ),
      }),
    }),
  }),
  'POST /keys/upload': z.looseObject({ one_time_key_counts: z.record(z.string(), z.int().min(0)) }),
  'POST /keys/query': z.looseObject({
    failures: z.record(z.string(), z.unknown()).optional(),
    device_keys: z.record(
      UserId,
      z.record(z.string(), z.looseObject({ user_id: UserId, device_id: z.string(), algorithms: z.array(z.string()) })),
    ),
  }),
  'POST /keys/claim': z.looseObject({ one_time_keys: z.record(UserId, z.record(z.string(), z.record(z.string(), z.unknown()))) }),
  'GET /devices': z.looseObject({
    devices: z.array(z.looseObject({ device_id: z.string(), display_name: z.string().optional(), last_seen_ts: Timestamp.optional() })),
  }),
  /** Of every refusal. */
  error: z.looseObject({ errcode: z.string().regex(/^M_[A-Z_]+$/), error: z.string() }),
} as const;
