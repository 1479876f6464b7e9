import type { PersonId } from '@saal/protocol';
import type { PictureFormat } from '../picture.ts';
import type { PictureStore } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresPictureStore implements PictureStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async put(personId: PersonId, { version, format, bytes }: { version: string; format: PictureFormat; bytes: Uint8Array }): Promise<void> {
    const values = { version, format, bytes: Buffer.from(bytes) };
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.updateTable('accounts.person').set({ picture_version: version }).where('id', '=', personId).execute();
      await transaction
        .insertInto('accounts.picture')
        .values({ person_id: personId, ...values })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
        .execute();
    });
  }

  async remove(personId: PersonId): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.updateTable('accounts.person').set({ picture_version: null }).where('id', '=', personId).execute();
      await transaction.deleteFrom('accounts.picture').where('person_id', '=', personId).execute();
    });
  }

  async get(personId: PersonId, version: string): Promise<{ format: PictureFormat; bytes: Uint8Array } | undefined> {
    return this.#db
      .selectFrom('accounts.picture')
      .select(['format', 'bytes'])
      .where('person_id', '=', personId)
      .where('version', '=', version)
      .executeTakeFirst();
  }
}
