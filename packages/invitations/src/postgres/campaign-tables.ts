import type { Database } from '@saal/foundation';
import { ApplicantProblem, CampaignPhase, CampaignPlan, Language, MeetingId, PersonId } from '@saal/protocol';
import type { ColumnType, Generated, Kysely } from 'kysely';
import { z } from 'zod';
import type { Campaign, CampaignMessage, Interview } from '../campaign-ports.ts';

type Json = ColumnType<unknown, string, string>;

export type CampaignTables = {
  'invitations.campaign': {
    id: string;
    owner_id: string;
    plan: Json;
    phase: string;
    created_at_ms: number;
    delete_at_ms: number;
  };
  'invitations.campaign_panelist': { campaign_id: string; panel: string; person_id: string };
  'invitations.campaign_message': {
    campaign_id: string;
    id: string;
    subject: string;
    words: string;
    interviews: Json;
    panels: Json;
    created_at_ms: number;
    is_done: Generated<boolean>;
  };
  'invitations.interview': {
    id: string;
    campaign_id: string;
    line: number;
    name: string;
    email: string;
    language: string;
    panel: string | null;
    starts_at_ms: number | null;
    ends_at_ms: number | null;
    phase: Generated<string>;
    problems: Json;
    meeting_id: string | null;
    revision: Generated<number>;
    done_revision: Generated<number>;
  };
};

export function campaignTables(db: Database): Kysely<CampaignTables> {
  return db.$extendTables<CampaignTables>();
}

const CampaignRow = z
  .object({
    id: z.string(),
    owner_id: PersonId,
    plan: CampaignPlan,
    phase: CampaignPhase,
    created_at_ms: z.number(),
    delete_at_ms: z.number(),
  })
  .transform((row): Campaign => ({
    ...{ id: row.id, ownerId: row.owner_id, plan: row.plan, phase: row.phase },
    ...{ createdAtMs: row.created_at_ms, deleteAtMs: row.delete_at_ms },
  }));

const InterviewRow = z
  .object({
    id: z.string(),
    campaign_id: z.string(),
    line: z.number(),
    name: z.string(),
    email: z.string(),
    language: Language,
    panel: z.string().nullable(),
    starts_at_ms: z.number().nullable(),
    ends_at_ms: z.number().nullable(),
    phase: z.enum(['draft', 'planned', 'cancelled']),
    problems: z.array(ApplicantProblem),
    meeting_id: MeetingId.nullable(),
    revision: z.number(),
    done_revision: z.number(),
  })
  .transform((row): Interview => ({
    ...{ id: row.id, campaignId: row.campaign_id, line: row.line, name: row.name, email: row.email, language: row.language },
    ...{ panel: row.panel, startsAtMs: row.starts_at_ms, endsAtMs: row.ends_at_ms, phase: row.phase, problems: row.problems },
    ...{ meetingId: row.meeting_id, revision: row.revision, doneRevision: row.done_revision },
  }));

const MessageRow = z
  .object({
    campaign_id: z.string(),
    id: z.string(),
    subject: z.string(),
    words: z.string(),
    interviews: z.array(z.string()),
    panels: z.array(z.string()),
    created_at_ms: z.number(),
  })
  .transform((row): CampaignMessage => ({
    ...{ id: row.id, campaignId: row.campaign_id, subject: row.subject, text: row.words },
    ...{ interviews: row.interviews, panels: row.panels, createdAtMs: row.created_at_ms },
  }));

export function messageFrom(row: unknown): CampaignMessage {
  return MessageRow.parse(row);
}

export function campaignFrom(row: unknown): Campaign {
  return CampaignRow.parse(row);
}

export function interviewFrom(row: unknown): Interview {
  return InterviewRow.parse(row);
}
