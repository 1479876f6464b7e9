-- What happened with meetings that another feature follows, until it has taken note. New objects only, nothing to backfill.
create table meetings.followed (
  meeting_id text primary key            -- no foreign key: an interview is followed before its meeting is made
);
create table meetings.fact (
  seq        bigint generated always as identity primary key,  -- facts of one meeting are taken in this order
  id         uuid not null default gen_random_uuid(),
  meeting_id text not null,              -- no foreign key: that it was deleted is a fact too
  type       text not null,
  data       jsonb not null default '{}',
  at_ms      bigint not null default floor(extract(epoch from clock_timestamp()) * 1000)
);
create index fact_of_meeting on meetings.fact (meeting_id, seq);
