-- The list of all people goes on after a name. A new index, quick for tens of thousands of people.
create index person_in_order on accounts.person (lower(display_name), id);
