-- What people did to single dates of a series in their calendar, where they are asked or told. New objects only.
create table calendars.date_notice (
  person_id text not null,
  event_uid text not null,   -- the series as it was written
  uid       text not null,   -- of the date, as an event of its own would have it
  digest    text not null,   -- of what was written when it was found: asked once of it
  notice    text check (notice in ('removed', 'not-moved')),  -- null: answered
  primary key (person_id, uid),
  foreign key (person_id, event_uid) references calendars.written_event (person_id, uid) on delete cascade
);
