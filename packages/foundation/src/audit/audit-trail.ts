import type { EpochMs } from '@saal/protocol';
import { sql, type Generated, type Kysely, type Selectable, type SqlBool } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database.ts';
import type { AuditActorKind, AuditDetails, AuditEntry, AuditFact, AuditFilter } from './audit-entry.ts';

/** As `migrations/` makes it. */
export type AuditTables = {
  'audit.entry': {
    id: Generated<number>;
    at: Date;
    action: string;
    actor_kind: AuditActorKind | null;
    actor_id: string | null;
    subject_kind: string | null;
    subject_id: string | null;
    network: string | null;
    details: AuditDetails;
  };
};

const FORGOTTEN_AT_ONCE = 5_000;

/** The house's one record of who did what to whom. Entries are added and read; they go when they have had their time. */
export class AuditTrail {
  readonly #db: Kysely<AuditTables>;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db.$extendTables<AuditTables>();
    this.#clock = clock;
  }

  /** By itself. Where a deed changes the database, {@link writeIn} its transaction. */
  write(fact: AuditFact): Promise<void> {
    return this.writeIn(this.#db, fact);
  }

  /** Deed and entry are committed together, or neither. @param transaction the deed's, of whatever tables */
  writeIn<Tables>(transaction: Kysely<Tables>, fact: AuditFact): Promise<void> {
    return this.writeAllIn(transaction, [fact]);
  }

  /** As {@link writeIn}, in one statement, in this order: a deed may concern thousands. */
  async writeAllIn<Tables>(transaction: Kysely<Tables>, facts: readonly AuditFact[]): Promise<void> {
    if (facts.length === 0) return;
    const rows = facts.map(({ action, actor, subject, network, details = {} }) => ({
      ...{ action, actor_kind: actor?.kind, actor_id: actor?.id, subject_kind: subject?.kind, subject_id: subject?.id, network, details },
    }));
    await sql`
      insert into audit.entry (at, action, actor_kind, actor_id, subject_kind, subject_id, network, details)
      select ${new Date(this.#clock.now())}, action, actor_kind, actor_id, subject_kind, subject_id, network, details
      from rows from (json_to_recordset(${JSON.stringify(rows)}::json) as (action text, actor_kind text, actor_id text,
        subject_kind text, subject_id text, network text, details jsonb)) with ordinality order by ordinality`.execute(transaction);
  }

  /** Newest first. @param page.before only entries with a smaller id */
  async read(filter: AuditFilter, page: { before?: number | undefined; limit: number }): Promise<AuditEntry[]> {
    const { ids, action, without, subjectKind, fromMs, untilMs } = filter;
    let query = this.#db.selectFrom('audit.entry').selectAll().orderBy('id', 'desc').limit(page.limit);
    if (page.before !== undefined) query = query.where('id', '<', page.before);
    if (ids) query = query.where(sql<SqlBool>`(actor_id = any (${[...ids]}::text[]) or subject_id = any (${[...ids]}::text[]))`);
    if (action !== undefined) query = query.where('action', '=', action);
    if (without && without.length > 0) query = query.where('action', 'not in', [...without]);
    if (subjectKind !== undefined) query = query.where('subject_kind', '=', subjectKind);
    if (fromMs !== undefined) query = query.where('at', '>=', new Date(fromMs));
    if (untilMs !== undefined) query = query.where('at', '<', new Date(untilMs));
    return (await query.execute()).map(entryOf);
  }

  /** All there are, by name. Steps from one to the next in the index: the table may be long. */
  async actions(): Promise<string[]> {
    const { rows } = await sql<{ action: string }>`
      with recursive each as (
        (select action from audit.entry order by action limit 1)
        union all
        select (select action from audit.entry where action > each.action order by action limit 1) from each where each.action is not null
      ) select action from each where action is not null`.execute(this.#db);
    return rows.map(({ action }) => action);
  }

  /** Entries from before this time go. Several servers may do it at once. @returns how many went */
  async forget(beforeMs: EpochMs): Promise<number> {
    for (let all = 0; ;) {
      const { rows } = await sql<{
        gone: number;
      }>`select audit.forget(${new Date(beforeMs)}, ${FORGOTTEN_AT_ONCE}) as gone`.execute(this.#db);
      const gone = rows[0]?.gone ?? 0;
      all += gone;
      if (gone < FORGOTTEN_AT_ONCE) return all;
    }
  }
}

function entryOf(row: Selectable<AuditTables['audit.entry']>): AuditEntry {
  return {
    ...{ id: row.id, atMs: row.at.getTime(), action: row.action, details: row.details },
    ...(row.actor_kind === null || row.actor_id === null ? {} : { actor: { kind: row.actor_kind, id: row.actor_id } }),
    ...(row.subject_kind === null || row.subject_id === null ? {} : { subject: { kind: row.subject_kind, id: row.subject_id } }),
    ...(row.network === null ? {} : { network: row.network }),
  };
}
