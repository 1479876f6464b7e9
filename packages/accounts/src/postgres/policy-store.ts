import type { EpochMs } from '@saal/protocol';
import { sql } from 'kysely';
import type { Clock } from '@saal/foundation';
import type { PolicyStore } from '../ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import type { AccountsDatabase } from './tables.ts';

/** One row a policy that was chosen here; the entries of the audit are written in the same transaction. */
export class PostgresPolicyStore implements PolicyStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;
  readonly #clock: Clock;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog, clock: Clock) {
    this.#db = db;
    this.#audit = audit;
    this.#clock = clock;
  }

  read(): Promise<Record<string, unknown>> {
    return this.#readIn(this.#db);
  }

  change: PolicyStore['change'] = (changes, step) =>
    this.#db.transaction().execute(async (transaction) => {
      // Of two who change at once, the second sees what the first has done.
      await sql`lock table accounts.policy in share row exclusive mode`.execute(transaction);
      const told = step(await this.#readIn(transaction));
      const changedAtMs: EpochMs = this.#clock.now();
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) await transaction.deleteFrom('accounts.policy').where('name', '=', name).execute();
        else {
          const row = { value: JSON.stringify(value), changed_at_ms: changedAtMs };
          await transaction
            .insertInto('accounts.policy')
            .values({ name, ...row })
            .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
            .execute();
        }
      }
      for (const entry of told.entries) await this.#audit.writeIn(transaction, entry);
      return told;
    });

  async #readIn(db: AccountsDatabase): Promise<Record<string, unknown>> {
    const rows = await db.selectFrom('accounts.policy').select(['name', 'value']).execute();
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  }
}
