-- Acts in chat stand in the house's audit (audit.entry), too, with people by their account and without the reasons people wrote: those
-- stay in chat.audit. What ends by itself when its time has come is nobody's act.
create function chat.tell_audit(told chat.audit) returns void language sql as $$
  insert into audit.entry (at, action, actor_kind, actor_id, subject_kind, subject_id, details)
  select to_timestamp(told.at_ms / 1000.0), 'chat.' || told.action,
    case when who.id is not null then 'person' end, who.id,
    case when whom.person_id is not null then 'person' when told.subject is not null then 'chat-name'
      when told.room_id is not null then 'chat-room' end,
    coalesce(whom.person_id, told.subject, told.room_id),
    (told.details::jsonb - 'reason') || case when told.subject is not null and told.room_id is not null
      then jsonb_build_object('room', told.room_id) else '{}' end
  from (select coalesce((select person_id from chat.chatter where user_id = told.actor), told.actor) as id) as who
    left join chat.chatter as whom on whom.user_id = told.subject
  where told.action <> 'retention'
$$;
select chat.tell_audit(told) from (select * from chat.audit order by audit_id) as told;

create function chat.audit_written() returns trigger language plpgsql as $$
begin
  perform chat.tell_audit(new);
  return null;
end $$;
create trigger audit_told after insert on chat.audit for each row execute function chat.audit_written();
