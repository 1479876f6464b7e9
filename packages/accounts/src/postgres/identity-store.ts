import type { EpochMs, HouseRole, PersonId } from '@saal/protocol';
import { LastWayIn } from '../errors.ts';
import type { Person } from '../person.ts';
import type { Identity, IdentityStore } from '../single-sign-on-ports.ts';
import { addPerson } from './person-store.ts';
import { personColumns, personOf, type AccountsDatabase } from './tables.ts';

type NewIdentity = { id: string; provider: string; subject: string };

export class PostgresIdentityStore implements IdentityStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async personOf(provider: string, subject: string, nowMs: EpochMs): Promise<Person | undefined> {
    const row = await this.#db
      .updateTable('accounts.identity')
      .from('accounts.person')
      .set({ last_used_at_ms: nowMs })
      .whereRef('accounts.person.id', '=', 'accounts.identity.person_id')
      .where('provider', '=', provider)
      .where('subject', '=', subject)
      .returning(personColumns)
      .executeTakeFirst();
    return row && personOf(row);
  }

  match(identity: NewIdentity, email: string, may: (person: Person) => boolean, nowMs: EpochMs): Promise<Person | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      // Locked: a promotion to administrator at the same time is seen, or waits.
      const row = await transaction
        .selectFrom('accounts.person')
        .select(personColumns)
        .where('email', '=', email)
        .forUpdate()
        .executeTakeFirst();
      const person = row && personOf(row);
      if (!person || !may(person)) return undefined;
      const added = await transaction
        .insertInto('accounts.identity')
        .values(rowOf(identity, person.id, nowMs))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return added.numInsertedOrUpdatedRows === 1n ? person : undefined;
    });
  }

  async create(identity: NewIdentity, person: Person): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await addPerson(transaction, person, undefined);
      await transaction
        .insertInto('accounts.identity')
        .values(rowOf(identity, person.id, person.createdAtMs))
        .execute();
    });
  }

  listOf(personId: PersonId): Promise<Identity[]> {
    return this.#db
      .selectFrom('accounts.identity')
      .select(['id', 'provider', 'created_at_ms as createdAtMs', 'last_used_at_ms as lastUsedAtMs'])
      .where('person_id', '=', personId)
      .orderBy('created_at_ms')
      .orderBy('id')
      .execute();
  }

  async givenRoles(provider: string, personId: PersonId): Promise<readonly HouseRole[]> {
    const row = await this.#db
      .selectFrom('accounts.identity')
      .select('given_roles')
      .where('provider', '=', provider)
      .where('person_id', '=', personId)
      .executeTakeFirst();
    return row?.given_roles ?? [];
  }

  async noteGivenRoles(provider: string, personId: PersonId, roles: readonly HouseRole[]): Promise<void> {
    await this.#db
      .updateTable('accounts.identity')
      .set({ given_roles: [...roles] })
      .where('provider', '=', provider)
      .where('person_id', '=', personId)
      .execute();
  }

  remove(personId: PersonId, id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      // All of the person's are locked: two removals at once must not both see the other one left.
      const all = await transaction.selectFrom('accounts.identity').select('id').where('person_id', '=', personId).forUpdate().execute();
      if (!all.some((identity) => identity.id === id)) return false;
      const password = await transaction
        .selectFrom('accounts.password')
        .select('person_id')
        .where('person_id', '=', personId)
        .executeTakeFirst();
      if (all.length === 1 && !password) throw new LastWayIn();
      await transaction.deleteFrom('accounts.identity').where('id', '=', id).execute();
      return true;
    });
  }
}

function rowOf({ id, provider, subject }: NewIdentity, personId: PersonId, nowMs: EpochMs) {
  return { id, provider, subject, person_id: personId, created_at_ms: nowMs, last_used_at_ms: nowMs };
}
