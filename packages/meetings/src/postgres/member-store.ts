import type { Database } from '@saal/foundation';
import { MeetingId, PersonId } from '@saal/protocol';
import type { MemberStore } from '../ports.ts';
import { meetingTables } from './tables.ts';

export function createMemberStore(database: Database): MemberStore {
  const db = meetingTables(database);
  return {
    async meetingOf(room) {
      const row = await db.selectFrom('meetings.meeting').select('id').where('room', '=', room).executeTakeFirst();
      return row && MeetingId.parse(row.id);
    },

    async callAgain(meetingId, { ownerId, title }) {
      await db
        .updateTable('meetings.meeting')
        .set({ owner_id: ownerId, title })
        .where('id', '=', meetingId)
        .where('kind', '=', 'room')
        .where('phase', '=', 'ended')
        .execute();
    },

    async of(meetingId) {
      const rows = await db.selectFrom('meetings.member').select('person_id').where('meeting_id', '=', meetingId).execute();
      return rows.map(({ person_id }) => PersonId.parse(person_id));
    },

    async isMember(meetingId, personId) {
      const row = await db
        .selectFrom('meetings.member')
        .select('active')
        .where('meeting_id', '=', meetingId)
        .where('person_id', '=', personId)
        .executeTakeFirst();
      return row?.active === true;
    },

    async add(meetingId, personIds) {
      if (personIds.length === 0) return;
      await db
        .insertInto('meetings.member')
        .values(personIds.map((person_id) => ({ meeting_id: meetingId, person_id })))
        .onConflict((conflict) => conflict.columns(['meeting_id', 'person_id']).doUpdateSet({ active: true }))
        .execute();
    },

    async suspend(meetingId, personId) {
      await db
        .updateTable('meetings.member')
        .set({ active: false })
        .where('meeting_id', '=', meetingId)
        .where('person_id', '=', personId)
        .execute();
    },

    async remove(meetingId, personId) {
      await db
        .deleteFrom('meetings.member')
        .where('meeting_id', '=', meetingId)
        .where('person_id', '=', personId)
        .where('active', '=', false)
        .execute();
    },
  };
}
