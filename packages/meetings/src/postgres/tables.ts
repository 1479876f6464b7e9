import type { Database } from '@saal/foundation';
import { MeetingId, MeetingKind, MeetingNumber, PersonId, RemindersMin } from '@saal/protocol';
import type { ColumnType, Generated, GeneratedAlways, Kysely } from 'kysely';
import { z } from 'zod';
import type { MeetingRecord } from '../meeting-config.ts';
import { StoredSettings } from '../stored-settings.ts';

type Json = ColumnType<unknown, string, string>;

export type MeetingTables = {
  'meetings.meeting': {
    id: string;
    number: string;
    kind: string;
    title: string;
    starts_at_ms: number | null;
    duration_min: number | null;
    time_zone: string | null;
    owner_id: string;
    passcode: string;
    settings: Json;
    created_at_ms: number;
    run: Generated<number>;
    phase: Generated<string>;
    last_ended_at_ms: number | null;
    room: string | null;
    preset_id: string | null;
    planned_by: string | null;
    reminders_min: ColumnType<unknown, string | null, string | null>;
  };
  'meetings.resource': {
    id: string;
    name: string;
    building: string;
    seats: number | null;
    equipment: string;
    email: string | null;
    withdrawn: Generated<boolean>;
  };
  'meetings.meeting_resource': { meeting_id: string; resource_id: string };
  'meetings.booking': { resource_id: string; meeting_id: string; from_ms: number; to_ms: number };
  'meetings.delegate': { principal_id: string; delegate_id: string; created_at_ms: number };
  'meetings.preset': {
    id: string;
    position: number;
    name: Json;
    description: Json;
    settings: Json;
    locked: Json;
    recording_forbidden: boolean;
    reminders_min: Json;
    reminders_locked: Generated<boolean>;
    mail_text: Json;
    retention_days: number | null;
    duration_min: number | null;
    withdrawn: Generated<boolean>;
  };
  'meetings.stretch': { id: string; meeting_id: string; first_day: string; time: string; duration_min: number; rule: Json };
  'meetings.date': { meeting_id: string; day: string; stretch_id: string; starts_at_ms: number; duration_min: number; state: string };
  'meetings.member': { meeting_id: string; person_id: string; active: Generated<boolean> };
  'meetings.event': { meeting_id: string; run: number; seq: number; type: string; data: Json; at: Generated<Date> };
  'meetings.lease': { meeting_id: string; conductor: string; fencing: number; expires_at: Date };
  'meetings.passcode_given': { meeting_id: string; identity: string };
  'meetings.attendance': { meeting_id: string; person_id: string; last_entered_at_ms: number };
  'meetings.registration': {
    meeting_id: string;
    identity: string;
    name: string;
    state: string;
    seq: Generated<string>;
    at_ms: number;
    link_hash: string | null;
  };
  'meetings.run_numbers': { meeting_id: string; run: number; numbers: Json };
  'meetings.followed': { meeting_id: string };
  'meetings.fact': { seq: GeneratedAlways<number>; id: Generated<string>; meeting_id: string; type: string; data: Json; at_ms: number };
  'meetings.attempt': { subject: string; tokens: number; at_ms: number };
};

export function meetingTables(db: Database): Kysely<MeetingTables> {
  return db.$extendTables<MeetingTables>();
}

const MeetingRow = z
  .object({
    id: MeetingId,
    number: MeetingNumber,
    kind: MeetingKind,
    title: z.string(),
    starts_at_ms: z.number().nullable(),
    duration_min: z.number().nullable(),
    time_zone: z.string().nullable(),
    owner_id: PersonId,
    passcode: z.string(),
    settings: StoredSettings,
    created_at_ms: z.number(),
    run: z.number(),
    phase: z.enum(['not-begun', 'running', 'ended']),
    last_ended_at_ms: z.number().nullable(),
    preset_id: z.string().nullable(),
    planned_by: PersonId.nullable(),
    reminders_min: RemindersMin.nullable(),
  })
  .transform((row): MeetingRecord => ({
    id: row.id,
    number: row.number,
    kind: row.kind,
    title: row.title,
    startsAtMs: row.starts_at_ms,
    durationMin: row.duration_min,
    timeZone: row.time_zone,
    ownerId: row.owner_id,
    passcode: row.passcode,
    settings: row.settings,
    createdAtMs: row.created_at_ms,
    run: row.run,
    phase: row.phase,
    lastEndedAtMs: row.last_ended_at_ms,
    presetId: row.preset_id,
    plannedBy: row.planned_by,
    reminderWish: row.reminders_min,
  }));

export function meetingFrom(row: unknown): MeetingRecord {
  return MeetingRow.parse(row);
}

/** To be selected where `meetings.date as date` is joined. */
export const dateColumns = [
  'date.day as date_day',
  'date.starts_at_ms as date_starts_at_ms',
  'date.duration_min as date_duration_min',
] as const;

const DateOfRow = z.object({ date_day: z.string(), date_starts_at_ms: z.number(), date_duration_min: z.number() });

/** A meeting at one of its dates, where the row is joined with one. */
export function datedMeetingFrom(row: unknown): MeetingRecord {
  const date = DateOfRow.safeParse(row);
  if (!date.success) return meetingFrom(row);
  const { date_day: day, date_starts_at_ms: startsAtMs, date_duration_min: durationMin } = date.data;
  return { ...meetingFrom(row), day, startsAtMs, durationMin };
}
