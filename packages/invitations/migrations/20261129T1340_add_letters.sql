-- Letters by mail: each one a row until it went out, and what came of it. New objects only.
create table invitations.letter (
  id            uuid primary key,
  subject_id    text not null,                       -- what it is about: a meeting or an interview, so no foreign key
  thread_id     uuid not null,                       -- the first letter to this person about one calendar entry: whose address answers come to
  email         text not null,
  content       jsonb,                               -- Letter; null once nobody needs it any more: it may hold a personal link
  sequence      integer,                             -- of its calendar entry; null: it has none
  uid           text,                                -- of its calendar entry
  -- `sending` is written before the content goes out: who finds it afterwards cannot know whether it arrived.
  state         text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'bounced', 'unknown', 'withdrawn')),
  reason        text,                                -- the words of the server that refused it
  created_at_ms bigint not null,
  due_at_ms     bigint not null,
  changed_at_ms bigint not null,
  answer        text check (answer in ('accepted', 'tentative', 'declined')),
  answered_at_ms bigint
);
create index letter_by_subject on invitations.letter (subject_id);
create index letter_by_thread on invitations.letter (thread_id);
create index letter_by_uid on invitations.letter (uid) where uid is not null;
create index letter_by_end on invitations.letter (changed_at_ms) where state not in ('queued', 'sending');
