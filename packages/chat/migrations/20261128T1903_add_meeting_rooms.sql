-- Rooms of meetings, the guests in them, and clients that may enter one room alone. New objects and columns that are empty for
-- all that is there: safe on a live server, nothing to backfill.
alter table chat.chatter add column external boolean not null default false;  -- not of this administration

alter table chat.device add column only_room text;  -- id of the room its token is good for; null: all
create index device_of_one_room on chat.device (only_room) where only_room is not null;

create table chat.meeting_room (
  meeting_id text primary key,   -- owned by meetings, so no foreign key
  room_nid   bigint not null unique references chat.room (room_nid) on delete cascade
);

-- Who comes to a meeting without an account has a name in chat, for this room alone.
create table chat.guest (
  room_nid bigint not null references chat.room (room_nid) on delete cascade,
  visitor  text not null,        -- who it is, as meetings call them
  user_id  text not null unique references chat.chatter (user_id) on delete cascade,
  primary key (room_nid, visitor)
);
