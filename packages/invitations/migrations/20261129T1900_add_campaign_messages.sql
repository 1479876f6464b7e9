-- Messages to the applicants and panels of a campaign: the row is the job, so what a killed server did not finish is found by the next.
-- New objects only. The words are kept for sending them again, and go with the campaign.
create table invitations.campaign_message (
  campaign_id   text not null references invitations.campaign (id) on delete cascade,
  id            text not null,
  subject       text not null,
  words         text not null,
  interviews    jsonb not null,                      -- ids: to whom, as it was when it was written
  panels        jsonb not null,                      -- names of the panels that get it too
  created_at_ms bigint not null,
  is_done       boolean not null default false,      -- its letters are with the outbox
  primary key (campaign_id, id)
);
create index campaign_message_to_do on invitations.campaign_message (created_at_ms) where not is_done;
