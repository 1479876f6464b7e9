import type { EpochMs, PersonId } from '@saal/protocol';
import { sql, type Selectable } from 'kysely';
import type { Passkey } from '../factor.ts';
import type { ChallengePurpose, ChallengeStore, PasskeyStore, PendingSignInStore } from '../factor-ports.ts';
import { removeFactor } from './factor-removal.ts';
import type { AccountsDatabase, PasskeyTable } from './tables.ts';

export class PostgresPasskeyStore implements PasskeyStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async add(passkey: Passkey, most: number): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      // The person first: two at the same time are counted one after the other.
      await transaction.selectFrom('accounts.person').select('id').where('id', '=', passkey.personId).forUpdate().execute();
      const { count } = await transaction
        .selectFrom('accounts.passkey')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('person_id', '=', passkey.personId)
        .executeTakeFirstOrThrow();
      if (count >= most) return false;
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('accounts.passkey')
        .values({
          id: passkey.id,
          person_id: passkey.personId,
          credential_id: passkey.credentialId,
          name: passkey.name,
          public_key: Buffer.from(passkey.publicKey),
          counter: passkey.counter,
          transports: passkey.transports,
          created_at_ms: passkey.createdAtMs,
          last_used_at_ms: passkey.lastUsedAtMs,
        })
        .onConflict((conflict) => conflict.column('credential_id').doNothing())
        .executeTakeFirstOrThrow();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    });
  }

  async listOf(personId: PersonId): Promise<Passkey[]> {
    const rows = await this.#db
      .selectFrom('accounts.passkey')
      .selectAll()
      .where('person_id', '=', personId)
      .orderBy('created_at_ms', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(passkeyOf);
  }

  async byCredential(credentialId: string): Promise<Passkey | undefined> {
    const row = await this.#db.selectFrom('accounts.passkey').selectAll().where('credential_id', '=', credentialId).executeTakeFirst();
    return row && passkeyOf(row);
  }

  async noteUse(passkey: Passkey, counter: number, nowMs: EpochMs): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('accounts.passkey')
      .set({ counter, last_used_at_ms: nowMs })
      .where('id', '=', passkey.id)
      // Authenticators that count nothing answer 0 for good.
      .where(({ eb, or, and }) => or([eb('counter', '<', counter), and([eb('counter', '=', 0), eb(sql.lit(counter), '=', 0)])]))
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  remove(personId: PersonId, id: string, keepOne: boolean): Promise<boolean> {
    return removeFactor(this.#db, personId, keepOne, async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('accounts.passkey')
        .where('person_id', '=', personId)
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    });
  }
}

export class PostgresPendingSignInStore implements PendingSignInStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async add({ secretHash, personId, expiresAtMs }: { secretHash: string; personId: PersonId; expiresAtMs: EpochMs }): Promise<void> {
    await this.#db
      .insertInto('accounts.pending_sign_in')
      .values({ secret_hash: secretHash, person_id: personId, expires_at_ms: expiresAtMs })
      .execute();
  }

  async find(secretHash: string, nowMs: EpochMs): Promise<PersonId | undefined> {
    const row = await this.#db
      .selectFrom('accounts.pending_sign_in')
      .select('person_id')
      .where('secret_hash', '=', secretHash)
      .where('expires_at_ms', '>', nowMs)
      .executeTakeFirst();
    return row?.person_id;
  }

  async take(secretHash: string, nowMs: EpochMs): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('accounts.pending_sign_in')
      .where('secret_hash', '=', secretHash)
      .where('expires_at_ms', '>', nowMs)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

export class PostgresChallengeStore implements ChallengeStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async put(o: { binding: string; purpose: ChallengePurpose; challenge: string; expiresAtMs: EpochMs }): Promise<void> {
    const fresh = { challenge: o.challenge, expires_at_ms: o.expiresAtMs };
    await this.#db
      .insertInto('accounts.challenge')
      .values({ binding: o.binding, purpose: o.purpose, ...fresh })
      .onConflict((conflict) => conflict.columns(['binding', 'purpose']).doUpdateSet(fresh))
      .execute();
  }

  async take(binding: string, purpose: ChallengePurpose, nowMs: EpochMs): Promise<string | undefined> {
    const row = await this.#db
      .deleteFrom('accounts.challenge')
      .where('binding', '=', binding)
      .where('purpose', '=', purpose)
      .returning(['challenge', 'expires_at_ms'])
      .executeTakeFirst();
    return row && row.expires_at_ms > nowMs ? row.challenge : undefined;
  }
}

function passkeyOf(row: Selectable<PasskeyTable>): Passkey {
  return {
    id: row.id,
    personId: row.person_id,
    credentialId: row.credential_id,
    name: row.name,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}
