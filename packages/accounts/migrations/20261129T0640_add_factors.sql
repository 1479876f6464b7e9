-- Passkeys, authenticator apps, recovery codes, and what signing in with them needs for some minutes. New tables, nothing to backfill.
create table accounts.passkey (
  id              text primary key,
  person_id       text not null references accounts.person (id) on delete cascade,
  credential_id   text not null unique,  -- base64url, as the authenticator chose it
  name            text not null,
  public_key      bytea not null,        -- COSE
  counter         bigint not null,       -- 0 for good where the authenticator counts nothing
  transports      text[] not null,
  created_at_ms   bigint not null,
  last_used_at_ms bigint                 -- null: never
);
create index passkey_of_person on accounts.passkey (person_id);

create table accounts.authenticator (
  person_id      text primary key references accounts.person (id) on delete cascade,
  sealed_secret  text,                   -- null: never confirmed
  created_at_ms  bigint,
  last_step      bigint not null default 0,  -- steps of 30 s up to this one are used up
  draft_secret   text,                   -- sealed; becomes the secret when a code of it is given
  draft_until_ms bigint
);

create table accounts.recovery_code (
  person_id   text not null references accounts.person (id) on delete cascade,
  secret_hash text not null,
  primary key (person_id, secret_hash)
);

-- The password was right, a factor is awaited. Never a session.
create table accounts.pending_sign_in (
  secret_hash   text primary key,
  person_id     text not null references accounts.person (id) on delete cascade,
  expires_at_ms bigint not null
);

-- What a passkey has to sign, once; `binding` is the session or the hash of the browser's secret.
create table accounts.challenge (
  binding       text not null,
  purpose       text not null,
  challenge     text not null,
  expires_at_ms bigint not null,
  primary key (binding, purpose)
);

-- When somebody last proved themselves in a session that was open already.
create table accounts.proof (
  session_id   text primary key references accounts.session (id) on delete cascade,
  proven_at_ms bigint not null
);

-- An administrator removed all factors of somebody who has not been told yet.
create table accounts.factor_reset (
  person_id   text primary key references accounts.person (id) on delete cascade,
  reset_at_ms bigint not null
);
