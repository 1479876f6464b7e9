-- For counting messages a day. Events come in the order of time, so an index of ranges is enough: small, and quick to make on a live server.
create index event_ranges_of_time on chat.event using brin (origin_server_ts);
