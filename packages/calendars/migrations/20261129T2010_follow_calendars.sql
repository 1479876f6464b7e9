-- What people do to our events in their own calendars is followed (decision 0066). Columns without a value, safe on a live server,
-- nothing to backfill: every calendar is compared once.
alter table calendars.connection
  add column mark           text,    -- of the whole calendar, when it was compared last: sync-token or ctag
  add column followed_at_ms bigint;
alter table calendars.written_event
  add column notice text check (notice in ('removed', 'not-moved'));  -- asks its person; null: nothing
