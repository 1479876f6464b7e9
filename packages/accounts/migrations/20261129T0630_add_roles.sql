-- Roles beside administrator and person. `role` goes on saying who is an administrator, so a server of the version before works
-- on the same database; it leaves the new column as it is.
alter table accounts.person add column further_roles text[] not null default '{}'
  check (further_roles <@ array['service-desk', 'room-manager', 'auditor']);
