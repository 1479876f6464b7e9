-- How good connections in meetings were: minutes a day, of all servers, by what the pages inside reported. No meeting, nobody.
-- New objects only, safe on a live server, nothing to backfill.
create table meetings.day_quality (
  day     integer not null,   -- since 1970, in UTC
  level   smallint not null check (level between 1 and 3),  -- bad, weak, good
  reason  text not null check (reason in ('none', 'network-out', 'network-in', 'cpu')),
  minutes bigint not null,    -- of people inside
  primary key (day, level, reason)
);
