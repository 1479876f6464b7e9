-- Signing in by a provider of identities (decision 0041). New objects only, safe on a live server, nothing to backfill.

-- Under which name a provider knows a person: one a provider and person.
create table accounts.identity (
  id              text primary key,
  provider        text not null,   -- its id in SAAL_SIGN_IN_FILE
  subject         text not null,   -- as the provider says it, never reused there
  person_id       text not null references accounts.person (id) on delete cascade,
  created_at_ms   bigint not null,
  last_used_at_ms bigint not null,
  unique (provider, subject),
  unique (provider, person_id)
);
create index identity_of_person on accounts.identity (person_id);

-- Journeys to a provider that have not come back yet; used up by coming back, outdated after ten minutes.
create table accounts.sign_in_journey (
  secret_hash   text primary key,  -- of the browser's cookie, from which state, nonce and PKCE verifier follow
  provider      text not null,
  return_path   text not null,
  expires_at_ms bigint not null
);
create index sign_in_journey_expiry on accounts.sign_in_journey (expires_at_ms);

-- By which provider a session came, so that the provider can end it. A session without a row came by a password.
create table accounts.session_origin (
  session_id       text primary key references accounts.session (id) on delete cascade,
  provider         text not null,
  subject          text not null,
  provider_session text            -- "sid" of OpenID Connect, if the provider names it
);
create index session_origin_subject on accounts.session_origin (provider, subject);

-- Tokens of providers that may be used once and have been, until they expire by themselves.
create table accounts.used_token (
  provider      text not null,
  token_id      text not null,   -- hashed "jti"
  expires_at_ms bigint not null,
  primary key (provider, token_id)
);
create index used_token_expiry on accounts.used_token (expires_at_ms);
