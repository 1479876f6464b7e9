-- By which session of our pages a device signed in, so that it is signed out with it. A new column, empty for devices that are there.
alter table chat.device add column session_id text;  -- owned by accounts, so no foreign key
