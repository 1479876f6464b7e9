import type { EpochMs, PersonId } from '@saal/protocol';
import type { AppPassword, AppPasswordStore } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresAppPasswordStore implements AppPasswordStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async add(appPassword: AppPassword, secretHash: string, most: number): Promise<boolean> {
    const { id, personId, name, createdAtMs, lastUsedAtMs } = appPassword;
    return this.#db.transaction().execute(async (transaction) => {
      // The person first: two at the same time are counted one after the other.
      await transaction.selectFrom('accounts.person').select('id').where('id', '=', personId).forUpdate().execute();
      const { count } = await transaction
        .selectFrom('accounts.app_password')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('person_id', '=', personId)
        .executeTakeFirstOrThrow();
      if (count >= most) return false;
      await transaction
        .insertInto('accounts.app_password')
        .values({ id, person_id: personId, name, secret_hash: secretHash, created_at_ms: createdAtMs, last_used_at_ms: lastUsedAtMs })
        .execute();
      return true;
    });
  }

  async listOf(personId: PersonId): Promise<AppPassword[]> {
    const rows = await this.#db
      .selectFrom('accounts.app_password')
      .select(['id', 'name', 'created_at_ms', 'last_used_at_ms'])
      .where('person_id', '=', personId)
      .orderBy('created_at_ms', 'desc')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      ...{ id: row.id, personId, name: row.name, createdAtMs: row.created_at_ms, lastUsedAtMs: row.last_used_at_ms },
    }));
  }

  async use(email: string, secretHash: string, nowMs: EpochMs): Promise<{ id: string; personId: PersonId } | undefined> {
    return this.#db
      .updateTable('accounts.app_password')
      .from('accounts.person')
      .set({ last_used_at_ms: nowMs })
      .whereRef('accounts.person.id', '=', 'accounts.app_password.person_id')
      .where('accounts.app_password.secret_hash', '=', secretHash)
      .where('accounts.person.email', '=', email)
      .returning(['accounts.app_password.id as id', 'accounts.app_password.person_id as personId'])
      .executeTakeFirst();
  }

  async remove(personId: PersonId, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('accounts.app_password')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
