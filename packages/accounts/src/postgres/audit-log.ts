import type { AuditTrail } from '@saal/foundation';
import { auditedActions, type AuditEntry, type AuditLog } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

/** Into the audit of the house. */
export class PostgresAuditLog implements AuditLog {
  readonly #db: AccountsDatabase;
  readonly #trail: AuditTrail;

  constructor(db: AccountsDatabase, trail: AuditTrail) {
    this.#db = db;
    this.#trail = trail;
  }

  write(entry: AuditEntry): Promise<void> {
    return this.writeIn(this.#db, entry);
  }

  /** Committed with the deed. */
  writeIn(transaction: AccountsDatabase, { action, actorId, subjectId, network, details }: AuditEntry): Promise<void> {
    return this.#trail.writeIn(transaction, {
      action,
      ...(actorId === undefined ? {} : { actor: { kind: 'person', id: actorId } }),
      ...(subjectId === undefined ? {} : { subject: { kind: auditedActions[action], id: subjectId } }),
      network,
      details,
    });
  }
}
