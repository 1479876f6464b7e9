-- The personal link of a guest's registration, by the hash of its secret. A new column on a small table, safe on a live server;
-- registrations made before have no link until they are made again.
alter table meetings.registration add column link_hash text;
create unique index registration_by_link on meetings.registration (link_hash);
