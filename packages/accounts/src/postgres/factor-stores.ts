import type { EpochMs, PersonId } from '@saal/protocol';
import type { Authenticator, AuthenticatorStore, FactorResetStore, ProofStore, RecoveryCodeStore } from '../factor-ports.ts';
import type { AuditEntry } from '../ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { removeFactor } from './factor-removal.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresAuthenticatorStore implements AuthenticatorStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async of(personId: PersonId): Promise<Authenticator | undefined> {
    const row = await this.#db
      .selectFrom('accounts.authenticator')
      .select(['sealed_secret', 'created_at_ms'])
      .where('person_id', '=', personId)
      .executeTakeFirst();
    const { sealed_secret: sealedSecret = null, created_at_ms: createdAtMs = null } = row ?? {};
    return sealedSecret === null || createdAtMs === null ? undefined : { sealedSecret, createdAtMs };
  }

  async putDraft(personId: PersonId, sealedSecret: string, untilMs: EpochMs): Promise<void> {
    await this.#db
      .insertInto('accounts.authenticator')
      .values({ person_id: personId, draft_secret: sealedSecret, draft_until_ms: untilMs })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ draft_secret: sealedSecret, draft_until_ms: untilMs }))
      .execute();
  }

  async draftOf(personId: PersonId, nowMs: EpochMs): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('accounts.authenticator')
      .select('draft_secret')
      .where('person_id', '=', personId)
      .where('draft_until_ms', '>', nowMs)
      .executeTakeFirst();
    return row?.draft_secret ?? undefined;
  }

  async confirm(personId: PersonId, draft: string, step: number, nowMs: EpochMs): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('accounts.authenticator')
      .set({ sealed_secret: draft, created_at_ms: nowMs, last_step: step, draft_secret: null, draft_until_ms: null })
      .where('person_id', '=', personId)
      .where('draft_secret', '=', draft)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async useStep(personId: PersonId, step: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('accounts.authenticator')
      .set({ last_step: step })
      .where('person_id', '=', personId)
      .where('sealed_secret', 'is not', null)
      .where('last_step', '<', step)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  remove(personId: PersonId, keepOne: boolean): Promise<boolean> {
    return removeFactor(this.#db, personId, keepOne, async (transaction) => {
      const removed = await transaction
        .deleteFrom('accounts.authenticator')
        .where('person_id', '=', personId)
        .returning('sealed_secret')
        .executeTakeFirst();
      return typeof removed?.sealed_secret === 'string';
    });
  }
}

export class PostgresRecoveryCodeStore implements RecoveryCodeStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async left(personId: PersonId): Promise<number> {
    const { count } = await this.#db
      .selectFrom('accounts.recovery_code')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow();
    return count;
  }

  async replace(personId: PersonId, secretHashes: readonly string[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      // The person first: two replacements at once must not both stay.
      await transaction.selectFrom('accounts.person').select('id').where('id', '=', personId).forUpdate().execute();
      await transaction.deleteFrom('accounts.recovery_code').where('person_id', '=', personId).execute();
      if (secretHashes.length === 0) return;
      await transaction
        .insertInto('accounts.recovery_code')
        .values(secretHashes.map((secretHash) => ({ person_id: personId, secret_hash: secretHash })))
        .execute();
    });
  }

  async use(personId: PersonId, secretHash: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('accounts.recovery_code')
      .where('person_id', '=', personId)
      .where('secret_hash', '=', secretHash)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

export class PostgresProofStore implements ProofStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async provenAtMs(sessionId: string): Promise<EpochMs> {
    const row = await this.#db.selectFrom('accounts.proof').select('proven_at_ms').where('session_id', '=', sessionId).executeTakeFirst();
    return row?.proven_at_ms ?? 0;
  }

  async note(sessionId: string, nowMs: EpochMs): Promise<void> {
    await this.#db
      .insertInto('accounts.proof')
      .values({ session_id: sessionId, proven_at_ms: nowMs })
      .onConflict((conflict) => conflict.column('session_id').doUpdateSet({ proven_at_ms: nowMs }))
      .execute();
  }
}

export class PostgresFactorResetStore implements FactorResetStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  reset(personId: PersonId, nowMs: EpochMs, note: (count: number) => AuditEntry): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      const passkeys = await transaction.deleteFrom('accounts.passkey').where('person_id', '=', personId).executeTakeFirstOrThrow();
      const authenticators = await transaction
        .deleteFrom('accounts.authenticator')
        .where('person_id', '=', personId)
        .where('sealed_secret', 'is not', null)
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('accounts.authenticator').where('person_id', '=', personId).execute();
      await transaction.deleteFrom('accounts.recovery_code').where('person_id', '=', personId).execute();
      await transaction.deleteFrom('accounts.pending_sign_in').where('person_id', '=', personId).execute();
      const removed = Number(passkeys.numDeletedRows + authenticators.numDeletedRows);
      if (removed > 0)
        await transaction
          .insertInto('accounts.factor_reset')
          .values({ person_id: personId, reset_at_ms: nowMs })
          .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ reset_at_ms: nowMs }))
          .execute();
      await this.#audit.writeIn(transaction, note(removed));
      return removed;
    });
  }

  async resetAtMs(personId: PersonId): Promise<EpochMs | undefined> {
    const row = await this.#db
      .selectFrom('accounts.factor_reset')
      .select('reset_at_ms')
      .where('person_id', '=', personId)
      .executeTakeFirst();
    return row?.reset_at_ms;
  }

  async told(personId: PersonId): Promise<void> {
    await this.#db.deleteFrom('accounts.factor_reset').where('person_id', '=', personId).execute();
  }
}
