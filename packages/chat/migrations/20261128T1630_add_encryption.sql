-- End-to-end encryption: the public keys of devices, messages from device to device, and sealed backups of keys.
-- New objects only, safe on a live server, nothing to backfill. Nothing here opens a message: private keys stay on the devices.
create table chat.device_key (
  user_id   text not null,
  device_id text not null,
  keys      text not null,   -- as the device signed it, JSON
  primary key (user_id, device_id),
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);

-- Given out once each, the oldest first.
create table chat.one_time_key (
  user_id   text not null,
  device_id text not null,
  algorithm text not null,
  key_id    text not null,
  key       text not null,   -- JSON
  seq       bigint generated always as identity,
  primary key (user_id, device_id, algorithm, key_id),
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);
create index one_time_key_oldest on chat.one_time_key (user_id, device_id, algorithm, seq);

-- Given out when no other is left, again and again.
create table chat.fallback_key (
  user_id   text not null,
  device_id text not null,
  algorithm text not null,
  key_id    text not null,
  key       text not null,   -- JSON
  used      boolean not null default false,
  primary key (user_id, device_id, algorithm),
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);

create table chat.cross_signing_key (
  user_id text not null references chat.chatter (user_id) on delete cascade,
  usage   text not null check (usage in ('master', 'self_signing', 'user_signing')),
  keys    text not null,     -- JSON
  primary key (user_id, usage)
);

-- By whom somebody's device or key was found genuine.
create table chat.key_signature (
  signer_id  text not null references chat.chatter (user_id) on delete cascade,
  user_id    text not null references chat.chatter (user_id) on delete cascade,
  target     text not null,  -- device id, or public key of a cross-signing key
  key_id     text not null,
  signature  text not null,
  primary key (user_id, target, signer_id, key_id)
);

create table chat.device_change (
  stream  bigint primary key,
  user_id text not null
);
create index device_change_of_user on chat.device_change (user_id, stream);

create table chat.to_device (
  stream    bigint primary key,
  user_id   text not null,
  device_id text not null,
  sender    text not null,
  type      text not null,
  content   text not null,   -- JSON
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);
create index to_device_waiting on chat.to_device (user_id, device_id, stream);

create table chat.backup_version (
  user_id   text not null references chat.chatter (user_id) on delete cascade,
  version   bigint generated always as identity,
  algorithm text not null,
  auth_data text not null,   -- JSON
  etag      bigint not null default 0,
  deleted   boolean not null default false,
  primary key (user_id, version)
);

create table chat.backup_key (
  user_id             text not null,
  version             bigint not null,
  room_id             text not null,
  session_id          text not null,
  first_message_index bigint not null,
  forwarded_count     bigint not null,
  is_verified         boolean not null,
  session_data        text not null,   -- sealed by the device, JSON
  primary key (user_id, version, room_id, session_id),
  foreign key (user_id, version) references chat.backup_version (user_id, version) on delete cascade
);
