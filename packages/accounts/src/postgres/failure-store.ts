import { sql } from 'kysely';
import type { EpochMs } from '@saal/protocol';
import type { FailureStore } from '../failures.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresFailureStore implements FailureStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async note(key: string, nowMs: EpochMs, inARowSinceMs: EpochMs): Promise<number> {
    const { count } = await this.#db
      .insertInto('accounts.failed_sign_in')
      .values({ key, count: 1, last_at_ms: nowMs })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          count: sql<number>`case when failed_sign_in.last_at_ms < ${inARowSinceMs} then 1 else failed_sign_in.count + 1 end`,
          last_at_ms: nowMs,
        }),
      )
      .returning('count')
      .executeTakeFirstOrThrow();
    return count;
  }

  async forget(key: string): Promise<void> {
    await this.#db.deleteFrom('accounts.failed_sign_in').where('key', '=', key).execute();
  }
}
