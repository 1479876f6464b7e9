-- Bookings of rooms that were written into the calendars of rooms by the account of the house (CalDAV). New objects only.
create table calendars.room_event (
  room    text not null,          -- address of the room in the operator's file
  uid     text not null,
  digest  text not null,          -- of what was written
  last_ms bigint not null,        -- when it ends: what is over stays in the calendar
  etag    text,
  primary key (room, uid)
);
