-- What a provider asks for when its session is to be ended from here (decision 0052). Safe on a live server, nothing to backfill.
alter table accounts.session_origin add column end_hint text;  -- read by the provider's own part only
