-- Who looks at a connection holds it, also when it is woken meanwhile: else two servers would write the same events twice. Additive; an
-- older server leaves it as it is.
alter table calendars.connection add column held_until_ms bigint not null default 0;
