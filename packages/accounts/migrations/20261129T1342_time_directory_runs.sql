-- How long a run of the directory took. Null: it ran on a server of the version before.
alter table accounts.directory_run add column took_ms bigint;
