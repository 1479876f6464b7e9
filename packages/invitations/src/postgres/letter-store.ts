/** Letters in `invitations.letter`. Each is put together with its job, so that neither is ever there alone. */
import type { Database } from '@saal/foundation';
import { Language } from '@saal/protocol';
import { sql, type ColumnType, type Kysely } from 'kysely';
import { z } from 'zod';
import type { Letter } from '../mail-ports.ts';
import type { LetterStore, StoredLetter } from '../outbox-ports.ts';
import { keepInterviewFact } from './interview-facts.ts';

type LetterTables = {
  'invitations.letter': {
    id: string;
    subject_id: string;
    thread_id: string;
    email: string;
    content: ColumnType<unknown, string | null, string | null>;
    sequence: number | null;
    uid: string | null;
    state: ColumnType<string, string | undefined, string>;
    reason: ColumnType<string | null, undefined, string | null>;
    created_at_ms: number;
    due_at_ms: number;
    changed_at_ms: number;
    answer: ColumnType<string | null, undefined, string>;
    answered_at_ms: ColumnType<number | null, undefined, number>;
  };
};

/** Notes within the transaction that letters have to be delivered. */
export type EnqueueLetters = (transaction: Kysely<LetterTables>, jobs: readonly { letterId: string; dueAtMs: number }[]) => Promise<void>;

const CalendarRow = z.object({
  uid: z.string(),
  sequence: z.int(),
  method: z.enum(['REQUEST', 'CANCEL']),
  summary: z.string(),
  description: z.string(),
  startsAtMs: z.number(),
  durationMin: z.number(),
  timeZone: z.string(),
  rule: z.string().optional(),
  except: z.array(z.number()).optional(),
  recurrenceAtMs: z.number().optional(),
  organizerName: z.string(),
});
const LetterContent: z.ZodType<Letter> = z.object({
  id: z.string(),
  subjectId: z.string(),
  to: z.object({ name: z.string(), email: z.string() }),
  language: Language,
  subject: z.string(),
  paragraphs: z.array(z.string()),
  action: z.object({ label: z.string(), url: z.string() }).optional(),
  calendar: CalendarRow.optional(),
  senderName: z.string().optional(),
  notBeforeMs: z.number().optional(),
  notAfterMs: z.number().optional(),
});
const LetterRow = z
  .object({
    id: z.string(),
    subject_id: z.string(),
    thread_id: z.string(),
    email: z.string(),
    content: LetterContent.nullable(),
    sequence: z.number().nullable(),
    state: z.enum(['queued', 'sending', 'sent', 'bounced', 'unknown', 'withdrawn']),
    reason: z.string().nullable(),
    due_at_ms: z.number(),
    answer: z.enum(['accepted', 'tentative', 'declined']).nullable(),
    answered_at_ms: z.number().nullable(),
  })
  .transform((row): StoredLetter => ({
    ...{ id: row.id, subjectId: row.subject_id, threadId: row.thread_id, email: row.email, content: row.content },
    ...{ sequence: row.sequence, state: row.state, reason: row.reason, dueAtMs: row.due_at_ms },
    ...{ answer: row.answer, answeredAtMs: row.answered_at_ms },
  }));

const uuid = z.guid();

/** With the deed that a letter tells of: both or neither. @param transaction of the same database */
export type PutIn = (transaction: Database, letters: readonly Letter[], nowMs: number) => Promise<void>;

export function createLetterStore(database: Database, enqueue: EnqueueLetters): LetterStore & { putIn: PutIn } {
  const db: Kysely<LetterTables> = database.$extendTables<LetterTables>();
  const putIn: PutIn = async (deed, letters, nowMs) => {
    if (letters.length === 0) return;
    const transaction = deed.$extendTables<LetterTables>();
    const rows = [];
    for (const letter of letters) {
      const { calendar, to } = letter;
      const first = calendar && (await firstOfThread(transaction, calendar.uid, to.email));
      rows.push({
        ...{ id: letter.id, subject_id: letter.subjectId, thread_id: first ?? letter.id, email: to.email },
        ...{ content: JSON.stringify(letter), sequence: calendar?.sequence ?? null, uid: calendar?.uid ?? null },
        ...{ created_at_ms: nowMs, due_at_ms: letter.notBeforeMs ?? nowMs, changed_at_ms: nowMs },
      });
    }
    const added = await transaction
      .insertInto('invitations.letter')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning(['id as letterId', 'due_at_ms as dueAtMs'])
      .execute();
    if (added.length > 0) await enqueue(transaction, added);
  };
  return {
    putIn,
    put: (letters, nowMs) => database.transaction().execute((transaction) => putIn(transaction, letters, nowMs)),

    async byId(id) {
      if (!uuid.safeParse(id).success) return undefined;
      const row = await db.selectFrom('invitations.letter').selectAll().where('id', '=', id).executeTakeFirst();
      return row && LetterRow.parse(row);
    },

    setState: (id, from, { state, reason, forgetContent }, nowMs) =>
      db.transaction().execute(async (transaction) => {
        const letter = await transaction
          .updateTable('invitations.letter')
          .set({
            state,
            changed_at_ms: nowMs,
            ...(reason === undefined ? {} : { reason }),
            ...(forgetContent === true ? { content: null } : {}),
          })
          .where('id', '=', id)
          .where('state', 'in', from)
          .returning('subject_id as subjectId')
          .executeTakeFirst();
        if (letter && state === 'bounced') await keepInterviewFact(transaction, { meetingId: letter.subjectId }, 'bounced');
        return letter !== undefined;
      }),

    async withdraw(which, nowMs) {
      const letters = db.updateTable('invitations.letter').set({ state: 'withdrawn', content: null, changed_at_ms: nowMs });
      const chosen = 'id' in which ? letters.where('id', '=', which.id) : letters.where('subject_id', '=', which.subjectId);
      await chosen.where('state', '=', 'queued').execute();
    },

    async ofSubjects(subjectIds) {
      if (subjectIds.length === 0) return [];
      const rows = await db
        .selectFrom('invitations.letter')
        .selectAll()
        .where('subject_id', 'in', subjectIds)
        .orderBy('due_at_ms')
        .orderBy('created_at_ms')
        .execute();
      return rows.map((row) => LetterRow.parse(row));
    },

    async answer(threadId, email, { answer, sequence }, nowMs) {
      if (!uuid.safeParse(threadId).success) return undefined;
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('invitations.letter')
          .set({ answer, answered_at_ms: nowMs })
          .where('id', '=', (letters) =>
            letters
              .selectFrom('invitations.letter')
              .select('id')
              .where('thread_id', '=', threadId)
              .where('email', '=', email)
              .where('sequence', 'is not', null)
              .where('state', 'in', ['sending', 'sent', 'unknown'])
              .orderBy(sql`sequence = ${sequence ?? null}`, (order) => order.desc().nullsLast())
              .orderBy('sequence', 'desc')
              .orderBy('created_at_ms', 'desc')
              .limit(1),
          )
          .returningAll()
          .executeTakeFirst();
        if (!row) return undefined;
        await keepInterviewFact(transaction, { meetingId: row.subject_id }, 'answered', { answer });
        return LetterRow.parse(row);
      });
    },

    async forget(subjectIds) {
      if (subjectIds.length === 0) return;
      await db
        .deleteFrom('invitations.letter')
        .where('subject_id', 'in', subjectIds)
        .where('state', 'not in', ['queued', 'sending'])
        .execute();
    },

    async forgetEnded(beforeMs) {
      const { numDeletedRows } = await db
        .deleteFrom('invitations.letter')
        .where('changed_at_ms', '<', beforeMs)
        .where('state', 'not in', ['queued', 'sending'])
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** Calendars follow a change only when it comes from who invited, so all letters of a thread bear the address of the first. */
async function firstOfThread(transaction: Kysely<LetterTables>, uid: string, email: string): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('invitations.letter')
    .select('thread_id')
    .where('uid', '=', uid)
    .where('email', '=', email)
    .limit(1)
    .executeTakeFirst();
  return row?.thread_id;
}
