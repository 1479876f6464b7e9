-- A device that nobody uses (MSC3814): it receives keys while all real devices of somebody are signed out.
-- New objects only, safe on a live server, nothing to backfill. Its private keys are sealed by the person's own devices.
create table chat.dehydrated_device (
  user_id   text primary key,
  device_id text not null,
  data      text not null,   -- sealed, JSON
  foreign key (user_id, device_id) references chat.device (user_id, device_id) on delete cascade
);
