-- What happened with interviews of campaigns that another feature follows, until it has taken note. New objects and a column with a
-- constant default, safe on a live server, nothing to backfill.
alter table invitations.campaign add column followed boolean not null default false;
create table invitations.interview_fact (
  seq          bigint generated always as identity primary key,  -- facts of one interview are taken in this order
  id           uuid not null default gen_random_uuid(),
  campaign_id  text not null,            -- no foreign keys: that they were deleted is a fact too
  interview_id text not null,
  meeting_id   text,
  type         text not null check (type in ('invited', 'answered', 'bounced', 'rescheduled', 'deleted')),
  data         jsonb not null default '{}',
  at_ms        bigint not null default floor(extract(epoch from clock_timestamp()) * 1000)
);
create index fact_of_interview on invitations.interview_fact (interview_id, seq);
