-- Passwords for clients of chat, one a client. New table, nothing to backfill. Only the SHA-256 of each is kept: they are random.
create table accounts.app_password (
  id              text primary key,
  person_id       text not null references accounts.person (id) on delete cascade,
  name            text not null,
  secret_hash     text not null unique,
  created_at_ms   bigint not null,
  last_used_at_ms bigint  -- null: never
);
create index app_password_of_person on accounts.app_password (person_id);
