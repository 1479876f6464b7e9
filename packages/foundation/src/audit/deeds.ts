import type { Database } from '../database.ts';
import type { AuditFact } from './audit-entry.ts';
import type { AuditTrail } from './audit-trail.ts';

/**
 * Does something and writes it down, in one transaction: both or neither. A deed that throws leaves no entry.
 * @param work by the parts of that transaction alone: what it stores elsewhere stays when the entry cannot be written
 * @param factOf what it came to
 */
export type Deeds<Parts> = <Done>(work: (parts: Parts) => Promise<Done>, factOf: (done: Done) => AuditFact) => Promise<Done>;

/** @param partsOf stores, or what is built on them, within a transaction */
export function deedsOf<Parts>(db: Database, trail: Pick<AuditTrail, 'writeIn'>, partsOf: (transaction: Database) => Parts): Deeds<Parts> {
  return (work, factOf) =>
    db.transaction().execute(async (transaction) => {
      const done = await work(partsOf(transaction));
      await trail.writeIn(transaction, factOf(done));
      return done;
    });
}
