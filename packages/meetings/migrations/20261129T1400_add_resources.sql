-- Meeting rooms and things, and for which times they are booked. New objects only, safe on a live server, nothing to backfill.
create table meetings.resource (
  id        text primary key,
  name      text not null,
  building  text not null default '',
  seats     integer check (seats > 0),
  equipment text not null default '',
  email     text,
  withdrawn boolean not null default false                -- booked no more; bookings stay
);

-- What a meeting wants, at all its dates.
create table meetings.meeting_resource (
  meeting_id  text not null references meetings.meeting (id) on delete cascade,
  resource_id text not null references meetings.resource (id),
  primary key (meeting_id, resource_id)
);

-- When it has it: written with the row of the resource locked, so that no two bookings of one overlap.
create table meetings.booking (
  resource_id text not null references meetings.resource (id),
  meeting_id  text not null references meetings.meeting (id) on delete cascade,
  from_ms     bigint not null,
  to_ms       bigint not null check (to_ms > from_ms),
  primary key (meeting_id, resource_id, from_ms)
);
create index booking_by_time on meetings.booking (resource_id, from_ms);
