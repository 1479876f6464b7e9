-- Other applications: their keys, which meetings they made, and which requests were answered. New objects, nothing to backfill.
create schema if not exists integration;
create table integration.application (
  id              text primary key,
  name            text not null,
  owner_id        text not null,         -- owned by accounts, so no foreign key: on whose behalf it acts
  scopes          text[] not null,
  secret_hash     text not null unique,  -- SHA-256 of its key: 256 random bits
  created_at_ms   bigint not null,
  expires_at_ms   bigint not null,
  last_used_at_ms bigint                 -- null: never
);
create table integration.made_meeting (
  seq            bigint generated always as identity primary key,  -- the order of lists
  meeting_id     text not null unique,                             -- owned by meetings, so no foreign key
  application_id text not null references integration.application (id) on delete cascade
);
create index made_meeting_of_application on integration.made_meeting (application_id, seq);
create table integration.answered_request (
  application_id  text not null references integration.application (id) on delete cascade,
  idempotency_key text not null,
  body_hash       text not null,
  meeting_id      text,                  -- null: not answered yet
  at_ms           bigint not null,
  primary key (application_id, idempotency_key)
);
