-- Addresses that are told what happens with the meetings of an application, what is on its way to them, and which guests came.
-- New objects and columns only, nothing to backfill.
alter table integration.made_meeting
  add column campaign_id  text,                 -- owned by invitations, so no foreign key; null: made by itself
  add column interview_id text;
create table integration.webhook (
  id                text primary key,
  application_id    text not null references integration.application (id) on delete cascade,
  url               text not null,
  events            text[] not null,
  sealed_secret     text not null,              -- signs what is sent; sealed with a key of the installation's secret
  earlier_secret    text,                       -- sealed; signs too until its time is over
  earlier_until_ms  bigint,
  created_at_ms     bigint not null,
  failing_since_ms  bigint,                     -- null: the last delivery arrived, or there was none
  off_at_ms         bigint                      -- null: on
);
create index webhook_of_application on integration.webhook (application_id);
create table integration.delivery (
  id             text primary key,              -- the same however often it is sent
  webhook_id     text not null references integration.webhook (id) on delete cascade,
  fact_id        text not null,
  type           text not null,
  body           text not null,
  created_at_ms  bigint not null,
  state          text not null check (state in ('waiting', 'delivered', 'given-up')),
  next_at_ms     bigint not null,               -- while waiting; a server that is at it puts it ahead
  until_ms       bigint not null,               -- the last try
  attempts       integer not null default 0,
  last_at_ms     bigint,
  last_outcome   text,                          -- a status like '503', or a word like 'timeout'
  unique (webhook_id, fact_id)
);
create index delivery_due on integration.delivery (next_at_ms) where state = 'waiting';
create index delivery_of_webhook on integration.delivery (webhook_id, created_at_ms);
create table integration.visit (
  meeting_id     text not null,                 -- owned by meetings, so no foreign key
  participant_id text not null,
  is_guest       boolean not null,              -- rows of people with an account go with the end of the run
  name           text,                          -- of guests, where the application may know names
  joined_at_ms   bigint not null,               -- first
  left_at_ms     bigint,                        -- last; null: inside
  primary key (meeting_id, participant_id)
);
