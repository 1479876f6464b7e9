-- Who registered for a meeting that asks for it, and who waits for a place. New objects only, safe on a live server, nothing to backfill.
create table meetings.registration (
  meeting_id text not null references meetings.meeting (id) on delete cascade,
  identity   text not null,                         -- 'person:...' or 'guest:...', as in passcode_given
  name       text not null,
  state      text not null check (state in ('registered', 'waiting')),
  seq        bigint generated always as identity,   -- the order of the waiting list
  at_ms      bigint not null,
  primary key (meeting_id, identity)
);
create index registration_in_order on meetings.registration (meeting_id, state, seq);
