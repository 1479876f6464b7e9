import type { EpochMs, PersonId } from '@saal/protocol';
import type { PasswordStore } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresPasswordStore implements PasswordStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async credentialOf(email: string): Promise<{ personId: PersonId; hash: string } | undefined> {
    return this.#db
      .selectFrom('accounts.password')
      .innerJoin('accounts.person', 'accounts.person.id', 'accounts.password.person_id')
      .select(['accounts.person.id as personId', 'accounts.password.hash'])
      .where('accounts.person.email', '=', email)
      .executeTakeFirst();
  }

  async hashOf(personId: PersonId): Promise<string | undefined> {
    const row = await this.#db.selectFrom('accounts.password').select('hash').where('person_id', '=', personId).executeTakeFirst();
    return row?.hash;
  }

  async replace(personId: PersonId, hash: string, keepSessionId: string, nowMs: EpochMs): Promise<string[]> {
    return this.#db.transaction().execute(async (transaction) => {
      await transaction.updateTable('accounts.password').set({ hash, changed_at_ms: nowMs }).where('person_id', '=', personId).execute();
      await transaction.deleteFrom('accounts.password_reset').where('person_id', '=', personId).execute();
      const ended = await transaction
        .deleteFrom('accounts.session')
        .where('person_id', '=', personId)
        .where('id', '!=', keepSessionId)
        .returning('id')
        .execute();
      return ended.map(({ id }) => id);
    });
  }
}
