-- Who may plan meetings on behalf of whom, and by whom a meeting was planned. A new table and a column without a value, safe on a live
-- server, nothing to backfill: meetings before were planned by their owners.
create table meetings.delegate (
  principal_id  text not null,                            -- accounts.person, as delegate_id; another feature's, so no foreign key
  delegate_id   text not null,
  created_at_ms bigint not null,
  primary key (principal_id, delegate_id),
  check (principal_id <> delegate_id)
);
create index delegate_by_delegate on meetings.delegate (delegate_id);
alter table meetings.meeting add column planned_by text;  -- null: the owner
