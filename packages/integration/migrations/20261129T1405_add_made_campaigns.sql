-- Which campaigns an application made. New objects and a wider meaning of one column: what a repeated request made has an id, a
-- meeting's or a campaign's. Safe on a live server, nothing to backfill.
create table integration.made_campaign (
  seq            bigint generated always as identity primary key,  -- the order of lists
  campaign_id    text not null unique,                             -- owned by invitations, so no foreign key
  application_id text not null references integration.application (id) on delete cascade
);
create index made_campaign_of_application on integration.made_campaign (application_id, seq);
create index made_meeting_of_campaign on integration.made_meeting (campaign_id) where campaign_id is not null;
