-- Chat as Matrix has it: rooms, their events, who is in them, and the clients that read along. New schema, nothing to backfill.
-- Times are milliseconds since 1970 UTC. Of every secret only its SHA-256 is kept, but for the key that signs events.
create schema if not exists chat;

-- One order for everything that a client is told; taken under an advisory lock, so that it is also the order of commits.
create sequence chat.stream;

create table chat.server (
  only_one    boolean primary key default true check (only_one),
  server_name text not null   -- in all ids; fixed once there is one
);

create table chat.signing_key (
  key_id        text primary key,   -- ed25519:<version>
  seed          bytea not null check (length(seed) = 32),
  created_at_ms bigint not null,
  retired_at_ms bigint              -- null: the one that signs
);

-- The names people have in chat. A name is never given to somebody else.
create table chat.chatter (
  user_id       text primary key,
  person_id     text unique,        -- owned by accounts, so no foreign key
  display_name  text not null,
  avatar_url    text,
  created_at_ms bigint not null
);

create table chat.device (
  user_id         text not null references chat.chatter (user_id) on delete cascade,
  device_id       text not null,
  display_name    text,
  token_hash      text unique,      -- null: signed out, but not forgotten
  refresh_hash    text unique,
  expires_at_ms   bigint,           -- null: never
  created_at_ms   bigint not null,
  last_seen_at_ms bigint not null,
  primary key (user_id, device_id)
);

create table chat.room (
  room_nid    bigint generated always as identity primary key,
  room_id     text not null unique,
  version     text not null,
  depth       bigint not null,      -- of the newest event
  tip         text[] not null,      -- the events nothing follows yet; one, as long as one server writes
  last_stream bigint not null       -- of the newest event
);

create table chat.event (
  stream           bigint primary key,
  event_id         text not null unique,
  room_nid         bigint not null references chat.room (room_nid) on delete cascade,
  depth            bigint not null,
  type             text not null,
  state_key        text,
  sender           text not null,
  origin_server_ts bigint not null,
  pdu              text not null,   -- canonical JSON; text, since jsonb takes no U+0000
  redacted_by      text,            -- event id
  relates_to       text,            -- event id
  relation         text,            -- m.thread, m.annotation, m.replace, m.reference
  device_id        text,            -- of the sender, and its number for the request: told to that device alone
  transaction_id   text
);
create index event_of_room on chat.event (room_nid, stream);
create index event_related on chat.event (relates_to, relation, stream) where relates_to is not null;
create index event_state_history on chat.event (room_nid, type, state_key, stream) where state_key is not null;

create table chat.state (
  room_nid  bigint not null references chat.room (room_nid) on delete cascade,
  type      text not null,
  state_key text not null,
  stream    bigint not null,
  event_id  text not null,
  primary key (room_nid, type, state_key)
);

create table chat.membership (
  user_id    text not null,
  room_nid   bigint not null references chat.room (room_nid) on delete cascade,
  membership text not null check (membership in ('join', 'invite', 'knock', 'leave', 'ban')),
  stream     bigint not null,
  forgotten  boolean not null default false,
  primary key (user_id, room_nid)
);
create index membership_of_room on chat.membership (room_nid, membership);

create table chat.alias (
  alias         text primary key,
  room_nid      bigint not null references chat.room (room_nid) on delete cascade,
  creator       text not null,
  created_at_ms bigint not null
);
create index alias_of_room on chat.alias (room_nid);

-- What a request with this number was answered, for a day: a client that asks again does nothing twice.
create table chat.transaction (
  user_id        text not null,
  device_id      text not null,
  path           text not null,
  transaction_id text not null,
  event_id       text not null,
  made_at_ms     bigint not null,
  primary key (user_id, device_id, path, transaction_id)
);
create index transaction_by_age on chat.transaction (made_at_ms);

create table chat.account_data (
  user_id  text not null,
  room_nid bigint not null default 0,   -- 0: of no room
  type     text not null,
  content  text not null,
  stream   bigint not null,
  primary key (user_id, room_nid, type)
);
create index account_data_news on chat.account_data (user_id, stream);

create table chat.receipt (
  room_nid     bigint not null references chat.room (room_nid) on delete cascade,
  user_id      text not null,
  type         text not null check (type in ('m.read', 'm.read.private', 'm.fully_read')),
  thread_id    text not null default '',  -- '': of no thread
  event_id     text not null,
  event_stream bigint not null,
  at_ms        bigint not null,
  stream       bigint not null,
  primary key (room_nid, user_id, type, thread_id)
);
create index receipt_news on chat.receipt (room_nid, stream);

create table chat.filter (
  user_id   text not null references chat.chatter (user_id) on delete cascade,
  filter_id bigint generated always as identity,
  filter    text not null,
  primary key (user_id, filter_id)
);
