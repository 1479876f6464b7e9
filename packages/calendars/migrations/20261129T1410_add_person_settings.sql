-- Whether colleagues see when somebody is busy. New objects only; who has no row is shown.
create table calendars.person_setting (
  person_id  text primary key,          -- accounts.person, another feature's, so no foreign key
  shows_busy boolean not null
);
