-- Files people send, and which events name them. New tables, nothing to backfill. The bytes lie in a folder, under the same ids.
create table chat.media (
  media_id       text primary key,  -- random, the second half of an mxc address
  owner          text not null references chat.chatter (user_id) on delete cascade,
  created_at_ms  bigint not null,
  uploaded_at_ms bigint,            -- null: the address was given out, the file is still to come
  size_bytes     bigint not null default 0,
  sha256         text,              -- base64url
  type           text,              -- as found in its first bytes, never as its sender says
  name           text,
  sealed         boolean not null default false  -- sent as bytes without a type: of an encrypted room, whose events hide its address
);
create index media_of_owner on chat.media (owner);
create index media_by_age on chat.media (created_at_ms);

-- A row is there as long as the event may be read: it goes with its redaction.
create table chat.media_use (
  media_id text not null references chat.media (media_id) on delete cascade,
  event_id text not null,
  room_nid bigint not null references chat.room (room_nid) on delete cascade,
  primary key (event_id, media_id)
);
create index media_use_of_media on chat.media_use (media_id);
