import type { Database } from '@saal/foundation';
import { MeetingId, PersonId, ResourceView, type ResourceContent } from '@saal/protocol';
import { sql } from 'kysely';
import { z } from 'zod';
import type { ResourceStore } from '../ports.ts';
import { meetingTables } from './tables.ts';

const columns = ['id', 'name', 'building', 'seats', 'equipment', 'email'] as const;
const BookingRow = z
  .object({ resource_id: z.string(), meeting_id: MeetingId, owner_id: PersonId, from_ms: z.number(), to_ms: z.number() })
  .transform((row) => ({
    ...{ resourceId: row.resource_id, meetingId: row.meeting_id, ownerId: row.owner_id },
    ...{ fromMs: row.from_ms, toMs: row.to_ms },
  }));
const TakenRow = z.object({ resource_id: z.string(), at_ms: z.coerce.number() });

export function createResourceStore(database: Database): ResourceStore {
  const db = meetingTables(database);
  return {
    async offered() {
      const rows = await db
        .selectFrom('meetings.resource')
        .select(columns)
        .where('withdrawn', '=', false)
        .orderBy('building')
        .orderBy('name')
        .execute();
      return rows.map((row) => ResourceView.parse(row));
    },

    async byId(id) {
      const row = await db.selectFrom('meetings.resource').select(columns).where('id', '=', id).executeTakeFirst();
      return row && ResourceView.parse(row);
    },

    async ofMeeting(meetingId) {
      const rows = await db
        .selectFrom('meetings.resource')
        .select(columns)
        .where('id', 'in', ({ selectFrom }) =>
          selectFrom('meetings.meeting_resource').select('resource_id').where('meeting_id', '=', meetingId),
        )
        .orderBy('building')
        .orderBy('name')
        .execute();
      return rows.map((row) => ResourceView.parse(row));
    },

    async add(id, content: ResourceContent) {
      await db
        .insertInto('meetings.resource')
        .values({ id, ...content })
        .execute();
    },

    async change(id, content) {
      const changed = await db
        .updateTable('meetings.resource')
        .set(content)
        .where('id', '=', id)
        .where('withdrawn', '=', false)
        .executeTakeFirst();
      return changed.numUpdatedRows > 0n;
    },

    async withdraw(id) {
      const { numUpdatedRows } = await db
        .updateTable('meetings.resource')
        .set({ withdrawn: true })
        .where('id', '=', id)
        .where('withdrawn', '=', false)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async bookings(resourceIds, { fromMs, toMs }) {
      if (resourceIds.length === 0) return [];
      const rows = await db
        .selectFrom('meetings.booking as booking')
        .innerJoin('meetings.meeting as meeting', 'meeting.id', 'booking.meeting_id')
        .select(['resource_id', 'meeting_id', 'owner_id', 'from_ms', 'to_ms'])
        .where('resource_id', 'in', resourceIds)
        .where('from_ms', '<', toMs)
        .where('to_ms', '>', fromMs)
        .orderBy('from_ms')
        .execute();
      return rows.map((row) => BookingRow.parse(row));
    },

    async bookingsAt(email, span) {
      const rows = await db
        .selectFrom('meetings.resource')
        .select('id')
        .where(({ eb, fn }) => eb(fn<string>('lower', ['email']), '=', email.toLowerCase()))
        .execute();
      return this.bookings(
        rows.map(({ id }) => id),
        span,
      );
    },

    async taken(slots, exceptMeetingId) {
      const { rows } = await sql`
        select distinct booking.resource_id, slot.from_ms as at_ms
        from unnest(${slots.map(({ fromMs }) => fromMs)}::bigint[], ${slots.map(({ toMs }) => toMs)}::bigint[]) as slot (from_ms, to_ms)
        join meetings.booking as booking on booking.from_ms < slot.to_ms and booking.to_ms > slot.from_ms
        where booking.meeting_id <> ${exceptMeetingId ?? ''}
        order by slot.from_ms`.execute(db);
      const taken = new Map<string, number[]>();
      for (const row of rows) {
        const { resource_id: resourceId, at_ms: atMs } = TakenRow.parse(row);
        taken.set(resourceId, [...(taken.get(resourceId) ?? []), atMs]);
      }
      return [...taken].map(([resourceId, atMs]) => ({ resourceId, atMs }));
    },
  };
}
