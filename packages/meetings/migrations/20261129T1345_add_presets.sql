-- Presets: what the house sets for meetings of one kind; a first set of them, which administrators change. New objects and a column
-- without a value, safe on a live server, nothing to backfill: meetings planned before are of no kind.
create table meetings.preset (
  id             text primary key,
  position       integer not null,
  name           jsonb not null,                          -- { de, en }, as description and mail_text
  description    jsonb not null,
  settings       jsonb not null,                          -- MeetingSettings; what is not said is as by default
  locked         jsonb not null default '[]',             -- names of settings
  recording_forbidden boolean not null default false,
  reminders_min  jsonb not null default '[]',             -- minutes before
  mail_text      jsonb not null default '{"de": "", "en": ""}',
  retention_days integer check (retention_days > 0),      -- null: kept
  withdrawn      boolean not null default false           -- offered no more; still rules its meetings
);
alter table meetings.meeting add column preset_id text references meetings.preset (id);
create index meeting_by_preset on meetings.meeting (preset_id) where preset_id is not null;

insert into meetings.preset (id, position, name, description, settings, locked, recording_forbidden, reminders_min, mail_text, retention_days)
values
  (
    'interview', 0,
    '{"de": "Vorstellungsgespräch", "en": "Job interview"}',
    '{"de": "Bewerberinnen und Bewerber warten in der Lobby, bis die Kommission sie einlässt.", "en": "Applicants wait in the lobby until the panel lets them in."}',
    '{"lobbyBypass": "accounts", "mayBegin": "accounts", "chatUploads": false}',
    '["lobbyBypass"]', true, '[1440, 60]',
    '{"de": "Bitte testen Sie Mikrofon und Kamera einige Minuten vorher. Sie warten in der Lobby, bis wir Sie einlassen.", "en": "Please test microphone and camera some minutes before. You wait in the lobby until we let you in."}',
    180
  ),
  (
    'appointment', 1,
    '{"de": "Bürgertermin", "en": "Citizen''s appointment"}',
    '{"de": "Ein Termin mit Bürgerinnen und Bürgern. Alle warten in der Lobby, auch Kolleginnen und Kollegen.", "en": "An appointment with citizens. Everybody waits in the lobby, colleagues as well."}',
    '{"lobbyBypass": "nobody"}',
    '["lobbyBypass"]', true, '[1440, 60]',
    '{"de": "Sie brauchen kein Konto und kein Programm: ein Browser genügt.", "en": "You need neither an account nor a program: a browser is enough."}',
    30
  ),
  (
    'team', 2,
    '{"de": "Teambesprechung", "en": "Team meeting"}',
    '{"de": "Unter Kolleginnen und Kollegen: wer zuerst kommt, beginnt.", "en": "Among colleagues: whoever comes first begins."}',
    '{"mayBegin": "accounts"}',
    '[]', false, '[15]', '{"de": "", "en": ""}', null
  ),
  (
    'training', 3,
    '{"de": "Schulung", "en": "Training"}',
    '{"de": "Wer schult, zeigt den Bildschirm; alle dürfen fragen.", "en": "Trainers share their screen; everybody may ask."}',
    '{"mayShare": "presenters"}',
    '[]', false, '[1440, 15]', '{"de": "", "en": ""}', 365
  ),
  (
    'committee', 4,
    '{"de": "Ausschuss oder Gremium", "en": "Committee"}',
    '{"de": "Alle warten in der Lobby; nur Vortrag und Moderation zeigen ihren Bildschirm.", "en": "Everybody waits in the lobby; only presenters and hosts share their screen."}',
    '{"lobbyBypass": "nobody", "mayShare": "presenters"}',
    '["lobbyBypass"]', true, '[1440, 60]', '{"de": "", "en": ""}', null
  ),
  (
    'event', 5,
    '{"de": "Veranstaltung", "en": "Event"}',
    '{"de": "Eine Bühne vor Publikum, das wartet, bis Sie beginnen, und Fragen stellt.", "en": "A stage before an audience that waits until you begin, and asks questions."}',
    '{"size": "event", "chatUploads": false}',
    '["size"]', false, '[1440, 60]', '{"de": "", "en": ""}', 365
  );
