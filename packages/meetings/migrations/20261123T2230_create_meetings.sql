-- Meetings: what is planned, the events of those that run, and who conducts them. New objects only.
create schema meetings;

create table meetings.meeting (
  id             text primary key,                        -- secret part of the link
  number         text not null unique check (number ~ '^[1-9][0-9]{8}$'),
  kind           text not null check (kind in ('instant', 'planned', 'personal')),
  title          text not null,
  starts_at_ms   bigint,                                  -- planned only
  duration_min   integer,
  time_zone      text,                                    -- IANA name
  owner_id       text not null,                           -- accounts.person, another feature's, so no foreign key
  passcode       text not null check (passcode ~ '^[0-9]{6,12}$'),
  settings       jsonb not null,                          -- MeetingSettings of the protocol
  created_at_ms  bigint not null,
  run            integer not null default 0,              -- how often it was opened
  phase          text not null default 'ended' check (phase in ('not-begun', 'running', 'ended')),
  last_ended_at_ms bigint                                 -- end of the last run that had begun
);
create index meeting_by_owner on meetings.meeting (owner_id, created_at_ms);
create unique index one_personal_room on meetings.meeting (owner_id) where kind = 'personal';
create index meeting_open on meetings.meeting (id) where phase <> 'ended';

-- The facts of the current run, in order. Gone when the run ends: the names of guests are kept no longer than needed.
create table meetings.event (
  meeting_id text not null references meetings.meeting (id) on delete cascade,
  run        integer not null,
  seq        integer not null,                            -- 1, 2, 3 ... without gaps
  type       text not null,
  data       jsonb not null,
  at         timestamptz not null default now(),
  primary key (meeting_id, run, seq)
);

-- Which server decides for a meeting. The fencing number grows with each change of hands, and every append names it.
create table meetings.lease (
  meeting_id text primary key references meetings.meeting (id) on delete cascade,
  conductor  text not null,                               -- id of the server process
  fencing    bigint not null,
  expires_at timestamptz not null
);

-- Who gave the right passcode: not asked again in this browser.
create table meetings.passcode_given (
  meeting_id text not null references meetings.meeting (id) on delete cascade,
  identity   text not null,
  primary key (meeting_id, identity)
);

-- Token buckets against guessing, by hashed subject (address, identity, meeting).
create table meetings.attempt (
  subject text primary key,
  tokens  double precision not null,
  at_ms   bigint not null
);
create index attempt_by_age on meetings.attempt (at_ms);
