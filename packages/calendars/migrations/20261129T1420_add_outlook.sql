-- Outlooks that speak for a person: a short wait for their consent, then a token. New objects only.
create table calendars.outlook_pairing (
  secret_hash   text primary key,       -- known to the Outlook that asks
  code_hash     text not null unique,   -- what its person types where they are signed in
  person_id     text,                   -- who consented
  expires_at_ms bigint not null
);

create table calendars.outlook_token (
  token_hash      text primary key,
  person_id       text not null,
  created_at_ms   bigint not null,
  last_used_at_ms bigint not null,
  expires_at_ms   bigint not null
);
create index outlook_token_by_person on calendars.outlook_token (person_id);
