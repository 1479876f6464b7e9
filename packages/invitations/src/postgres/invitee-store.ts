import type { Database } from '@saal/foundation';
import { MeetingId } from '@saal/protocol';
import { sql } from 'kysely';
import type { Invitee, InviteeStore } from '../invitee-ports.ts';
import { keepInterviewFact } from './interview-facts.ts';
import { inviteeFrom, inviteeTables } from './invitee-tables.ts';

export function createInviteeStore(database: Database): InviteeStore {
  const db = inviteeTables(database);
  const one = (row: unknown): Invitee | undefined => (row === undefined ? undefined : inviteeFrom(row));
  const invited = db.selectFrom('invitations.invitee').selectAll().where('withdrawn', '=', false);
  const update = db.updateTable('invitations.invitee').where('withdrawn', '=', false);
  return {
    async ofMeeting(meetingId) {
      const rows = await invited.where('meeting_id', '=', meetingId).orderBy('created_at_ms').orderBy('name').orderBy('id').execute();
      return rows.map(inviteeFrom);
    },

    add: (meetingId, invitees, limit) =>
      db.transaction().execute(async (transaction) => {
        // One after the other for one meeting, so that two do not fill it over its limit.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`invitee ${meetingId}`}, 0))`.execute(transaction);
        const of = transaction.selectFrom('invitations.invitee').where('meeting_id', '=', meetingId).where('withdrawn', '=', false);
        const known = await of.select(['person_id', 'email']).execute();
        const fresh = invitees.filter(
          ({ personId, email }) =>
            !known.some((each) => (personId !== null && each.person_id === personId) || (email !== null && each.email === email)),
        );
        if (known.length + fresh.length > limit) return false;
        if (fresh.length > 0)
          await transaction
            .insertInto('invitations.invitee')
            .values(
              fresh.map(({ id, personId, name, email, role, passesLobby, language, createdAtMs, linkHash }) => ({
                ...{ id, meeting_id: meetingId, person_id: personId, name, email, role, passes_lobby: passesLobby, language },
                ...{ created_at_ms: createdAtMs, link_hash: linkHash },
              })),
            )
            .onConflict((conflict) => conflict.doNothing()) // twice in one list, or made again
            .execute();
        return true;
      }),

    one: async (meetingId, id) => one(await invited.where('meeting_id', '=', meetingId).where('id', '=', id).executeTakeFirst()),

    async change(meetingId, id, { name, role, passesLobby, answer }) {
      const set = {
        ...(name !== undefined && { name }),
        ...(role !== undefined && { role }),
        ...(passesLobby !== undefined && { passes_lobby: passesLobby }),
        ...(answer !== undefined && { answer }),
      };
      if (Object.keys(set).length === 0) return this.one(meetingId, id);
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('invitations.invitee')
          .set(set)
          .where('withdrawn', '=', false)
          .where('meeting_id', '=', meetingId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        // Of an applicant: their id is that of the interview, and a number.
        if (row && answer !== undefined && answer !== null)
          await keepInterviewFact(transaction, { interviewId: id.split('.')[0] ?? id }, 'answered', { answer });
        return one(row);
      });
    },

    renewLink: async ({ id, generation }, linkHash) =>
      one(
        await update
          .set({ generation: generation + 1, link_hash: linkHash, holder: null, held_until_ms: null })
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('person_id', 'is', null)
          .returningAll()
          .executeTakeFirst(),
      ),

    withdraw: async (meetingId, id) =>
      one(
        await update
          .set({ withdrawn: true, holder: null, held_until_ms: null })
          .where('meeting_id', '=', meetingId)
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst(),
      ),

    byLink: async (linkHash) => one(await invited.where('link_hash', '=', linkHash).executeTakeFirst()),

    hold: ({ id, generation, meetingId }, holder, { nowMs, untilMs }) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('invitations.invitee')
          .set({ holder: null, held_until_ms: null })
          .where('meeting_id', '=', meetingId)
          .where('holder', '=', holder)
          .where('id', '<>', id)
          .execute();
        const { numUpdatedRows } = await transaction
          .updateTable('invitations.invitee')
          .set({
            holder,
            held_until_ms: untilMs,
            used_at_ms: sql<number>`coalesce(used_at_ms, ${nowMs})`,
            taken_over: sql<number>`taken_over + (case when holder <> ${holder} then 1 else 0 end)`,
          })
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('withdrawn', '=', false)
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),

    async byKey(meetingId, key, nowMs) {
      const personId = key.startsWith('person:') ? key.slice('person:'.length) : null;
      const row = await invited
        .where('meeting_id', '=', meetingId)
        .where(({ eb, or, and }) =>
          or([
            eb('person_id', '=', personId),
            and([eb('holder', '=', key), or([eb('held_until_ms', 'is', null), eb('held_until_ms', '>', nowMs)])]),
          ]),
        )
        // Who is invited by name and holds a link besides comes as themselves.
        .orderBy(sql`person_id is null`)
        .executeTakeFirst();
      return one(row);
    },

    async applicantsOf(meetingIds) {
      if (meetingIds.length === 0) return [];
      const rows = await invited
        .innerJoin('invitations.interview as interview', 'interview.meeting_id', 'invitations.invitee.meeting_id')
        .where(sql<boolean>`interview.id = split_part(invitations.invitee.id, '.', 1)`)
        .clearSelect()
        .selectAll('invitations.invitee')
        .where('invitations.invitee.meeting_id', 'in', meetingIds)
        .execute();
      return rows.map(inviteeFrom);
    },

    async answered(id, email, answer) {
      await update.set({ answer }).where('id', '=', id).where('email', '=', email.toLowerCase()).execute();
    },

    async meetingsOf(personId) {
      const rows = await invited.clearSelect().select('meeting_id').where('person_id', '=', personId).execute();
      return rows.map(({ meeting_id }) => MeetingId.parse(meeting_id));
    },
  };
}
