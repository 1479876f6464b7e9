import type { AuditFact, AuditTrail } from '@saal/foundation';
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
  writeIn(transaction: AccountsDatabase, entry: AuditEntry): Promise<void> {
    return this.writeAllIn(transaction, [entry]);
  }

  /** The same of many. */
  writeAllIn(transaction: AccountsDatabase, entries: readonly AuditEntry[]): Promise<void> {
    return this.#trail.writeAllIn(transaction, entries.map(factOf));
  }
}

function factOf({ action, actorId, tokenId, subjectId, network, details }: AuditEntry): AuditFact {
  return {
    action,
    ...(actorId === undefined ? {} : { actor: { kind: 'person', id: actorId } }),
    ...(tokenId === undefined ? {} : { actor: { kind: 'scim-token', id: tokenId } }),
    ...(subjectId === undefined ? {} : { subject: { kind: auditedActions[action], id: subjectId } }),
    network,
    details,
  };
}
