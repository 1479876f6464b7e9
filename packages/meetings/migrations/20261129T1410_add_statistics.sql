-- Figures of use, without names or meetings: a line a run for two days, then a line a day. New objects only, safe on a live server,
-- nothing to backfill: runs before it are not counted. Days are days of UTC since 1970.
create table meetings.run_statistic (
  id            bigint generated always as identity primary key,
  began_at_ms   bigint not null,
  people        integer not null,   -- different ones
  guests        integer not null,   -- of them
  peak          integer not null,   -- most at once
  stayed_ms     bigint not null,    -- of all together
  each_minute   integer[] not null  -- inside at its beginning
);
create index run_statistic_by_time on meetings.run_statistic (began_at_ms);

create table meetings.day_statistic (
  day           integer primary key,
  meetings      integer not null,
  people        integer not null,
  guests        integer not null,
  stayed_ms     bigint not null,
  peak_people   integer not null,
  peak_meetings integer not null,
  sizes         integer[] not null  -- meetings of up to 2, 5, 10, 25, 100 at once, and of more
);

-- How joins went: counts a day, of all servers.
create table meetings.day_joins (
  day     integer not null,
  outcome text not null check (outcome in ('answered', 'failed')),
  within_ms integer not null,       -- upper bound of a range; 0: slower than all of them, or not answered
  joins   integer not null,
  primary key (day, outcome, within_ms)
);
