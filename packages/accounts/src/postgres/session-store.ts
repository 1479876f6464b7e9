import type { EpochMs, PersonId } from '@saal/protocol';
import type { Person } from '../person.ts';
import type { SessionStore } from '../ports.ts';
import { MAX_SESSIONS, type Session, type SessionEnds } from '../session.ts';
import { personColumns, personOf, type AccountsDatabase } from './tables.ts';

export class PostgresSessionStore implements SessionStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  async add(session: Session, secretHash: string): Promise<string[] | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      // Locked until the session is in: a disabling at the same time either refuses it or finds and ends it.
      const person = await transaction
        .selectFrom('accounts.person')
        .select('id')
        .where('id', '=', session.personId)
        .where('disabled_at_ms', 'is', null)
        .forShare()
        .executeTakeFirst();
      if (!person) return undefined;
      await transaction
        .insertInto('accounts.session')
        .values({
          id: session.id,
          person_id: session.personId,
          secret_hash: secretHash,
          agent: session.agent,
          created_at_ms: session.createdAtMs,
          last_seen_at_ms: session.lastSeenAtMs,
        })
        .execute();
      const tooMany = transaction
        .selectFrom('accounts.session')
        .select('id')
        .where('person_id', '=', session.personId)
        .where('id', '!=', session.id)
        .orderBy('last_seen_at_ms', 'desc')
        .orderBy('created_at_ms', 'desc')
        .offset(MAX_SESSIONS - 1);
      const dropped = await transaction.deleteFrom('accounts.session').where('id', 'in', tooMany).returning('id').execute();
      return dropped.map(({ id }) => id);
    });
  }

  async find(secretHash: string): Promise<{ session: Session; person: Person } | undefined> {
    const row = await this.#db
      .selectFrom('accounts.session')
      .innerJoin('accounts.person', 'accounts.person.id', 'accounts.session.person_id')
      .select(personColumns)
      .select([
        'accounts.session.id as sessionId',
        'accounts.session.agent',
        'accounts.session.created_at_ms as begunAtMs',
        'accounts.session.last_seen_at_ms as lastSeenAtMs',
      ])
      .where('accounts.session.secret_hash', '=', secretHash)
      .where('accounts.person.disabled_at_ms', 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    const session = { id: row.sessionId, personId: row.id, agent: row.agent, createdAtMs: row.begunAtMs, lastSeenAtMs: row.lastSeenAtMs };
    return { session, person: personOf(row) };
  }

  async noteUse(id: string, nowMs: EpochMs): Promise<void> {
    await this.#db
      .updateTable('accounts.session')
      .set({ last_seen_at_ms: nowMs })
      .where('id', '=', id)
      .where('last_seen_at_ms', '<', nowMs)
      .execute();
  }

  async listOf(personId: PersonId, { usedByMs, begunByMs }: SessionEnds): Promise<Session[]> {
    const rows = await this.#db
      .selectFrom('accounts.session')
      .select(['id', 'agent', 'created_at_ms as createdAtMs', 'last_seen_at_ms as lastSeenAtMs'])
      .where('person_id', '=', personId)
      .where('last_seen_at_ms', '>', usedByMs)
      .where('created_at_ms', '>', begunByMs)
      .orderBy('last_seen_at_ms', 'desc')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({ ...row, personId }));
  }

  async endOverdue({ usedByMs, begunByMs }: SessionEnds): Promise<{ personId: PersonId; sessionId: string }[]> {
    return this.#db
      .deleteFrom('accounts.session')
      .where(({ or, eb }) => or([eb('last_seen_at_ms', '<=', usedByMs), eb('created_at_ms', '<=', begunByMs)]))
      .returning(['person_id as personId', 'id as sessionId'])
      .execute();
  }

  async holders(): Promise<{ personId: PersonId; email: string }[]> {
    return this.#db.selectFrom('accounts.person').select(['id as personId', 'email']).where('disabled_at_ms', 'is', null).execute();
  }

  async endAllOf(personIds: readonly PersonId[]): Promise<void> {
    if (personIds.length === 0) return;
    await this.#db
      .deleteFrom('accounts.session')
      .where('person_id', 'in', [...personIds])
      .execute();
  }

  async end(personId: PersonId, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('accounts.session')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
