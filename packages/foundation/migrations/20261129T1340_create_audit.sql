-- Who did what to whom, for all features (decision 0051). New schema; features move what they kept themselves in migrations of their own.
create schema audit;

create table audit.entry (
  id           bigint generated always as identity primary key,
  at           timestamptz not null default now(),
  action       text not null check (action ~ '^[a-z0-9.-]{1,60}$'),
  actor_kind   text check (actor_kind in ('person', 'application')),  -- null: a stranger, the operator, or the server by itself
  actor_id     text check ((actor_kind is null) = (actor_id is null)),
  subject_kind text check (subject_kind ~ '^[a-z-]{1,40}$'),
  subject_id   text check ((subject_kind is null) = (subject_id is null)),  -- no foreign keys: the trail outlives what it tells of
  network      text,                                                  -- /24 or /48, never an address
  details      jsonb not null default '{}'
);
create index entry_by_time on audit.entry (at);
create index entry_by_action on audit.entry (action, id);
create index entry_by_actor on audit.entry (actor_id, id) where actor_id is not null;
create index entry_by_subject on audit.entry (subject_id, id) where subject_id is not null;
create index entry_by_kind on audit.entry (subject_kind, id) where subject_kind is not null;

-- Against faults of programs and slips at a prompt: entries are added, and go by audit.forget alone, when they have had their time.
create function audit.refuse() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('audit.forgetting', true) = 'yes' then return old; end if;
  raise exception 'the audit is not changed' using errcode = 'insufficient_privilege';
end $$;
create trigger entry_stays before update or delete on audit.entry for each row execute function audit.refuse();
create trigger entries_stay before truncate on audit.entry execute function audit.refuse();

-- Takes at most this many of the entries from before a time; tells how many went.
create function audit.forget(before timestamptz, most integer) returns integer language plpgsql
  set audit.forgetting = 'yes' as $$
declare gone integer;
begin
  delete from audit.entry where id in (select id from audit.entry where at < before order by at limit most for update skip locked);
  get diagnostics gone = row_count;
  return gone;
end $$;
