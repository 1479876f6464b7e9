import type { EpochMs } from '@saal/protocol';
import type { Journey, JourneyStore } from '../single-sign-on-ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresJourneyStore implements JourneyStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async add(secretHash: string, { provider, returnPath, expiresAtMs }: Journey, nowMs: EpochMs): Promise<void> {
    // Strangers may begin as many as they like, so those never finished do not stay.
    await this.#db.deleteFrom('accounts.sign_in_journey').where('expires_at_ms', '<=', nowMs).execute();
    await this.#db
      .insertInto('accounts.sign_in_journey')
      .values({ secret_hash: secretHash, provider, return_path: returnPath, expires_at_ms: expiresAtMs })
      .execute();
  }

  take(secretHash: string, nowMs: EpochMs): Promise<Journey | undefined> {
    return this.#db
      .deleteFrom('accounts.sign_in_journey')
      .where('secret_hash', '=', secretHash)
      .where('expires_at_ms', '>', nowMs)
      .returning(['provider', 'return_path as returnPath', 'expires_at_ms as expiresAtMs'])
      .executeTakeFirst();
  }
}
