-- Teams whose people are those of a group of the directory (decision 0064). New objects only, safe on a live server, nothing to backfill.
create table chat.directory_team (
  group_id       text primary key,   -- owned by accounts, so no foreign key
  followed       text,               -- how the group stood when its rooms were as they have to be; null: never yet
  followed_at_ms bigint,
  failed_at_ms   bigint              -- not null: the last look failed then
);

create table chat.directory_room (
  group_id text not null,
  part     text not null check (part in ('team', 'channel')),  -- the space, and the channel all of it are in
  room_nid bigint not null unique references chat.room (room_nid) on delete cascade,
  primary key (group_id, part)
);
