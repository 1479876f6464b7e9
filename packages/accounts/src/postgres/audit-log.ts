import type { Clock } from '@saal/foundation';
import type { AuditEntry, AuditLog } from '../ports.ts';
import type { AccountsDatabase } from './tables.ts';

export class PostgresAuditLog implements AuditLog {
  readonly #db: AccountsDatabase;
  readonly #clock: Clock;

  constructor(db: AccountsDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async write({ action, actorId, subjectId, network, details }: AuditEntry): Promise<void> {
    await this.#db
      .insertInto('accounts.audit')
      .values({
        at: new Date(this.#clock.now()),
        action,
        actor_id: actorId ?? null,
        subject_id: subjectId ?? null,
        network: network ?? null,
        details: JSON.stringify(details ?? {}),
      })
      .execute();
  }
}
