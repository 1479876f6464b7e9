import type { Clock } from '@saal/foundation';
import { sql } from 'kysely';
import { pour, type Limit } from '../attempt-limiter.ts';
import type { AttemptStore } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

/** Rolls the transaction back. */
class Overflow extends Error {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('a bucket overflows');
    this.retryAfterMs = retryAfterMs;
  }
}

export class PostgresAttemptStore implements AttemptStore {
  readonly #db: AccountsDatabase;
  readonly #clock: Clock;

  constructor(db: AccountsDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async pour(limits: readonly Limit[]): Promise<{ retryAfterMs: number } | undefined> {
    try {
      await this.#pourAll(limits);
      return undefined;
    } catch (error) {
      if (error instanceof Overflow) return { retryAfterMs: error.retryAfterMs };
      throw error;
    }
  }

  async pourBack(limits: readonly Limit[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const { key, drainMs } of sorted(limits)) {
        await transaction
          .updateTable('accounts.attempt')
          .set({ empty_at_ms: sql`empty_at_ms - ${drainMs}` })
          .where('key', '=', key)
          .execute();
      }
    });
  }

  async #pourAll(limits: readonly Limit[]): Promise<void> {
    const keys = sorted(limits).map(({ key }) => key);
    await this.#db.transaction().execute(async (transaction) => {
      // Buckets are made and locked before they are read, in one order: parallel guesses queue up here.
      await transaction
        .insertInto('accounts.attempt')
        .values(keys.map((key) => ({ key, empty_at_ms: 0 })))
        .onConflict((conflict) => conflict.column('key').doNothing())
        .execute();
      const rows = await transaction
        .selectFrom('accounts.attempt')
        .selectAll()
        .where('key', 'in', keys)
        .orderBy('key')
        .forUpdate()
        .execute();
      const emptyAtMs = new Map(rows.map((row) => [row.key, row.empty_at_ms]));
      const nowMs = this.#clock.now();
      const poured = limits.map((limit) => ({ key: limit.key, ...pour(limit, emptyAtMs.get(limit.key) ?? 0, nowMs) }));
      const retryAfterMs = Math.max(0, ...poured.map((bucket) => ('retryAfterMs' in bucket ? bucket.retryAfterMs : 0)));
      // Nothing stays of a refused attempt, so a flood of them makes no rows.
      if (retryAfterMs > 0) throw new Overflow(retryAfterMs);
      for (const bucket of poured) {
        if ('emptyAtMs' in bucket)
          await transaction.updateTable('accounts.attempt').set({ empty_at_ms: bucket.emptyAtMs }).where('key', '=', bucket.key).execute();
      }
    });
  }
}

function sorted(limits: readonly Limit[]): Limit[] {
  return [...limits].sort((a, b) => (a.key < b.key ? -1 : 1));
}
