-- When those invited are reminded, as a wish of one meeting, and whether the house lets planners wish. Columns without a value or with
-- a constant one, safe on a live server, nothing to backfill: meetings planned before follow their kind.
alter table meetings.meeting add column reminders_min jsonb;  -- minutes before; null: as the kind has it, or as usual
alter table meetings.preset add column reminders_locked boolean not null default false;
