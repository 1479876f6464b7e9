-- What the house decides for everybody while it runs (decision 0067). A policy without a row is as the configuration or the default says.
-- New objects only, safe on a live server, nothing to backfill.
create table accounts.policy (
  name          text primary key,
  value         jsonb not null,
  changed_at_ms bigint not null
);
