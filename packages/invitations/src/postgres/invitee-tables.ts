import type { Database } from '@saal/foundation';
import { InviteeAnswer, InviteeRole, Language, MeetingId, PersonId } from '@saal/protocol';
import type { ColumnType, Generated, Kysely } from 'kysely';
import { z } from 'zod';
import type { Invitee } from '../invitee-ports.ts';

export type InviteeTables = {
  'invitations.invitee': {
    id: string;
    meeting_id: string;
    person_id: string | null;
    name: string;
    email: string | null;
    role: string;
    passes_lobby: boolean;
    language: string;
    created_at_ms: number;
    answer: string | null;
    generation: Generated<number>;
    link_hash: string | null;
    holder: string | null;
    held_until_ms: number | null;
    used_at_ms: number | null;
    taken_over: Generated<number>;
    withdrawn: Generated<boolean>;
    told: ColumnType<unknown, string | null, string | null>;
    told_at_ms: number | null;
    over_at_ms: number | null;
  };
  'invitations.interview': { id: string; meeting_id: string | null };
};

export function inviteeTables(db: Database): Kysely<InviteeTables> {
  return db.$extendTables<InviteeTables>();
}

const InviteeRow = z
  .object({
    id: z.string(),
    meeting_id: MeetingId,
    person_id: PersonId.nullable(),
    name: z.string(),
    email: z.string().nullable(),
    role: InviteeRole,
    passes_lobby: z.boolean(),
    language: Language,
    created_at_ms: z.number(),
    answer: InviteeAnswer.nullable(),
    generation: z.number(),
    link_hash: z.string().nullable(),
    holder: z.string().nullable(),
    used_at_ms: z.number().nullable(),
    taken_over: z.number(),
    withdrawn: z.boolean(),
    told: z.unknown(),
  })
  .transform((row): Invitee => ({
    ...{ id: row.id, meetingId: row.meeting_id, personId: row.person_id, name: row.name, email: row.email, role: row.role },
    ...{ passesLobby: row.passes_lobby, language: row.language, createdAtMs: row.created_at_ms, answer: row.answer },
    ...{ generation: row.generation, linkHash: row.link_hash, holder: row.holder, usedAtMs: row.used_at_ms },
    ...{ takenOver: row.taken_over, withdrawn: row.withdrawn, isTold: row.told !== null },
  }));

export function inviteeFrom(row: unknown): Invitee {
  return InviteeRow.parse(row);
}
