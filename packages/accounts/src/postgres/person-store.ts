import { sql, type SqlBool } from 'kysely';
import type { EpochMs, HouseRole, PersonId } from '@saal/protocol';
import { AlreadySetUp, EmailTaken, LinkInvalid } from '../errors.ts';
import { isActiveAdministrator, type Person } from '../person.ts';
import type { AuditEntry, PersonStore } from '../ports.ts';
import type { PostgresAuditLog } from './audit-log.ts';
import { personColumns, personOf, roleColumns, type AccountsDatabase } from './tables.ts';

export class PostgresPersonStore implements PersonStore {
  readonly #db: AccountsDatabase;
  readonly #audit: PostgresAuditLog;

  constructor(db: AccountsDatabase, audit: PostgresAuditLog) {
    this.#db = db;
    this.#audit = audit;
  }

  async byId(id: PersonId): Promise<Person | undefined> {
    const row = await this.#db.selectFrom('accounts.person').select(personColumns).where('id', '=', id).executeTakeFirst();
    return row && personOf(row);
  }

  async byEmail(email: string): Promise<Person | undefined> {
    const row = await this.#db.selectFrom('accounts.person').select(personColumns).where('email', '=', email).executeTakeFirst();
    return row && personOf(row);
  }

  async search(text: string, limit: number): Promise<Person[]> {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.#db
      .selectFrom('accounts.person')
      .select(personColumns)
      .where((where) => where.or([where('display_name', 'ilike', pattern), where('email', 'ilike', pattern)]))
      .orderBy(sql`lower(display_name)`)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(personOf);
  }

  async ofRoles(roles: readonly HouseRole[], limit: number): Promise<Person[]> {
    const rows = await this.#db
      .selectFrom('accounts.person')
      .select(personColumns)
      .where(sql<SqlBool>`(role = any(${roles}::text[]) or further_roles && ${roles}::text[])`)
      .where('disabled_at_ms', 'is', null)
      .orderBy(sql`lower(display_name)`)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(personOf);
  }

  async add(person: Person, passwordHash: string, entry: AuditEntry): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await addPerson(transaction, person, passwordHash);
      await this.#audit.writeIn(transaction, entry);
    });
  }

  async changeProfile(id: PersonId, change: Partial<Pick<Person, 'displayName' | 'language' | 'theme'>>): Promise<Person | undefined> {
    const { displayName, language, theme } = change;
    if (displayName === undefined && language === undefined && theme === undefined) return this.byId(id);
    const row = await this.#db
      .updateTable('accounts.person')
      .set({ display_name: displayName, language, theme }) // undefined: left as it is
      .where('id', '=', id)
      .returning(personColumns)
      .executeTakeFirst();
    return row && personOf(row);
  }

  changeAccess(
    id: PersonId,
    step: (person: Person, activeAdministrators: number) => Person,
    note: (before: Person, after: Person) => readonly AuditEntry[],
  ): Promise<{ before: Person; after: Person } | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      // All administrators are locked, in one order: two demotions at once must not both see the other one left.
      const rows = await transaction
        .selectFrom('accounts.person')
        .select(personColumns)
        .where((where) => where.or([where('id', '=', id), where('role', '=', 'administrator')]))
        .orderBy('id')
        .forUpdate()
        .execute();
      const people = rows.map(personOf);
      const before = people.find((person) => person.id === id);
      if (!before) return undefined;
      const after = step(before, people.filter(isActiveAdministrator).length);
      await transaction
        .updateTable('accounts.person')
        .set({ ...roleColumns(after), disabled_at_ms: after.disabledAtMs })
        .where('id', '=', id)
        .execute();
      if (after.disabledAtMs !== null) {
        await transaction.deleteFrom('accounts.session').where('person_id', '=', id).execute();
      }
      // A link made for somebody with few rights must not open the account of somebody with many.
      if (after.disabledAtMs !== null || after.roles.join() !== before.roles.join())
        await transaction.deleteFrom('accounts.password_reset').where('person_id', '=', id).execute();
      if (after.disabledAtMs !== null || before.roles.some((role) => !after.roles.includes(role))) {
        await transaction.deleteFrom('accounts.invitation').where('invited_by', '=', id).where('accepted_at_ms', 'is', null).execute();
        await transaction.deleteFrom('accounts.password_reset').where('made_by', '=', id).execute();
      }
      for (const entry of note(before, after)) await this.#audit.writeIn(transaction, entry);
      return { before, after };
    });
  }

  async names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#db
      .selectFrom('accounts.person')
      .select(['id', 'display_name'])
      .where(sql<SqlBool>`id = any (${[...ids]}::text[])`)
      .execute();
    return new Map(rows.map(({ id, display_name }) => [id, display_name]));
  }

  async disabledSince(sinceMs: EpochMs): Promise<{ id: PersonId; disabledAtMs: EpochMs }[]> {
    const rows = await this.#db
      .selectFrom('accounts.person')
      .select(['id', 'disabled_at_ms'])
      .where('disabled_at_ms', '>=', sinceMs)
      .execute();
    return rows.flatMap(({ id, disabled_at_ms }) => (disabled_at_ms === null ? [] : [{ id, disabledAtMs: disabled_at_ms }]));
  }

  async administratorExists(): Promise<boolean> {
    return administratorExists(this.#db);
  }

  async addSetUpToken(secretHash: string, expiresAtMs: EpochMs): Promise<void> {
    await this.#db.insertInto('accounts.set_up_token').values({ secret_hash: secretHash, expires_at_ms: expiresAtMs }).execute();
  }

  async setUpTokenExists(secretHash: string, nowMs: EpochMs): Promise<boolean> {
    const row = await this.#db
      .selectFrom('accounts.set_up_token')
      .select('secret_hash')
      .where('secret_hash', '=', secretHash)
      .where('expires_at_ms', '>', nowMs)
      .executeTakeFirst();
    return row !== undefined;
  }

  async addFirstAdministrator(person: Person, passwordHash: string, tokenHash: string, nowMs: EpochMs, entry: AuditEntry): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await sql`lock table accounts.set_up_token in exclusive mode`.execute(transaction); // one set-up at a time
      if (await administratorExists(transaction)) throw new AlreadySetUp();
      const tokens = await transaction.deleteFrom('accounts.set_up_token').returning(['secret_hash', 'expires_at_ms']).execute();
      if (!tokens.some((token) => token.secret_hash === tokenHash && token.expires_at_ms > nowMs)) throw new LinkInvalid();
      await addPerson(transaction, person, passwordHash);
      await this.#audit.writeIn(transaction, entry);
    });
  }
}

async function administratorExists(db: AccountsDatabase): Promise<boolean> {
  const row = await db.selectFrom('accounts.person').select('id').where('role', '=', 'administrator').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** In the caller's transaction. @param passwordHash undefined: comes another way than by a password @throws {EmailTaken} */
export async function addPerson(transaction: AccountsDatabase, person: Person, passwordHash: string | undefined): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('accounts.person')
    .values({
      id: person.id,
      email: person.email,
      display_name: person.displayName,
      ...roleColumns(person),
      language: person.language,
      theme: person.theme,
      picture_version: person.pictureVersion,
      disabled_at_ms: person.disabledAtMs,
      created_at_ms: person.createdAtMs,
    })
    .onConflict((conflict) => conflict.constraint('person_email_key').doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new EmailTaken();
  if (passwordHash === undefined) return;
  await transaction
    .insertInto('accounts.password')
    .values({ person_id: person.id, hash: passwordHash, changed_at_ms: person.createdAtMs })
    .execute();
}
