-- The phone book: what people are found by, folded (decision 0053). Triggers keep it, so a server of the version before, which writes
-- the same tables, keeps it too. Backfilled at the end, in one statement for all people.

-- Müller, Mueller and Muller become the same, as do capitals and accents; what is neither letter nor digit becomes one space.
-- `fold` of phone-book.ts does the same to what is typed.
create function accounts.fold(text text) returns text language sql immutable parallel safe return
  regexp_replace(regexp_replace(
    replace(replace(replace(replace(translate(
      lower(regexp_replace(normalize(text, nfkd), '[\u0300-\u036f]', '', 'g')),
      'øłđðı', 'olddi'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
    '([aou])e', '\1', 'g'), '[^[:alnum:]]+', ' ', 'g');

-- Digits without what stands for "abroad" or "elsewhere in the country": +49 (0)89 1 and 0049 89 1 are 49891, 089 1 is 891.
create function accounts.digits(text text) returns text language sql immutable parallel safe return
  regexp_replace(regexp_replace(replace(text, '(0)', ''), '[^0-9]', '', 'g'), '^0+', '');

-- All that one search reads, so that it joins nothing. Before each word stands a space: ' mu' is the beginning of one.
create table accounts.phone_book (
  person_id  text primary key references accounts.person (id) on delete cascade,
  is_open    boolean not null,
  department text not null,                -- as it is written
  names      text collate "C" not null,
  words      text collate "C" not null,    -- names, department, title, office, phone, extension
  email      text collate "C" not null,    -- apart from words, as houses may hide it
  mobile     text collate "C" not null     -- the same
);

create view accounts.phone_book_row as
  select person.id as person_id, disabled_at_ms is null as is_open, coalesce(department, '') as department,
    ' ' || accounts.fold(display_name) as names,
    ' ' || accounts.fold(concat_ws(' ', display_name, department, title, office)) || ' ' ||
      accounts.digits(coalesce(phone, '')) || ' ' || accounts.digits(coalesce(extension, '')) as words,
    ' ' || accounts.fold(email) as email,
    ' ' || accounts.digits(coalesce(mobile, '')) as mobile
  from accounts.person left join accounts.directory_entry on directory_entry.person_id = person.id;

create function accounts.follow_person() returns trigger language plpgsql as $$
begin
  insert into accounts.phone_book select * from accounts.phone_book_row where person_id in (select id from changed)
  on conflict (person_id) do update set (is_open, department, names, words, email, mobile) =
    (excluded.is_open, excluded.department, excluded.names, excluded.words, excluded.email, excluded.mobile);
  return null;
end $$;
create function accounts.follow_directory_entry() returns trigger language plpgsql as $$
begin
  insert into accounts.phone_book select * from accounts.phone_book_row where person_id in (select person_id from changed)
  on conflict (person_id) do update set (is_open, department, names, words, email, mobile) =
    (excluded.is_open, excluded.department, excluded.names, excluded.words, excluded.email, excluded.mobile);
  return null;
end $$;
create trigger phone_book_added after insert on accounts.person
  referencing new table as changed for each statement execute function accounts.follow_person();
create trigger phone_book_changed after update on accounts.person
  referencing new table as changed for each statement execute function accounts.follow_person();
create trigger phone_book_added after insert on accounts.directory_entry
  referencing new table as changed for each statement execute function accounts.follow_directory_entry();
create trigger phone_book_changed after update on accounts.directory_entry
  referencing new table as changed for each statement execute function accounts.follow_directory_entry();
create trigger phone_book_removed after delete on accounts.directory_entry
  referencing old table as changed for each statement execute function accounts.follow_directory_entry();

insert into accounts.phone_book select * from accounts.phone_book_row;
