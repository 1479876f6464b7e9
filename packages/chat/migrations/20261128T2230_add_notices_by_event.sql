-- Servers hold in memory what was said of late, with whom it concerns otherwise than everybody: looked up by the event. Nothing to backfill.
create index notice_of_event on chat.notice (stream);
