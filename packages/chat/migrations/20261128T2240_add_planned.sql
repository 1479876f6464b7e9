-- Messages planned for later: kept here so that they go out when nobody's browser is open. New table, nothing to backfill.
create table chat.planned (
  user_id    text not null references chat.chatter (user_id) on delete cascade,
  planned_id text not null,            -- chosen by the client; asked again, nothing is planned twice
  room_id    text not null,
  send_at_ms bigint not null,
  type       text not null,
  content    text not null,            -- JSON; sealed in sealed rooms
  state      text not null default 'waiting' check (state in ('waiting', 'sending', 'refused')),
  failure    text,                     -- why it was refused
  primary key (user_id, planned_id)
);
create index planned_due on chat.planned (send_at_ms) where state <> 'refused';
