import type { LoginTokenStore } from '../login-tokens.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresLoginTokenStore implements LoginTokenStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async put(tokenHash: string, personId: string, expiresAtMs: number): Promise<void> {
    await this.#db
      .insertInto('chat.login_token')
      .values({ token_hash: tokenHash, person_id: personId, expires_at_ms: expiresAtMs })
      .execute();
  }

  async take(tokenHash: string, nowMs: number): Promise<string | undefined> {
    // Those that nobody came with go along.
    const rows = await this.#db
      .deleteFrom('chat.login_token')
      .where((where) => where.or([where('token_hash', '=', tokenHash), where('expires_at_ms', '<=', nowMs)]))
      .returning(['token_hash', 'person_id', 'expires_at_ms'])
      .execute();
    return rows.find((row) => row.token_hash === tokenHash && row.expires_at_ms > nowMs)?.person_id;
  }

  async forget(personId: string): Promise<void> {
    await this.#db.deleteFrom('chat.login_token').where('person_id', '=', personId).execute();
  }
}
