-- Tokens by which a client comes in after its person signed in on our page; used once, within minutes.
-- New objects only, safe on a live server, nothing to backfill. Only hashes are kept.
create table chat.login_token (
  token_hash    text primary key,
  person_id     text not null,
  expires_at_ms bigint not null
);
create index login_token_by_age on chat.login_token (expires_at_ms);
