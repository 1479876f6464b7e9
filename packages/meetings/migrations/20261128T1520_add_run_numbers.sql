-- How many were in a meeting over time, a line a run: numbers alone, nobody is named. New objects only, safe on a live server;
-- runs before it have none.
create table meetings.run_numbers (
  meeting_id text not null references meetings.meeting (id) on delete cascade,
  run        integer not null,
  numbers    jsonb not null,
  primary key (meeting_id, run)
);
