-- Pictures the directory has of people, beside those they chose: accounts.person.picture_version names the one that is shown.
create table accounts.directory_picture (
  person_id text primary key references accounts.person (id) on delete cascade,
  hash      text not null,   -- of the file as the directory has it: the same again changes nothing
  version   text not null,
  format    text not null check (format in ('image/png', 'image/jpeg', 'image/webp')),
  bytes     bytea not null check (length(bytes) <= 524288)
);

-- When the entry was changed whose picture was last looked at. Empty: never, so the next reading does.
alter table accounts.directory_entry add column picture_stamp text not null default '';
