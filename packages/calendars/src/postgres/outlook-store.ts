import type { Database } from '@saal/foundation';
import { PersonId } from '@saal/protocol';
import type { OutlookStore } from '../ports.ts';
import { calendarTables } from './tables.ts';

export function createOutlookStore(database: Database): OutlookStore {
  const db = calendarTables(database);
  return {
    async addPairing({ secretHash, codeHash, expiresAtMs }, nowMs) {
      await db.deleteFrom('calendars.outlook_pairing').where('expires_at_ms', '<=', nowMs).execute();
      await db.deleteFrom('calendars.outlook_token').where('expires_at_ms', '<=', nowMs).execute();
      await db
        .insertInto('calendars.outlook_pairing')
        .values({ secret_hash: secretHash, code_hash: codeHash, expires_at_ms: expiresAtMs, person_id: null })
        .execute();
    },

    async confirm(codeHash, personId, nowMs) {
      const { numUpdatedRows } = await db
        .updateTable('calendars.outlook_pairing')
        .set({ person_id: personId })
        .where('code_hash', '=', codeHash)
        .where('person_id', 'is', null)
        .where('expires_at_ms', '>', nowMs)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    claim: (secretHash, { tokenHash, createdAtMs, expiresAtMs }, nowMs) =>
      db.transaction().execute(async (transaction) => {
        const pairing = await transaction
          .selectFrom('calendars.outlook_pairing')
          .select('person_id')
          .where('secret_hash', '=', secretHash)
          .where('expires_at_ms', '>', nowMs)
          .forUpdate()
          .executeTakeFirst();
        if (!pairing) return 'over';
        if (pairing.person_id === null) return 'waiting';
        await transaction.deleteFrom('calendars.outlook_pairing').where('secret_hash', '=', secretHash).execute();
        await transaction
          .insertInto('calendars.outlook_token')
          .values({
            ...{ token_hash: tokenHash, person_id: pairing.person_id },
            ...{ created_at_ms: createdAtMs, last_used_at_ms: nowMs, expires_at_ms: expiresAtMs },
          })
          .execute();
        return 'connected';
      }),

    async use(tokenHash, nowMs) {
      const row = await db
        .updateTable('calendars.outlook_token')
        .set({ last_used_at_ms: nowMs })
        .where('token_hash', '=', tokenHash)
        .where('expires_at_ms', '>', nowMs)
        .returning('person_id')
        .executeTakeFirst();
      return row && PersonId.parse(row.person_id);
    },

    async count(personId, nowMs) {
      const { count } = await db
        .selectFrom('calendars.outlook_token')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .where('person_id', '=', personId)
        .where('expires_at_ms', '>', nowMs)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async end(personId) {
      await db.deleteFrom('calendars.outlook_token').where('person_id', '=', personId).execute();
      await db.deleteFrom('calendars.outlook_pairing').where('person_id', '=', personId).execute();
    },
  };
}
