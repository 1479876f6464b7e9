import type { EpochMs, PersonId } from '@saal/protocol';
import { LinkInvalid } from '../errors.ts';
import type { Person } from '../person.ts';
import type { AuditEntry, PasswordResetStore } from '../ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { personColumns, personOf, type AccountsDatabase } from './tables.ts';

export class PostgresPasswordResetStore implements PasswordResetStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  put(reset: { personId: PersonId; madeBy: PersonId; expiresAtMs: EpochMs }, secretHash: string, entry: AuditEntry): Promise<boolean> {
    const { personId, madeBy, expiresAtMs } = reset;
    return this.#db.transaction().execute(async (transaction) => {
      const password = await transaction
        .selectFrom('accounts.password')
        .select('person_id')
        .where('person_id', '=', personId)
        .executeTakeFirst();
      if (!password) return false;
      const row = { secret_hash: secretHash, made_by: madeBy, expires_at_ms: expiresAtMs };
      await transaction
        .insertInto('accounts.password_reset')
        .values({ person_id: personId, ...row })
        .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
        .execute();
      await this.#audit.writeIn(transaction, entry);
      return true;
    });
  }

  async open(secretHash: string, nowMs: EpochMs): Promise<Person | undefined> {
    const row = await this.#db
      .selectFrom('accounts.password_reset')
      .innerJoin('accounts.person', 'accounts.person.id', 'accounts.password_reset.person_id')
      .select(personColumns)
      .where('accounts.password_reset.secret_hash', '=', secretHash)
      .where('accounts.password_reset.expires_at_ms', '>', nowMs)
      .where('accounts.person.disabled_at_ms', 'is', null)
      .executeTakeFirst();
    return row && personOf(row);
  }

  async use(secretHash: string, passwordHash: string, nowMs: EpochMs, note: (sessions: number) => AuditEntry): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      // The person first, as everything locks them that changes their access; a second use of the link waits here.
      const person = await transaction
        .selectFrom('accounts.person as person')
        .innerJoin('accounts.password_reset as reset', 'reset.person_id', 'person.id')
        .select('person.id')
        .where('reset.secret_hash', '=', secretHash)
        .where('reset.expires_at_ms', '>', nowMs)
        .where('person.disabled_at_ms', 'is', null)
        .forUpdate('person')
        .executeTakeFirst();
      if (!person) throw new LinkInvalid();
      const used = await transaction.deleteFrom('accounts.password_reset').where('secret_hash', '=', secretHash).executeTakeFirstOrThrow();
      if (used.numDeletedRows !== 1n) throw new LinkInvalid();
      await transaction
        .updateTable('accounts.password')
        .set({ hash: passwordHash, changed_at_ms: nowMs })
        .where('person_id', '=', person.id)
        .execute();
      await transaction.deleteFrom('accounts.app_password').where('person_id', '=', person.id).execute();
      const { numDeletedRows } = await transaction
        .deleteFrom('accounts.session')
        .where('person_id', '=', person.id)
        .executeTakeFirstOrThrow();
      await this.#audit.writeIn(transaction, note(Number(numDeletedRows)));
      return Number(numDeletedRows);
    });
  }
}
