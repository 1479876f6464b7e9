import type { Database } from '@saal/foundation';
import type { Generated, Kysely } from 'kysely';

export type CalendarTables = {
  'calendars.feed': { person_id: string; token_hash: string; created_at_ms: number; last_read_at_ms: number | null };
  'calendars.outlook_pairing': { secret_hash: string; code_hash: string; person_id: string | null; expires_at_ms: number };
  'calendars.outlook_token': {
    token_hash: string;
    person_id: string;
    created_at_ms: number;
    last_used_at_ms: number;
    expires_at_ms: number;
  };
  'calendars.person_setting': { person_id: string; shows_busy: boolean };
  'calendars.room_event': { room: string; uid: string; digest: string; last_ms: number; etag: string | null };
  'calendars.connection': {
    person_id: string;
    server: string;
    user_name: string;
    secret: string;
    calendar_path: string;
    calendar_name: string;
    writes: boolean;
    state: Generated<string>;
    written: string | null;
    due_at_ms: number;
    held_until_ms: Generated<number>;
    looked_at_ms: number | null;
    mark: string | null;
    followed_at_ms: number | null;
  };
  'calendars.written_event': {
    person_id: string;
    uid: string;
    digest: string;
    last_ms: number;
    etag: string | null;
    gone: Generated<boolean>;
    notice: 'removed' | 'not-moved' | null;
  };
  'calendars.date_notice': {
    person_id: string;
    event_uid: string;
    uid: string;
    digest: string;
    notice: 'removed' | 'not-moved' | null;
  };
};

export function calendarTables(db: Database): Kysely<CalendarTables> {
  return db.$extendTables<CalendarTables>();
}
