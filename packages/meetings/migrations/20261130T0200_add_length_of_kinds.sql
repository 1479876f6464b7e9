-- How long meetings of a kind take where who plans says nothing. A column without a value, safe on a live server, nothing to backfill.
alter table meetings.preset add column duration_min integer check (duration_min between 5 and 1440);  -- null: as usual, an hour
