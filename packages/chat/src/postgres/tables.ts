/** The tables of schema `chat`, as migrations/ makes them. */
import type { Database } from '@saal/foundation';
import type { Generated, Kysely } from 'kysely';
import type { EventId, RoomAlias, RoomId, UserId } from '../ids.ts';
import type { DirectoryPart } from '../directory-team-ports.ts';
import type { KeyUsage } from '../encryption-ports.ts';
import type { MediaId } from '../media-ports.ts';
import type { Membership } from '../membership.ts';
import type { StreamPos } from '../ports.ts';
import type { PusherKind } from '../push-ports.ts';

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
  notifies: number;
  erased_at_ms: number | null;
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
    app_password_id: Generated<string | null>;
    session_id: Generated<string | null>;
    only_room: RoomId | null;
  };
  'chat.meeting_room': { meeting_id: string; room_nid: RoomNid };
  'chat.directory_team': { group_id: string; followed: string | null; followed_at_ms: number | null; failed_at_ms: number | null };
  'chat.directory_room': { group_id: string; part: DirectoryPart; room_nid: RoomNid };
  'chat.room_call': { meeting_id: string; room_nid: RoomNid; caller: UserId; runs: Generated<boolean> };
  'chat.ring': {
    ring_id: string;
    meeting_id: string;
    callee: UserId;
    caller: UserId;
    video: boolean;
    silent: boolean;
    rang_at_ms: number;
    ends_at_ms: number;
    answer: 'accepted' | 'declined' | 'missed' | null;
  };
  'chat.guest': { room_nid: RoomNid; visitor: string; user_id: UserId };
  'chat.room': {
    room_nid: Generated<RoomNid>;
    room_id: RoomId;
    version: string;
    depth: number;
    tip: EventId[];
    last_stream: StreamPos;
    published: Generated<boolean>;
  };
  'chat.event': EventTable;
  'chat.state': { room_nid: RoomNid; type: string; state_key: string; stream: StreamPos; event_id: EventId };
  'chat.membership': { user_id: UserId; room_nid: RoomNid; membership: Membership; stream: StreamPos; forgotten: Generated<boolean> };
  'chat.alias': { alias: RoomAlias; room_nid: RoomNid; creator: UserId; created_at_ms: number };
  'chat.transaction': { user_id: UserId; device_id: string; path: string; transaction_id: string; event_id: EventId; made_at_ms: number };
  'chat.account_data': { user_id: UserId; room_nid: RoomNid; type: string; content: string; stream: StreamPos };
  'chat.ignored': { user_id: UserId; ignored_id: UserId };
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
  'chat.login_token': { token_hash: string; person_id: string; expires_at_ms: number };
  'chat.dehydrated_device': { user_id: UserId; device_id: string; data: string };
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
  'chat.notice': { user_id: UserId; room_nid: RoomNid; stream: StreamPos; thread_id: string; outcome: number; usual: number };
  'chat.last_written': { user_id: UserId; room_nid: RoomNid; thread_id: string; stream: StreamPos };
  'chat.pusher': {
    user_id: UserId;
    app_id: string;
    pushkey: string;
    device_id: string;
    kind: PusherKind;
    profile: string;
    told_stream: StreamPos;
    failures: Generated<number>;
    next_try_at_ms: Generated<number>;
  };
  'chat.web_push_key': { only_one: Generated<boolean>; private_key: Buffer; public_key: Buffer; created_at_ms: number };
  'chat.media': {
    media_id: MediaId;
    owner: UserId;
    created_at_ms: number;
    uploaded_at_ms: number | null;
    size_bytes: Generated<number>;
    sha256: string | null;
    type: string | null;
    name: string | null;
    sealed: Generated<boolean>;
  };
  'chat.media_use': { media_id: MediaId; event_id: EventId; room_nid: RoomNid };
  'chat.searchable': { stream: StreamPos; room_nid: RoomNid; sender: UserId; type: string; worded_at: StreamPos; words: string };
  'chat.audit': {
    audit_id: Generated<number>;
    at_ms: number;
    action: string;
    actor: string | null;
    room_id: string | null;
    subject: string | null;
    event_id: string | null;
    details: string;
  };
  'chat.hold': {
    hold_id: Generated<number>;
    kind: 'person' | 'room';
    subject: string;
    reason: string;
    placed_by: string;
    placed_at_ms: number;
    released_by: string | null;
    released_at_ms: number | null;
  };
  'chat.retention_mark': { room_nid: RoomNid; upto_ms: number };
  'chat.erasure': { user_id: UserId; asked_by: string; asked_at_ms: number; finished_at_ms: number | null };
  'chat.report': {
    report_id: Generated<number>;
    at_ms: number;
    reporter: UserId;
    room_id: RoomId | null;
    event_id: EventId | null;
    user_id: UserId | null;
    reason: string;
  };
  'chat.planned': {
    user_id: UserId;
    planned_id: string;
    room_id: RoomId;
    send_at_ms: number;
    type: string;
    content: string;
    state: 'waiting' | 'sending' | 'refused';
    failure: string | null;
  };
  'chat.filter': { user_id: UserId; filter_id: Generated<number>; filter: string };
};

/** Narrowed by {@link narrowed}; also what a transaction is. */
export type ChatDatabase = Kysely<ChatTables>;

export function narrowed(db: Database): ChatDatabase {
  return db.$extendTables<ChatTables>();
}
