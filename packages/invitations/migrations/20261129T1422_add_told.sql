-- What somebody invited was told by letter: compared with the plan, so that what a killed server did not say is said by the next. New
-- columns only; who was invited before is told nothing anew but changes.
alter table invitations.invitee
  add column told       jsonb,                         -- Told of invitee-letters; null: not looked at yet
  add column told_at_ms bigint,
  add column over_at_ms bigint;                        -- end of the last date; null: none, or not looked at yet
create index invitee_to_look on invitations.invitee (meeting_id) where over_at_ms is null or withdrawn;
