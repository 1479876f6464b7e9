-- Who with an account was in a meeting of somebody else, so that their own list shows it. New objects only, safe on a live server,
-- nothing to backfill.
create table meetings.attendance (
  meeting_id         text not null references meetings.meeting (id) on delete cascade,
  person_id          text not null,   -- accounts.person, another feature's, so no foreign key; never the owner, no guests
  last_entered_at_ms bigint not null, -- the last coming in, not how long; 90 days later the row goes
  primary key (meeting_id, person_id)
);
create index attendance_by_person on meetings.attendance (person_id);
create index attendance_by_age on meetings.attendance (last_entered_at_ms);
