import type { Database } from '@saal/foundation';
import { MeetingId, MeetingKind, MeetingNumber, PersonId } from '@saal/protocol';
import type { ColumnType, Generated, Kysely } from 'kysely';
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
  };
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
  }));

export function meetingFrom(row: unknown): MeetingRecord {
  return MeetingRow.parse(row);
}
