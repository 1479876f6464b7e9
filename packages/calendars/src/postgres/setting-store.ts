import type { Database } from '@saal/foundation';
import type { SettingStore } from '../ports.ts';
import { calendarTables } from './tables.ts';

export function createSettingStore(database: Database): SettingStore {
  const db = calendarTables(database);
  return {
    async showsBusy(personId) {
      const row = await db.selectFrom('calendars.person_setting').select('shows_busy').where('person_id', '=', personId).executeTakeFirst();
      return row?.shows_busy ?? true;
    },

    async setShowsBusy(person_id, shows_busy) {
      await db
        .insertInto('calendars.person_setting')
        .values({ person_id, shows_busy })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ shows_busy }))
        .execute();
    },
  };
}
