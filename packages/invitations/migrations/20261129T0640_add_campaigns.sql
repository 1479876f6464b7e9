-- Campaigns: interviews from a list of applicants. New objects only. Everything goes with the campaign when its period is over.
create schema if not exists invitations;

create table invitations.campaign (
  id            text primary key,
  owner_id      text not null,                       -- accounts.person, another feature's, so no foreign key
  plan          jsonb not null,                      -- CampaignPlan of the protocol
  phase         text not null default 'draft' check (phase in ('draft', 'sent', 'cancelled')),
  created_at_ms bigint not null,
  delete_at_ms  bigint not null
);
create index campaign_by_owner on invitations.campaign (owner_id);
create index campaign_by_end on invitations.campaign (delete_at_ms);

-- Who sits in which panel, for the day of each.
create table invitations.campaign_panelist (
  campaign_id text not null references invitations.campaign (id) on delete cascade,
  panel       text not null,
  person_id   text not null,
  primary key (campaign_id, panel, person_id)
);
create index campaign_panelist_by_person on invitations.campaign_panelist (person_id);

-- One applicant each. `revision` grows with each change that has to be carried out (meeting, mail); `done_revision` follows it:
-- the row is the job, so what a killed server did not finish is found by the next.
create table invitations.interview (
  id            text primary key,
  campaign_id   text not null references invitations.campaign (id) on delete cascade,
  line          integer not null,
  name          text not null,
  email         text not null,
  language      text not null,
  panel         text,
  starts_at_ms  bigint,
  ends_at_ms    bigint,
  phase         text not null default 'draft' check (phase in ('draft', 'planned', 'cancelled')),
  problems      jsonb not null default '[]',
  meeting_id    text unique,                         -- drawn before the meeting is made, so that none is made twice
  revision      integer not null default 0,
  done_revision integer not null default 0
);
create index interview_by_campaign on invitations.interview (campaign_id, line);
create index interview_to_do on invitations.interview (id) where done_revision < revision;
create index interview_by_time on invitations.interview (starts_at_ms) where phase = 'planned';
