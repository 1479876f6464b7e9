-- Which pages of an application may show a meeting inside of them. A new column, safe on a live server, nothing to backfill.
alter table integration.application add column origins text[] not null default '{}';  -- like https://talents.example.org
