-- People with accounts, how they prove it, what they left behind. New schema, nothing to backfill.
-- Times are milliseconds since 1970 UTC. Of every secret only its SHA-256 is kept.
create schema if not exists accounts;

create table accounts.person (
  id              text primary key,
  email           text not null constraint person_email_key unique check (email = lower(email)),
  display_name    text not null,
  role            text not null check (role in ('administrator', 'person')),
  language        text not null check (language in ('de', 'en')),
  theme           text not null check (theme in ('system', 'light', 'dark')),
  picture_version text,     -- of accounts.picture; random, part of the picture's address
  disabled_at_ms  bigint,   -- null: may sign in
  created_at_ms   bigint not null
);
create index person_administrators on accounts.person (id) where role = 'administrator';

-- The local sign-in method; people who come by another one have no row.
create table accounts.password (
  person_id     text primary key references accounts.person (id) on delete cascade,
  hash          text not null,  -- argon2id, with its parameters and salt
  changed_at_ms bigint not null
);

create table accounts.session (
  id              text primary key,
  person_id       text not null references accounts.person (id) on delete cascade,
  secret_hash     text not null unique,
  agent           text not null,    -- "Firefox 140, Linux"
  created_at_ms   bigint not null,
  last_seen_at_ms bigint not null   -- at most a minute late; over after 30 days
);
create index session_of_person on accounts.session (person_id, last_seen_at_ms);

-- Browsers that signed in to an account before: the guesses of others do not slow them down.
create table accounts.known_browser (
  secret_hash     text not null,
  person_id       text not null references accounts.person (id) on delete cascade,
  last_used_at_ms bigint not null,
  primary key (secret_hash, person_id)
);

create table accounts.invitation (
  id             text primary key,
  secret_hash    text not null unique,
  email          text,   -- the only one it is for; null: whoever holds the link
  role           text not null check (role in ('administrator', 'person')),
  invited_by     text not null references accounts.person (id) on delete cascade,
  created_at_ms  bigint not null,
  expires_at_ms  bigint not null,
  accepted_at_ms bigint  -- null: open
);

-- One-time links for the first administrator; empty once there is one.
create table accounts.set_up_token (
  secret_hash   text primary key,
  expires_at_ms bigint not null
);

create table accounts.picture (
  person_id text primary key references accounts.person (id) on delete cascade,
  version   text not null,
  format    text not null check (format in ('image/png', 'image/jpeg', 'image/webp')),
  bytes     bytea not null check (length(bytes) <= 524288)
);

-- Buckets of attempts to guess: shared by all servers, and not emptied by a restart. Loss in a crash costs an attacker's count only.
create table accounts.attempt (
  key         text primary key,   -- hashed: neither e-mails nor addresses
  empty_at_ms bigint not null     -- when the bucket has drained
);

-- Who did what to whom. No route changes or deletes a row; it goes after 90 days.
create table accounts.audit (
  id         bigint generated always as identity primary key,
  at         timestamptz not null,
  action     text not null,
  actor_id   text,    -- no foreign keys: the trail outlives what it tells of
  subject_id text,
  network    text,    -- /24 or /48
  details    jsonb not null default '{}'
);
create index audit_at on accounts.audit (at);
