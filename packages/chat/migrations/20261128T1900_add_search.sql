-- The words of messages, to find them by. New objects only, safe on a live server. Nothing is filled in afterwards: chat is not
-- released yet, and what was written before this stands in rooms of trials.
create table chat.searchable (
  stream    bigint primary key references chat.event (stream) on delete cascade,  -- of the message, also when it was edited since
  room_nid  bigint not null,
  sender    text not null,
  type      text not null,
  worded_at bigint not null,    -- position of the words: of the message or of its newest edit
  words     tsvector not null   -- as search-words.ts folds them, without positions
);
create index searchable_of_room on chat.searchable (room_nid, stream);
-- Without a list of what is still to be sorted in: every search would read it whole.
create index searchable_words on chat.searchable using gin (words) with (fastupdate = off);
