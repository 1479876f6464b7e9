-- The audit of accounts becomes part of the house's (audit.entry). What was written moves there; the table stays, empty, as the door for
-- servers of the version before: what they write into it goes the same way.
create function accounts.pass_on_audit(told accounts.audit) returns void language sql as $$
  insert into audit.entry (at, action, actor_kind, actor_id, subject_kind, subject_id, network, details)
  values (told.at, told.action, case when told.actor_id is not null then 'person' end, told.actor_id,
    case
      when told.subject_id is null then null
      when told.action in ('signed-in', 'signed-out', 'session-ended') then 'session'
      when told.action in ('invited', 'invitation-withdrawn', 'invitation-accepted') then 'invitation'
      when told.action in ('app-password-made', 'app-password-revoked') then 'app-password'
      when told.action in ('identity-linked', 'identity-unlinked') then 'identity'
      when told.action = 'directory-confirmed' then 'directory-run'
      else 'person'
    end,
    told.subject_id, told.network, told.details)
$$;
select accounts.pass_on_audit(told) from (select * from accounts.audit order by id) as told;
delete from accounts.audit;

create function accounts.audit_written() returns trigger language plpgsql as $$
begin
  perform accounts.pass_on_audit(new);
  return null;
end $$;
create trigger audit_passed_on before insert on accounts.audit for each row execute function accounts.audit_written();
