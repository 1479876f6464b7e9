/** The tables of schema `chat`, as migrations/ makes them. */
import type { Database } from '@saal/foundation';
import type { Generated, Kysely } from 'kysely';
import type { EventId, RoomAlias, RoomId, UserId } from '../ids.ts';
import type { KeyUsage } from '../encryption-ports.ts';
import type { Membership } from '../membership.ts';
import type { StreamPos } from '../ports.ts';

export type RoomNid = number;

export type EventTable = {
  stream: StreamPos;
  event_id: EventId;
  room_nid: RoomNid;
  depth: number;
  type: string;
  state_key: string | null;
  sender: UserId;
  origin_server_ts: number;
  pdu: string;
  redacted_by: EventId | null;
  relates_to: string | null;
  relation: string | null;
  device_id: string | null;
  transaction_id: string | null;
};

type ChatTables = {
  'chat.server': { only_one: Generated<boolean>; server_name: string };
  'chat.signing_key': { key_id: string; seed: Buffer; created_at_ms: number; retired_at_ms: number | null };
  'chat.chatter': {
    user_id: UserId;
    person_id: string | null;
    display_name: string;
    avatar_url: string | null;
    external: Generated<boolean>;
    created_at_ms: number;
  };
  'chat.device': {
    user_id: UserId;
    device_id: string;
    display_name: string | null;
    token_hash: string | null;
    refresh_hash: string | null;
    expires_at_ms: number | null;
    created_at_ms: number;
    last_seen_at_ms: number;
    only_room: RoomId | null;
  };
  'chat.meeting_room': { meeting_id: string; room_nid: RoomNid };
  'chat.guest': { room_nid: RoomNid; visitor: string; user_id: UserId };
  'chat.room': { room_nid: Generated<RoomNid>; room_id: RoomId; version: string; depth: number; tip: EventId[]; last_stream: StreamPos };
  'chat.event': EventTable;
  'chat.state': { room_nid: RoomNid; type: string; state_key: string; stream: StreamPos; event_id: EventId };
  'chat.membership': { user_id: UserId; room_nid: RoomNid; membership: Membership; stream: StreamPos; forgotten: Generated<boolean> };
  'chat.alias': { alias: RoomAlias; room_nid: RoomNid; creator: UserId; created_at_ms: number };
  'chat.transaction': { user_id: UserId; device_id: string; path: string; transaction_id: string; event_id: EventId; made_at_ms: number };
  'chat.account_data': { user_id: UserId; room_nid: RoomNid; type: string; content: string; stream: StreamPos };
  'chat.receipt': {
    room_nid: RoomNid;
    user_id: UserId;
    type: 'm.read' | 'm.read.private' | 'm.fully_read';
    thread_id: string;
    event_id: EventId;
    event_stream: StreamPos;
    at_ms: number;
    stream: StreamPos;
  };
  'chat.device_key': { user_id: UserId; device_id: string; keys: string };
  'chat.one_time_key': { user_id: UserId; device_id: string; algorithm: string; key_id: string; key: string; seq: Generated<number> };
  'chat.fallback_key': {
    user_id: UserId;
    device_id: string;
    algorithm: string;
    key_id: string;
    key: string;
    used: Generated<boolean>;
  };
  'chat.cross_signing_key': { user_id: UserId; usage: KeyUsage; keys: string };
  'chat.key_signature': { signer_id: UserId; user_id: UserId; target: string; key_id: string; signature: string };
  'chat.device_change': { stream: StreamPos; user_id: UserId };
  'chat.to_device': { stream: StreamPos; user_id: UserId; device_id: string; sender: UserId; type: string; content: string };
  'chat.backup_version': {
    user_id: UserId;
    version: Generated<number>;
    algorithm: string;
    auth_data: string;
    etag: Generated<number>;
    deleted: Generated<boolean>;
  };
  'chat.backup_key': {
    user_id: UserId;
    version: number;
    room_id: string;
    session_id: string;
    first_message_index: number;
    forwarded_count: number;
    is_verified: boolean;
    session_data: string;
  };
  'chat.filter': { user_id: UserId; filter_id: Generated<number>; filter: string };
};

/** Narrowed by {@link narrowed}; also what a transaction is. */
export type ChatDatabase = Kysely<ChatTables>;

export function narrowed(db: Database): ChatDatabase {
  return db.$extendTables<ChatTables>();
}
