-- Whom people do not want to hear: what their account data `m.ignored_user_list` says, so that it can be asked with messages.
create table chat.ignored (
  user_id    text not null,
  ignored_id text not null,  -- perhaps of nobody here: clients write what they like
  primary key (user_id, ignored_id)
);
-- With each message: who ignores its sender.
create index ignored_by on chat.ignored (ignored_id);

-- Lists that clients kept before. What holds U+0000 is no list of names, and no jsonb.
insert into chat.ignored (user_id, ignored_id)
select user_id, ignored_id
from (
  select user_id, content::jsonb -> 'ignored_users' as people from chat.account_data
  where room_nid = 0 and type = 'm.ignored_user_list' and strpos(content, '\u0000') = 0
) list
cross join lateral jsonb_object_keys(case when jsonb_typeof(people) = 'object' then people else '{}' end) as name (ignored_id)
where ignored_id <> user_id and length(ignored_id) <= 255
on conflict do nothing;
