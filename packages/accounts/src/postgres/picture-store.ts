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
      await transaction.deleteFrom('accounts.picture').where('person_id', '=', personId).execute();
      await showGiven(transaction, personId);
    });
  }

  async putGiven(
    personId: PersonId,
    picture: { hash: string; version: string; format: PictureFormat; bytes: Uint8Array } | undefined,
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      if (picture) {
        const values = { ...picture, bytes: Buffer.from(picture.bytes) };
        // The same file keeps its address, and with it what browsers have kept.
        await transaction
          .insertInto('accounts.directory_picture')
          .values({ person_id: personId, ...values })
          .onConflict((conflict) =>
            conflict.column('person_id').doUpdateSet(values).where('accounts.directory_picture.hash', '!=', picture.hash),
          )
          .execute();
      } else await transaction.deleteFrom('accounts.directory_picture').where('person_id', '=', personId).execute();
      await showGiven(transaction, personId);
    });
  }

  async get(personId: PersonId, version: string): Promise<{ format: PictureFormat; bytes: Uint8Array } | undefined> {
    for (const table of ['accounts.picture', 'accounts.directory_picture'] as const) {
      const picture = await this.#db
        .selectFrom(table)
        .select(['format', 'bytes'])
        .where('person_id', '=', personId)
        .where('version', '=', version)
        .executeTakeFirst();
      if (picture) return picture;
    }
    return undefined;
  }
}

/** Shows the directory's picture of somebody, or none, unless they have one of their own. */
async function showGiven(db: AccountsDatabase, personId: PersonId): Promise<void> {
  await db
    .updateTable('accounts.person')
    .set(({ selectFrom }) => ({
      picture_version: selectFrom('accounts.directory_picture').select('version').where('person_id', '=', personId),
    }))
    .where('id', '=', personId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('accounts.picture').select('person_id').where('person_id', '=', personId))),
    )
    .execute();
}
