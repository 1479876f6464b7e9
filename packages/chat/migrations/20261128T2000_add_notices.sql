-- What people are notified of, and where their devices want to be told. New objects and one column, safe on a live server.
-- Most events concern all members of a room alike: that stands with the event, and only who is concerned otherwise has a row.
alter table chat.event add column notifies smallint not null default 0 check (notifies between 0 and 2); -- nobody, counts, highlights

-- As the rules that everybody has would have said it of what was written before.
update chat.event set notifies = 1 where type in ('m.room.message', 'm.room.encrypted') and state_key is null;

create index event_notifying on chat.event (room_nid, stream) where notifies > 0 and relation is distinct from 'm.thread';
create index event_notifying_in_thread on chat.event (room_nid, stream) where notifies > 0 and relation = 'm.thread';

-- Written while all others wait, perhaps for many people: so its room is not looked up for each. Who deletes a room deletes these.
create table chat.notice (
  user_id   text not null,
  room_nid  bigint not null,
  stream    bigint not null,           -- of the event
  thread_id text not null,             -- main, or the event at the root
  outcome   smallint not null check (outcome between 0 and 2),
  usual     smallint not null,         -- what it is to everybody else
  primary key (user_id, room_nid, stream)
);

-- Who writes has read what stands before.
create table chat.last_written (
  user_id   text not null,
  room_nid  bigint not null references chat.room (room_nid) on delete cascade,
  thread_id text not null,
  stream    bigint not null,
  primary key (user_id, room_nid, thread_id)
);

create table chat.pusher (
  user_id         text not null,
  app_id          text not null,
  pushkey         text not null,
  device_id       text not null,       -- that asked for it: signed out, it is told nothing more
  kind            text not null check (kind in ('http', 'eu.saal.webpush')),
  profile         text not null,       -- what the client called it, and how it is reached; JSON
  told_stream     bigint not null,     -- everything up to there was told or needs not be
  failures        int not null default 0,
  next_try_at_ms  bigint not null default 0,
  primary key (user_id, app_id, pushkey),
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);

-- By which the push services of browsers know this installation (RFC 8292).
create table chat.web_push_key (
  only_one      boolean primary key default true check (only_one),
  private_key   bytea not null check (length(private_key) = 32),
  public_key    bytea not null check (length(public_key) = 65),
  created_at_ms bigint not null
);
