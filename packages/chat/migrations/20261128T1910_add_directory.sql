-- Rooms that everybody of the house may find. Nothing to backfill: until now no room could be published.
alter table chat.room add column published boolean not null default false;
create index room_published on chat.room (room_nid) where published;

-- The nearest event to a time. Built while nobody writes: chat is not released yet, its tables are small.
create index event_by_time on chat.event (room_nid, origin_server_ts);

-- What people found wrong, for administrators.
create table chat.report (
  report_id    bigint generated always as identity primary key,
  at_ms        bigint not null,
  reporter     text not null,
  room_id      text,             -- of a room or an event
  event_id     text,
  user_id      text,             -- of a person
  reason       text not null
);
