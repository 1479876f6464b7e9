import { isDeepStrictEqual } from 'node:util';
import { AuditTrail, type AuditFact, type Clock, type Database } from '@saal/foundation';
import { MeetingId } from '@saal/protocol';
import type { MeetingRecord } from '../meeting-config.ts';
import type { Actor, MeetingChanges, MeetingStore, Range } from '../ports.ts';
import { book, chooseResources } from './bookings.ts';
import { keepDeletion, keepFacts, takeTurns } from './fact-store.ts';
import { writeSeries } from './series-store.ts';
import { dateColumns, datedMeetingFrom, meetingFrom, meetingTables, type MeetingTables } from './tables.ts';

/** Nine digits give 900 million numbers; with a million meetings a draw is free at least 998 times of 1000. */
const MAX_DRAWS = 20;

export function createMeetingStore(database: Database, clock: Clock): MeetingStore {
  const db = meetingTables(database);
  const audit = new AuditTrail(database, clock);
  const one = (row: unknown): MeetingRecord | undefined => (row === undefined ? undefined : meetingFrom(row));
  const byRoom = async (room: string): Promise<MeetingRecord | undefined> =>
    one(await db.selectFrom('meetings.meeting').selectAll().where('room', '=', room).executeTakeFirst());
  const within = ({ fromMs, toMs, newestFirst, limit }: Range) =>
    db
      .selectFrom('meetings.meeting as meeting')
      .leftJoin('meetings.date as date', (join) => join.onRef('date.meeting_id', '=', 'meeting.id').on('date.state', '<>', 'cancelled'))
      .selectAll('meeting')
      .select(dateColumns)
      .where(({ eb, fn }) => eb.between(fn.coalesce('date.starts_at_ms', 'meeting.starts_at_ms', 'created_at_ms'), fromMs, toMs - 1))
      .orderBy(({ fn }) => fn.coalesce('date.starts_at_ms', 'meeting.starts_at_ms', 'created_at_ms'), newestFirst ? 'desc' : 'asc')
      .limit(limit);
  return {
    async create(meeting, drawNumber) {
      for (let draw = 0; draw < MAX_DRAWS; draw++) {
        const row = await db.transaction().execute(async (transaction) => {
          await takeTurns(transaction, meeting.id);
          const inserted = await transaction
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
              room: meeting.room ?? null,
              preset_id: meeting.presetId ?? null,
              planned_by: meeting.plannedBy ?? null,
              reminders_min: meeting.reminderWish ? JSON.stringify(meeting.reminderWish) : null,
            })
            .onConflict((conflict) => conflict.doNothing())
            .returningAll()
            .executeTakeFirst();
          if (inserted && meeting.series) await writeSeries(transaction, meeting.id, meeting.series);
          if (inserted && meeting.resourceIds && meeting.resourceIds.length > 0) {
            await chooseResources(transaction, meeting.id, meeting.resourceIds);
            await book(transaction, meeting.id, clock.now());
          }
          if (inserted) await keepFacts(transaction, meeting.id, [{ type: 'planned' }]);
          return inserted;
        });
        if (row) return meetingFrom(row);
        // Two tabs asking for the personal room at once: the other one made it.
        const personal = meeting.kind === 'personal' ? await this.personalOf(meeting.ownerId) : undefined;
        if (personal) return personal;
        const ofRoom = meeting.room === undefined ? undefined : await byRoom(meeting.room);
        if (ofRoom) return ofRoom;
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

    async ofOwner(ownerId, range) {
      const rows = await within(range).where('owner_id', '=', ownerId).where('kind', 'not in', ['personal', 'room']).execute();
      return rows.map(datedMeetingFrom);
    },

    async ofPrincipals(delegateId, range) {
      const rows = await within(range)
        .where('planned_by', 'is not', null)
        .where('owner_id', 'in', ({ selectFrom }) =>
          selectFrom('meetings.delegate').select('principal_id').where('delegate_id', '=', delegateId),
        )
        .execute();
      return rows.map(datedMeetingFrom);
    },

    async among(ids, range) {
      if (ids.length === 0) return [];
      return (await within(range).where('meeting.id', 'in', ids).execute()).map(datedMeetingFrom);
    },

    async change(id, ownerId, changes, under) {
      const set = columnsOf(changes);
      const { resourceIds } = changes;
      if (Object.keys(set).length === 0 && resourceIds === undefined) {
        const unchanged = await this.byId(id);
        return unchanged?.ownerId === ownerId ? unchanged : undefined;
      }
      return db.transaction().execute(async (transaction) => {
        const before = await transaction.selectFrom('meetings.meeting').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
        if (under && before?.preset_id !== under.kind) return undefined;
        const row = await transaction
          .updateTable('meetings.meeting')
          .set({ id, ...set })
          .where('id', '=', id)
          .where('owner_id', '=', ownerId)
          .returningAll()
          .executeTakeFirst();
        if (row && resourceIds) await chooseResources(transaction, id, resourceIds);
        if (row && (resourceIds ?? changes.startsAtMs ?? changes.durationMin) !== undefined) await book(transaction, id, clock.now());
        // A new passcode is asked for again.
        if (row && changes.passcode !== undefined)
          await transaction.deleteFrom('meetings.passcode_given').where('meeting_id', '=', id).execute();
        if (row && before && !isDeepStrictEqual(meetingFrom(before), meetingFrom(row)))
          await keepFacts(transaction, id, [{ type: 'changed' }]);
        if (under && row && row.preset_id !== under.kind) await audit.writeIn<MeetingTables>(transaction, kindChanged(under, row));
        return one(row);
      });
    },

    async delete(id, ownerId) {
      return db.transaction().execute(async (transaction) => {
        const { numDeletedRows } = await transaction
          .deleteFrom('meetings.meeting')
          .where('id', '=', id)
          .where('owner_id', '=', ownerId)
          .executeTakeFirst();
        if (numDeletedRows > 0n) await keepDeletion(transaction, id);
        return numDeletedRows > 0n;
      });
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

/** Kinds by their ids; of no kind: a dash, which is no id. */
function kindChanged(
  { kind, by }: { kind: string | null; by: Actor },
  { id, preset_id }: { id: string; preset_id: string | null },
): AuditFact {
  return {
    action: 'meeting.kind-changed',
    actor: by,
    subject: { kind: 'meeting', id },
    details: { before: kind ?? '–', after: preset_id ?? '–' },
  };
}

function columnsOf({ title, startsAtMs, durationMin, timeZone, passcode, settings, reminderWish, presetId }: MeetingChanges) {
  return {
    ...(title !== undefined && { title }),
    ...(startsAtMs !== undefined && { starts_at_ms: startsAtMs }),
    ...(durationMin !== undefined && { duration_min: durationMin }),
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(passcode !== undefined && { passcode }),
    ...(settings !== undefined && { settings: JSON.stringify(settings) }),
    ...(presetId !== undefined && { preset_id: presetId }),
    ...(reminderWish !== undefined && { reminders_min: reminderWish && JSON.stringify(reminderWish) }),
  };
}
