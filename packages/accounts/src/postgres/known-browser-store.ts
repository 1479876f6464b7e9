import type { EpochMs, PersonId } from '@saal/protocol';
import type { KnownBrowserStore } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresKnownBrowserStore implements KnownBrowserStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async knows(secretHash: string, email: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('accounts.known_browser')
      .innerJoin('accounts.person', 'accounts.person.id', 'accounts.known_browser.person_id')
      .select('accounts.person.id')
      .where('accounts.known_browser.secret_hash', '=', secretHash)
      .where('accounts.person.email', '=', email)
      .executeTakeFirst();
    return row !== undefined;
  }

  async remember(secretHash: string, personId: PersonId, nowMs: EpochMs): Promise<void> {
    await this.#db
      .insertInto('accounts.known_browser')
      .values({ secret_hash: secretHash, person_id: personId, last_used_at_ms: nowMs })
      .onConflict((conflict) => conflict.columns(['secret_hash', 'person_id']).doUpdateSet({ last_used_at_ms: nowMs }))
      .execute();
  }
}
