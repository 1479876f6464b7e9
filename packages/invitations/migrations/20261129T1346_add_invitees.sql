-- People who are invited to a meeting by name. New objects only.
create table invitations.invitee (
  id            text primary key,
  meeting_id    text not null,                         -- owned by meetings, so no foreign key
  person_id     text,                                  -- with an account; null: external, by a personal link
  name          text not null,
  email         text,
  role          text not null check (role in ('participant', 'presenter', 'co-host')),
  passes_lobby  boolean not null,
  language      text not null,
  created_at_ms bigint not null,
  answer        text check (answer in ('accepted', 'tentative', 'declined')),
  -- The secret of the link follows from id, generation and the installation's secret; a new generation voids it.
  generation    integer not null default 1,
  link_hash     text unique,
  -- The browser (or account) that came in by the link last, one at a time.
  holder        text,
  held_until_ms bigint,                                -- null: as long as the link is good
  used_at_ms    bigint,
  taken_over    integer not null default 0,
  -- Invited no more; the row stays until the letter about it is in the outbox.
  withdrawn     boolean not null default false,
  check ((person_id is null) = (link_hash is not null))
);
create index invitee_by_meeting on invitations.invitee (meeting_id);
create unique index invitee_once_by_person on invitations.invitee (meeting_id, person_id) where not withdrawn;
create unique index invitee_once_by_email on invitations.invitee (meeting_id, email) where not withdrawn;
create index invitee_by_person on invitations.invitee (person_id) where not withdrawn;
create index invitee_by_holder on invitations.invitee (meeting_id, holder) where holder is not null;
