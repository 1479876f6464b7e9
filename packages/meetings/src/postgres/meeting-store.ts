import type { Database } from '@saal/foundation';
import { MeetingId } from '@saal/protocol';
import type { MeetingRecord } from '../meeting-config.ts';
import type { MeetingChanges, MeetingStore } from '../ports.ts';
import { meetingFrom, meetingTables } from './tables.ts';

/** Nine digits give 900 million numbers; with a million meetings a draw is free at least 998 times of 1000. */
const MAX_DRAWS = 20;

export function createMeetingStore(database: Database): MeetingStore {
  const db = meetingTables(database);
  const one = (row: unknown): MeetingRecord | undefined => (row === undefined ? undefined : meetingFrom(row));
  return {
    async create(meeting, drawNumber) {
      for (let draw = 0; draw < MAX_DRAWS; draw++) {
        const row = await db
          .insertInto('meetings.meeting')
          .values({
            id: meeting.id,
            number: drawNumber(),
            kind: meeting.kind,
            title: meeting.title,
            starts_at_ms: meeting.startsAtMs,
            duration_min: meeting.durationMin,
            time_zone: meeting.timeZone,
            owner_id: meeting.ownerId,
            passcode: meeting.passcode,
            settings: JSON.stringify(meeting.settings),
            created_at_ms: meeting.createdAtMs,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row) return meetingFrom(row);
        // Two tabs asking for the personal room at once: the other one made it.
        const personal = meeting.kind === 'personal' ? await this.personalOf(meeting.ownerId) : undefined;
        if (personal) return personal;
      }
      throw new Error(`no free meeting number in ${MAX_DRAWS} draws`);
    },

    async byId(id) {
      return one(await db.selectFrom('meetings.meeting').selectAll().where('id', '=', id).executeTakeFirst());
    },

    async byNumber(number) {
      return one(await db.selectFrom('meetings.meeting').selectAll().where('number', '=', number).executeTakeFirst());
    },

    async personalOf(ownerId) {
      return one(
        await db
          .selectFrom('meetings.meeting')
          .selectAll()
          .where('owner_id', '=', ownerId)
          .where('kind', '=', 'personal')
          .executeTakeFirst(),
      );
    },

    async ofOwner(ownerId, { fromMs, toMs, newestFirst, limit }) {
      const rows = await db
        .selectFrom('meetings.meeting')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where('kind', '<>', 'personal')
        .where(({ eb, fn }) => eb.between(fn.coalesce('starts_at_ms', 'created_at_ms'), fromMs, toMs - 1))
        .orderBy(({ fn }) => fn.coalesce('starts_at_ms', 'created_at_ms'), newestFirst ? 'desc' : 'asc')
        .limit(limit)
        .execute();
      return rows.map(meetingFrom);
    },

    async change(id, ownerId, changes) {
      const set = columnsOf(changes);
      if (Object.keys(set).length === 0) {
        const unchanged = await this.byId(id);
        return unchanged?.ownerId === ownerId ? unchanged : undefined;
      }
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('meetings.meeting')
          .set(set)
          .where('id', '=', id)
          .where('owner_id', '=', ownerId)
          .returningAll()
          .executeTakeFirst();
        // A new passcode is asked for again.
        if (row && changes.passcode !== undefined)
          await transaction.deleteFrom('meetings.passcode_given').where('meeting_id', '=', id).execute();
        return one(row);
      });
    },

    async delete(id, ownerId) {
      const { numDeletedRows } = await db
        .deleteFrom('meetings.meeting')
        .where('id', '=', id)
        .where('owner_id', '=', ownerId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async open() {
      const rows = await db.selectFrom('meetings.meeting').select('id').where('phase', '<>', 'ended').execute();
      return rows.map(({ id }) => MeetingId.parse(id));
    },

    async rememberPasscode(id, identity) {
      await db
        .insertInto('meetings.passcode_given')
        .values({ meeting_id: id, identity })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async gavePasscode(id, identity) {
      const row = await db
        .selectFrom('meetings.passcode_given')
        .select('identity')
        .where('meeting_id', '=', id)
        .where('identity', '=', identity)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function columnsOf({ title, startsAtMs, durationMin, timeZone, passcode, settings }: MeetingChanges) {
  return {
    ...(title !== undefined && { title }),
    ...(startsAtMs !== undefined && { starts_at_ms: startsAtMs }),
    ...(durationMin !== undefined && { duration_min: durationMin }),
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(passcode !== undefined && { passcode }),
    ...(settings !== undefined && { settings: JSON.stringify(settings) }),
  };
}
