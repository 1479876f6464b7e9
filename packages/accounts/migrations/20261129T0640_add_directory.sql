-- People who come from the directory, and what its runs did. New objects only, safe on a live server, nothing to backfill.
create table accounts.directory_entry (
  stable_id     text primary key,   -- objectGUID or entryUUID: stays when somebody is renamed or moved
  person_id     text not null unique references accounts.person (id) on delete cascade,
  fingerprint   text not null,      -- of what was read: the same again changes nothing
  given_roles   text[] not null default '{}',     -- by groups; others a person has were given here
  disabled_here boolean not null default false,   -- by the directory: only then it enables again
  department    text not null default '',
  title         text not null default '',
  office        text not null default '',
  phone         text not null default '',
  mobile        text not null default '',
  extension     text not null default ''
);

create table accounts.directory_run (
  id        text primary key,
  kind      text not null check (kind in ('full', 'changes')),
  state     text not null check (state in ('done', 'waiting', 'failed')),  -- waiting: for somebody to confirm it
  at_ms     bigint not null,
  added     integer not null,
  changed   integer not null,
  disabled  integer not null,
  enabled   integer not null,
  faults    jsonb not null default '[]',   -- entries left out, and why
  disabling jsonb not null default '[]',   -- stable ids, of a waiting run: a confirmation is good for these
  error     text                           -- of a failed run
);
create index directory_run_at on accounts.directory_run (at_ms);

-- Other servers look here for whom one has disabled.
create index person_disabled on accounts.person (disabled_at_ms) where disabled_at_ms is not null;
