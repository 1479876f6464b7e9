-- What an administration owes: how long messages are kept, holds that stop their end, erasures, and who did what to others.
-- New objects; the new column is empty and read by nobody of the version before.
alter table chat.event add column erased_at_ms bigint;   -- its words are gone for good; the graph, its ids and hashes stay

-- Never changed, never deleted by chat.
create table chat.audit (
  audit_id bigint generated always as identity primary key,
  at_ms    bigint not null,
  action   text not null,
  actor    text,       -- name in chat, or person of the house who has none; null: the server itself
  room_id  text,
  subject  text,       -- whom it was done to
  event_id text,       -- where it stands, with its reason
  details  text not null default '{}'
);
create index audit_by_action on chat.audit (action, audit_id);

create table chat.hold (
  hold_id        bigint generated always as identity primary key,
  kind           text not null check (kind in ('person', 'room')),
  subject        text not null,   -- name in chat, or room id
  reason         text not null,
  placed_by      text not null,
  placed_at_ms   bigint not null,
  released_by    text,
  released_at_ms bigint
);
create unique index hold_in_force on chat.hold (kind, subject) where released_at_ms is null;

-- Messages up to here have been looked at; where a hold ends it begins anew.
create table chat.retention_mark (
  room_nid bigint primary key references chat.room (room_nid) on delete cascade,
  upto_ms  bigint not null
);

-- People whose messages are to go.
create table chat.erasure (
  user_id        text primary key references chat.chatter (user_id),
  asked_by       text not null,
  asked_at_ms    bigint not null,
  finished_at_ms bigint
);
