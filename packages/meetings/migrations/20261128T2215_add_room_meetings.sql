-- Standing meetings of rooms of chat, and who is let in there without a lobby: the members of the room. New objects; the check on
-- kinds becomes wider, so it is safe on a live server. Nothing to backfill.
alter table meetings.meeting drop constraint meeting_kind_check;
alter table meetings.meeting add constraint meeting_kind_check check (kind in ('instant', 'planned', 'personal', 'room'));
alter table meetings.meeting add column room text unique;   -- chat's, another feature's, so no foreign key

create table meetings.member (
  meeting_id text not null references meetings.meeting (id) on delete cascade,
  person_id  text not null,                                  -- accounts.person
  active     boolean not null default true,                  -- false: no longer, and still to be put out
  primary key (meeting_id, person_id)
);
