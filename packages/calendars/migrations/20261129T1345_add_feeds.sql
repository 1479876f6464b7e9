-- Feeds: one secret address a person, by which calendar programs read their meetings. New objects only.
create schema if not exists calendars;

create table calendars.feed (
  person_id       text primary key,        -- accounts.person, another feature's, so no foreign key
  token_hash      text not null unique,    -- SHA-256 of the secret in the address
  created_at_ms   bigint not null,
  last_read_at_ms bigint
);
