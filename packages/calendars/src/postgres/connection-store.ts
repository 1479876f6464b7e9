import type { Database } from '@saal/foundation';
import { PersonId } from '@saal/protocol';
import { z } from 'zod';
import type { Connection, ConnectionStore } from '../ports.ts';
import { calendarTables } from './tables.ts';

const ConnectionRow = z
  .object({
    person_id: PersonId,
    server: z.string(),
    user_name: z.string(),
    secret: z.string(),
    calendar_path: z.string(),
    calendar_name: z.string(),
    writes: z.boolean(),
    state: z.enum(['new', 'ok', 'refused', 'unavailable', 'ending']),
    written: z.string().nullable(),
    looked_at_ms: z.number().nullable(),
    mark: z.string().nullable(),
    followed_at_ms: z.number().nullable(),
  })
  .transform((row): Connection => ({
    ...{ personId: row.person_id, server: row.server, userName: row.user_name, secret: row.secret, writes: row.writes },
    ...{ calendarPath: row.calendar_path, calendarName: row.calendar_name, state: row.state },
    ...{ written: row.written, lookedAtMs: row.looked_at_ms },
    ...{ mark: row.mark, followedAtMs: row.followed_at_ms },
  }));

export function createConnectionStore(database: Database): ConnectionStore {
  const db = calendarTables(database);
  return {
    async of(personId) {
      const row = await db.selectFrom('calendars.connection').selectAll().where('person_id', '=', personId).executeTakeFirst();
      return row && ConnectionRow.parse(row);
    },

    async put({ personId, server, userName, secret, calendarPath, calendarName, writes }, dueAtMs) {
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('calendars.connection').where('person_id', '=', personId).execute();
        await transaction
          .insertInto('calendars.connection')
          .values({
            ...{ person_id: personId, server, user_name: userName, secret, writes, due_at_ms: dueAtMs },
            ...{ calendar_path: calendarPath, calendar_name: calendarName },
          })
          .execute();
      });
    },

    change: (personId, { calendarPath, calendarName, writes, state }, dueAtMs) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .updateTable('calendars.connection')
          .set({
            ...{ due_at_ms: dueAtMs, written: null },
            ...(calendarPath !== undefined && { calendar_path: calendarPath, mark: null, followed_at_ms: null }),
            ...(calendarName !== undefined && { calendar_name: calendarName }),
            ...(writes !== undefined && { writes }),
            ...(state !== undefined && { state }),
          })
          .where('person_id', '=', personId)
          .where('state', '<>', 'ending')
          .returningAll()
          .executeTakeFirst();
        if (row && calendarPath !== undefined)
          await transaction.deleteFrom('calendars.written_event').where('person_id', '=', personId).execute();
        return row && ConnectionRow.parse(row);
      }),

    async wake(personId, dueAtMs) {
      await db
        .updateTable('calendars.connection')
        .set({ due_at_ms: dueAtMs })
        .where('person_id', '=', personId)
        .where('due_at_ms', '>', dueAtMs)
        .where('state', 'in', ['new', 'ok'])
        .execute();
    },

    take: (nowMs, untilMs) =>
      db.transaction().execute(async (transaction) => {
        const due = await transaction
          .selectFrom('calendars.connection')
          .select('person_id')
          .where('due_at_ms', '<=', nowMs)
          .where('held_until_ms', '<=', nowMs)
          .orderBy('due_at_ms')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!due) return undefined;
        const row = await transaction
          .updateTable('calendars.connection')
          .set({ due_at_ms: untilMs, held_until_ms: untilMs })
          .where('person_id', '=', due.person_id)
          .returningAll()
          .executeTakeFirstOrThrow();
        return ConnectionRow.parse(row);
      }),

    async looked(personId, { state, written, atMs, dueAtMs }) {
      // What was ended or changed meanwhile is due again already, and stays so.
      await db
        .updateTable('calendars.connection')
        .set({ state, written, looked_at_ms: atMs, due_at_ms: dueAtMs })
        .where('person_id', '=', personId)
        .where('state', '<>', 'ending')
        .where('due_at_ms', '>', atMs)
        .execute();
      await db.updateTable('calendars.connection').set({ held_until_ms: 0 }).where('person_id', '=', personId).execute();
    },

    async followed(personId, mark, atMs) {
      await db.updateTable('calendars.connection').set({ mark, followed_at_ms: atMs }).where('person_id', '=', personId).execute();
    },

    async noteDate(personId, { event, uid, digest, notice }) {
      await db
        .insertInto('calendars.date_notice')
        .values({ person_id: personId, event_uid: event, uid, digest, notice })
        .onConflict((conflict) => {
          const update = conflict.columns(['person_id', 'uid']).doUpdateSet({ event_uid: event, digest, notice });
          return digest === '' ? update : update.where('calendars.date_notice.digest', '<>', digest);
        })
        .execute();
    },

    async noticed(personId) {
      const of = (table: 'calendars.written_event' | 'calendars.date_notice') =>
        db.selectFrom(table).select(['uid', 'notice']).where('person_id', '=', personId).where('notice', 'is not', null);
      const rows = await of('calendars.written_event').unionAll(of('calendars.date_notice')).execute();
      return rows.flatMap(({ uid, notice }) => (notice === null ? [] : [{ uid, notice }]));
    },

    async forgetNotice(personId, uid) {
      for (const table of ['calendars.written_event', 'calendars.date_notice'] as const)
        await db.updateTable(table).set({ notice: null }).where('person_id', '=', personId).where('uid', '=', uid).execute();
    },

    async remove(personId) {
      await db.deleteFrom('calendars.connection').where('person_id', '=', personId).execute();
    },

    async written(personId) {
      const rows = await db.selectFrom('calendars.written_event').selectAll().where('person_id', '=', personId).execute();
      return rows.map(({ uid, digest, last_ms: lastMs, etag, gone, notice }) => ({ uid, digest, lastMs, etag, gone, notice }));
    },

    async keepWritten(personId, { uid, digest, lastMs, etag, gone, notice }) {
      const row = { digest, last_ms: lastMs, etag, gone, notice };
      await db
        .insertInto('calendars.written_event')
        .values({ person_id: personId, uid, ...row })
        .onConflict((conflict) => conflict.columns(['person_id', 'uid']).doUpdateSet(row))
        .execute();
    },

    async forgetWritten(personId, uid) {
      await db.deleteFrom('calendars.written_event').where('person_id', '=', personId).where('uid', '=', uid).execute();
    },
  };
}
