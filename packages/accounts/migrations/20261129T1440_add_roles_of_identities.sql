-- Which roles a provider's groups gave somebody, so that they can be taken again and others stay. Safe on a live server, nothing to backfill.
alter table accounts.identity add column given_roles text[] not null default '{}';
