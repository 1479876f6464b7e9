import type { Database } from '@saal/foundation';
import { PersonId } from '@saal/protocol';
import type { DelegateStore } from '../ports.ts';
import { meetingTables } from './tables.ts';

export function createDelegateStore(database: Database): DelegateStore {
  const db = meetingTables(database);
  return {
    async delegatesOf(principalId) {
      const rows = await db
        .selectFrom('meetings.delegate')
        .select('delegate_id')
        .where('principal_id', '=', principalId)
        .orderBy('created_at_ms')
        .execute();
      return rows.map(({ delegate_id }) => PersonId.parse(delegate_id));
    },

    async principalsOf(delegateId) {
      const rows = await db
        .selectFrom('meetings.delegate')
        .select('principal_id')
        .where('delegate_id', '=', delegateId)
        .orderBy('created_at_ms')
        .execute();
      return rows.map(({ principal_id }) => PersonId.parse(principal_id));
    },

    async isDelegate(principalId, delegateId) {
      const row = await db
        .selectFrom('meetings.delegate')
        .select('delegate_id')
        .where('principal_id', '=', principalId)
        .where('delegate_id', '=', delegateId)
        .executeTakeFirst();
      return row !== undefined;
    },

    async add(principalId, delegateId, nowMs) {
      await db
        .insertInto('meetings.delegate')
        .values({ principal_id: principalId, delegate_id: delegateId, created_at_ms: nowMs })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async remove(principalId, delegateId) {
      const { numDeletedRows } = await db
        .deleteFrom('meetings.delegate')
        .where('principal_id', '=', principalId)
        .where('delegate_id', '=', delegateId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}
