-- Groups of the directory that are teams here, and who is in them (decision 0064). New objects and a column that is empty for runs of
-- before: safe on a live server, nothing to backfill.
create table accounts.directory_group (
  id            text primary key,
  source        text not null check (source in ('ldap', 'scim')),
  outer_id      text,              -- objectGUID or entryUUID; of SCIM the externalId, if the provider has one
  name          text not null,
  created_at_ms bigint not null,
  changed_at_ms bigint not null,   -- name or people
  gone_at_ms    bigint             -- not null: the directory knows it no more; its people are kept as they were
);
create unique index directory_group_outer_id on accounts.directory_group (source, outer_id) where outer_id is not null;

-- By what the directory calls people: who is in a group may have an account later, or never.
create table accounts.directory_group_member (
  group_id  text not null references accounts.directory_group (id) on delete cascade,
  stable_id text not null,         -- of accounts.directory_entry, without a foreign key for that reason
  primary key (group_id, stable_id)
);
create index directory_group_member_person on accounts.directory_group_member (stable_id);

-- What a run did to teams. Null: no groups were read, or it ran on a server of the version before.
alter table accounts.directory_run add column teams jsonb;
