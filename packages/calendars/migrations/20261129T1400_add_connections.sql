-- Calendars of people on servers of the house (CalDAV): the account there, and what was written into it. New objects only.
create table calendars.connection (
  person_id     text primary key,             -- accounts.person, another feature's, so no foreign key
  server        text not null,                -- id in the operator's file
  user_name     text not null,
  secret        text not null,                -- sealed with the installation's secret, for this person
  calendar_path text not null,
  calendar_name text not null,
  writes        boolean not null,             -- whether meetings are written there
  state         text not null default 'new' check (state in ('new', 'ok', 'refused', 'unavailable', 'ending')),
  written       text,                         -- digest of all that was written last, when nothing of it failed
  due_at_ms     bigint not null,              -- when it is looked at next; a server that looks sets it ahead of itself
  looked_at_ms  bigint
);
create index connection_by_due on calendars.connection (due_at_ms);

-- An event that was written there, to be followed. `digest`: of what was written; `gone`: it was removed there.
create table calendars.written_event (
  person_id text not null references calendars.connection (person_id) on delete cascade,
  uid       text not null,
  digest    text not null,
  last_ms   bigint not null,                 -- when its last date ends: what is over stays in the calendar of its person
  etag      text,
  gone      boolean not null default false,
  primary key (person_id, uid)
);
