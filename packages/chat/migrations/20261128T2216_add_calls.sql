-- Calls from rooms: which meeting a room has for them, and who was rung. New objects only, nothing to backfill.
create table chat.room_call (
  meeting_id text primary key,   -- owned by meetings, so no foreign key
  room_nid   bigint not null unique references chat.room (room_nid) on delete cascade,
  caller     text not null,      -- who called last
  runs       boolean not null default false  -- as the room was told: what a server left undone is looked for by it
);
create index room_call_running on chat.room_call (meeting_id) where runs;

-- One row for each person who is rung. Deleted after a day: what is left is in the room.
create table chat.ring (
  ring_id    text primary key,
  meeting_id text not null references chat.room_call (meeting_id) on delete cascade,
  callee     text not null references chat.chatter (user_id) on delete cascade,
  caller     text not null,
  video      boolean not null,
  silent     boolean not null,   -- no page rings: they want to hear nothing now
  rang_at_ms bigint not null,
  ends_at_ms bigint not null,
  answer     text check (answer in ('accepted', 'declined', 'missed'))  -- null: it rings
);
create index ring_open on chat.ring (callee) where answer is null;
create index ring_of_meeting on chat.ring (meeting_id, rang_at_ms);
