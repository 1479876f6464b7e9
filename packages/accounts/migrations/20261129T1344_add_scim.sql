-- People whom a provider pushes here (SCIM, decision 0060), and the tokens it shows. New objects, safe on a live server.
create table accounts.scim_token (
  id              text primary key,
  name            text not null,
  secret_hash     text not null unique,
  link_by_email   boolean not null,   -- may take over accounts made here
  made_by         text not null,      -- no foreign key: the token outlives its maker's account
  created_at_ms   bigint not null,
  last_used_at_ms bigint              -- null: never; at most a minute late
);

-- Their departments and numbers stand in accounts.directory_entry, as those of everybody.
create table accounts.scim_user (
  person_id     text primary key references accounts.person (id) on delete cascade,
  user_name     text not null unique check (user_name = lower(user_name)),
  external_id   text,
  resource      jsonb not null,    -- as the provider sent it, without passwords
  created_at_ms bigint not null,
  changed_at_ms bigint not null,
  deleted_at_ms bigint             -- not null: the provider knows them no more; the account is disabled
);
create index scim_user_external_id on accounts.scim_user (external_id) where external_id is not null;

-- Who is pushed here is not missing when LDAP does not know them.
alter table accounts.directory_entry add column source text not null default 'ldap' check (source in ('ldap', 'scim'));
