-- One-time links by which somebody sets a new password. New objects only, safe on a live server, nothing to backfill.
create table accounts.password_reset (
  person_id     text primary key references accounts.password (person_id) on delete cascade,  -- one link at a time: the newest
  secret_hash   text not null unique,
  made_by       text not null references accounts.person (id) on delete cascade,
  expires_at_ms bigint not null
);
