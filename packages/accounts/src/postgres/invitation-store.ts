import type { EpochMs } from '@saal/protocol';
import { LinkInvalid } from '../errors.ts';
import type { Invitation } from '../invitation.ts';
import type { Person } from '../person.ts';
import type { AuditEntry, InvitationStore } from '../ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { addPerson } from './person-store.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresInvitationStore implements InvitationStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  async add(invitation: Omit<Invitation, 'invitedByName'>, secretHash: string, entry: AuditEntry): Promise<void> {
    const { id, email, role, invitedBy, createdAtMs, expiresAtMs } = invitation;
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('accounts.invitation')
        .values({
          ...{ id, secret_hash: secretHash, email, role, invited_by: invitedBy },
          ...{ created_at_ms: createdAtMs, expires_at_ms: expiresAtMs, accepted_at_ms: null },
        })
        .execute();
      await this.#audit.writeIn(transaction, entry);
    });
  }

  async open(secretHash: string, nowMs: EpochMs): Promise<Invitation | undefined> {
    return this.#selectOpen(nowMs).where('accounts.invitation.secret_hash', '=', secretHash).executeTakeFirst();
  }

  async listOpen(nowMs: EpochMs): Promise<Invitation[]> {
    return this.#selectOpen(nowMs)
      .orderBy('accounts.invitation.created_at_ms', 'desc')
      .orderBy('accounts.invitation.id')
      .limit(1_000)
      .execute();
  }

  withdraw(id: string, entry: AuditEntry): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom('accounts.invitation')
        .where('id', '=', id)
        .where('accepted_at_ms', 'is', null)
        .executeTakeFirstOrThrow();
      if (numDeletedRows > 0n) await this.#audit.writeIn(transaction, entry);
      return numDeletedRows > 0n;
    });
  }

  async accept(secretHash: string, person: Person, passwordHash: string, nowMs: EpochMs, entry: AuditEntry): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('accounts.invitation')
        .set({ accepted_at_ms: nowMs })
        .where('secret_hash', '=', secretHash)
        .where('accepted_at_ms', 'is', null)
        .where('expires_at_ms', '>', nowMs)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows !== 1n) throw new LinkInvalid();
      await addPerson(transaction, person, passwordHash);
      await this.#audit.writeIn(transaction, entry);
    });
  }

  #selectOpen(nowMs: EpochMs) {
    return this.#db
      .selectFrom('accounts.invitation')
      .innerJoin('accounts.person', 'accounts.person.id', 'accounts.invitation.invited_by')
      .select([
        'accounts.invitation.id',
        'accounts.invitation.email',
        'accounts.invitation.role',
        'accounts.invitation.invited_by as invitedBy',
        'accounts.person.display_name as invitedByName',
        'accounts.invitation.created_at_ms as createdAtMs',
        'accounts.invitation.expires_at_ms as expiresAtMs',
      ])
      .where('accounts.invitation.accepted_at_ms', 'is', null)
      .where('accounts.invitation.expires_at_ms', '>', nowMs);
  }
}
