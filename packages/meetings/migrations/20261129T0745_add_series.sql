-- Meetings that take place again and again: stretches with one rule each, and every date. New objects only, safe on a live server,
-- nothing to backfill: a meeting without a row here takes place once, as before.
create table meetings.stretch (
  id           text primary key,                                    -- one event of a calendar
  meeting_id   text not null references meetings.meeting (id) on delete cascade,
  first_day    text not null check (first_day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), -- in the time zone of the meeting, as all days here
  time         text not null check (time ~ '^[0-2][0-9]:[0-5][0-9]$'),
  duration_min integer not null,
  rule         jsonb not null                                       -- SeriesRule of the protocol
);
create index stretch_by_meeting on meetings.stretch (meeting_id, first_day);

create table meetings.date (
  meeting_id   text not null references meetings.meeting (id) on delete cascade,
  day          text not null check (day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'), -- that the rule gives it, also when it was moved
  stretch_id   text not null references meetings.stretch (id) on delete cascade,
  starts_at_ms bigint not null,
  duration_min integer not null,
  state        text not null check (state in ('ruled', 'moved', 'cancelled')),
  primary key (meeting_id, day)
);
create index date_by_start on meetings.date (meeting_id, starts_at_ms);
