-- By which app password a device signed in, so that it is signed out with it. A new column, empty for devices that are there.
alter table chat.device add column app_password_id text;  -- owned by accounts, so no foreign key
