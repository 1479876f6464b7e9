import type { Database } from '@saal/foundation';
import type { RoomEventStore } from '../ports.ts';
import { calendarTables } from './tables.ts';

export function createRoomEventStore(database: Database): RoomEventStore {
  const db = calendarTables(database);
  return {
    async of(room) {
      const rows = await db.selectFrom('calendars.room_event').selectAll().where('room', '=', room).execute();
      return rows.map(({ uid, digest, last_ms: lastMs, etag }) => ({ uid, digest, lastMs, etag }));
    },

    async keep(room, { uid, digest, lastMs, etag }) {
      const row = { digest, last_ms: lastMs, etag };
      await db
        .insertInto('calendars.room_event')
        .values({ room, uid, ...row })
        .onConflict((conflict) => conflict.columns(['room', 'uid']).doUpdateSet(row))
        .execute();
    },

    async forget(room, uid) {
      await db.deleteFrom('calendars.room_event').where('room', '=', room).where('uid', '=', uid).execute();
    },
  };
}
