import type { Clock, Database } from '@saal/foundation';
import { MeetingId, type EpochMs } from '@saal/protocol';
import type { Told } from '../invitee-letters.ts';
import type { InviteeTurns } from '../invitee-ports.ts';
import { inviteeFrom, inviteeTables } from './invitee-tables.ts';

const nothing: Told = { entries: {}, reminders: {} };

export function createInviteeTurns(database: Database, clock: Clock): InviteeTurns {
  const db = inviteeTables(database);
  return {
    async ofMeeting(meetingId) {
      const rows = await db.selectFrom('invitations.invitee').select('id').where('meeting_id', '=', meetingId).execute();
      return rows.map(({ id }) => id);
    },

    async toLook(nowMs: EpochMs) {
      const rows = await db
        .selectFrom('invitations.invitee')
        .select('meeting_id')
        .distinct()
        .where(({ eb, or }) => or([eb('withdrawn', '=', true), eb('over_at_ms', 'is', null), eb('over_at_ms', '>', nowMs)]))
        .execute();
      return rows.map(({ meeting_id }) => MeetingId.parse(meeting_id));
    },

    async take(id, tell) {
      await db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('invitations.invitee')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!row) return;
        // Written by this feature alone, two lines below.
        const outcome = await tell(inviteeFrom(row), (row.told ?? nothing) as Told, row.told_at_ms);
        if (!outcome) {
          await transaction.deleteFrom('invitations.invitee').where('id', '=', id).execute();
          return;
        }
        const told = JSON.stringify(outcome.told);
        await transaction
          .updateTable('invitations.invitee')
          .set({ told, told_at_ms: row.told_at_ms ?? clock.now(), over_at_ms: outcome.overAtMs })
          .where('id', '=', id)
          .execute();
      });
    },
  };
}
