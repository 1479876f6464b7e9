-- Some clients send what they have sealed under the type that it has inside. So what somebody has sent lately, and named nowhere that
-- the server could see, is taken for sealed (chat.media.sealed) as soon as they write in an encrypted room. A new index, nothing to backfill.
create index media_lately_of_owner on chat.media (owner, created_at_ms) where not sealed;
