-- Sign-ins that failed in a row, for the audit to tell. New object only, safe on a live server, nothing to backfill.
create table accounts.failed_sign_in (
  key        text primary key,   -- hashed: neither e-mails nor addresses
  count      integer not null,
  last_at_ms bigint not null
);
