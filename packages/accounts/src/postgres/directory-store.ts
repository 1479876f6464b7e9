import { sql } from 'kysely';
import type { EpochMs, HouseRole, PersonId } from '@saal/protocol';
import type { DirectoryEntry, KnownPerson } from '../directory-plan.ts';
import type { DirectoryRun, DirectoryStore } from '../directory-ports.ts';
import type { AccountsDatabase } from './tables.ts';

/** Of the advisory lock: any number nobody else takes. */
const LOCK = 7_391_044;
const KEPT_RUNS = 200;

export class PostgresDirectoryStore implements DirectoryStore {
  readonly #db: AccountsDatabase;

  constructor(db: AccountsDatabase) {
    this.#db = db;
  }

  alone<T>(task: () => Promise<T>): Promise<T | undefined> {
    // The lock ends with its transaction, so it does not outlive this server.
    return this.#db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as taken`.execute(transaction);
      return rows[0]?.taken === true ? task() : undefined;
    });
  }

  async known(stableIds: readonly string[] | undefined): Promise<KnownPerson[]> {
    const all = this.#db
      .selectFrom('accounts.directory_entry as entry')
      .innerJoin('accounts.person as person', 'person.id', 'entry.person_id')
      .select(['entry.stable_id as stableId', 'entry.person_id as personId', 'entry.fingerprint', 'entry.disabled_here as disabledHere'])
      .select('person.disabled_at_ms as disabledAtMs')
      .where('source', '=', 'ldap');
    const rows = await (stableIds ? all.where(sql<boolean>`entry.stable_id = any(${[...stableIds]})`) : all).execute();
    return rows.map(({ disabledAtMs, ...row }) => ({ ...row, isDisabled: disabledAtMs !== null }));
  }

  async openAccounts(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('accounts.directory_entry')
      .innerJoin('accounts.person', 'accounts.person.id', 'person_id')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('disabled_at_ms', 'is', null)
      .where('source', '=', 'ldap')
      .executeTakeFirstOrThrow();
    return count;
  }

  async personOf(stableId: string): Promise<PersonId | undefined> {
    const row = await this.#db
      .selectFrom('accounts.directory_entry')
      .select('person_id')
      .where('stable_id', '=', stableId)
      .executeTakeFirst();
    return row?.person_id;
  }

  add(
    people: readonly { personId: PersonId; entry: DirectoryEntry; fingerprint: string }[],
    link: boolean,
    nowMs: EpochMs,
  ): Promise<string[]> {
    return this.#db.transaction().execute(async (transaction) => {
      const added = await transaction
        .insertInto('accounts.person')
        .values(
          people.map(({ personId, entry }) => ({
            ...{ id: personId, email: entry.email, display_name: entry.displayName, role: 'person' as const, further_roles: [] },
            ...{ language: 'de' as const, theme: 'system' as const, picture_version: null, disabled_at_ms: null, created_at_ms: nowMs },
          })),
        )
        .onConflict((conflict) => conflict.constraint('person_email_key').doNothing())
        .returning(['id', 'email'])
        .execute();
      const idOf = new Map(added.map(({ id, email }) => [email, id]));
      const missing = people.filter(({ entry }) => !idOf.has(entry.email)).map(({ entry }) => entry.email);
      if (link && missing.length > 0) {
        const local = await transaction
          .selectFrom('accounts.person')
          .select(['id', 'email'])
          .where('email', 'in', missing)
          .where('id', 'not in', transaction.selectFrom('accounts.directory_entry').select('person_id'))
          .execute();
        for (const { id, email } of local) {
          idOf.set(email, id);
          // From now on the directory says what the password is.
          await transaction.deleteFrom('accounts.password').where('person_id', '=', id).execute();
        }
      }
      const rows = people.flatMap(({ entry, fingerprint }) => {
        const personId = idOf.get(entry.email);
        return personId === undefined
          ? []
          : [{ stable_id: entry.stableId, person_id: personId, fingerprint, given_roles: [], disabled_here: false, ...factsOf(entry) }];
      });
      if (rows.length > 0) await transaction.insertInto('accounts.directory_entry').values(rows).execute();
      return missing.filter((email) => !idOf.has(email));
    });
  }

  change(personId: PersonId, entry: DirectoryEntry, fingerprint: string): Promise<readonly HouseRole[] | 'taken'> {
    return this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('accounts.person')
        .set({ email: entry.email, display_name: entry.displayName })
        .where('id', '=', personId)
        .where((where) =>
          where.not(
            where.exists(
              transaction
                .selectFrom('accounts.person as other')
                .select('other.id')
                .where('other.email', '=', entry.email)
                .where('other.id', '!=', personId),
            ),
          ),
        )
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return 'taken';
      const row = await transaction
        .updateTable('accounts.directory_entry')
        .set({ fingerprint, ...factsOf(entry) })
        .where('person_id', '=', personId)
        .returning('given_roles')
        .executeTakeFirstOrThrow();
      return row.given_roles;
    });
  }

  async noteRoles(personId: PersonId, given: readonly HouseRole[]): Promise<void> {
    await this.#db
      .updateTable('accounts.directory_entry')
      .set({ given_roles: [...given] })
      .where('person_id', '=', personId)
      .execute();
  }

  async noteDisabled(personId: PersonId, disabledHere: boolean): Promise<void> {
    await this.#db.updateTable('accounts.directory_entry').set({ disabled_here: disabledHere }).where('person_id', '=', personId).execute();
  }

  async pictureless(stamps: ReadonlyMap<string, string>): Promise<{ stableId: string; personId: PersonId }[]> {
    const { rows } = await sql<{ stableId: string; personId: PersonId }>`
      select stable_id as "stableId", person_id as "personId" from accounts.directory_entry
      join unnest(${[...stamps.keys()]}::text[], ${[...stamps.values()]}::text[]) as told (id, stamp) on stable_id = told.id
      where picture_stamp <> told.stamp order by stable_id`.execute(this.#db);
    return rows;
  }

  async notePictures(stamps: ReadonlyMap<string, string>): Promise<void> {
    await sql`update accounts.directory_entry set picture_stamp = told.stamp
      from unnest(${[...stamps.keys()]}::text[], ${[...stamps.values()]}::text[]) as told (id, stamp)
      where stable_id = told.id`.execute(this.#db);
  }

  async wasDone(): Promise<boolean> {
    const row = await this.#db.selectFrom('accounts.directory_run').select('id').where('state', '=', 'done').limit(1).executeTakeFirst();
    return row !== undefined;
  }

  async run(id: string): Promise<DirectoryRun | undefined> {
    return this.#selectRuns().where('id', '=', id).executeTakeFirst();
  }

  waiting(): Promise<DirectoryRun | undefined> {
    return this.#selectRuns().where('state', '=', 'waiting').executeTakeFirst();
  }

  runs(limit: number): Promise<DirectoryRun[]> {
    return this.#selectRuns().orderBy('at_ms', 'desc').limit(limit).execute();
  }

  async record({ atMs, tookMs, faults, disabling, teams, ...run }: DirectoryRun): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      // What waited is outdated by any later run of all; of failures, which repeat every few seconds, the last is enough.
      const outdated = run.state === 'failed' ? 'failed' : run.kind === 'full' || run.state === 'waiting' ? 'waiting' : undefined;
      if (outdated !== undefined) await transaction.deleteFrom('accounts.directory_run').where('state', '=', outdated).execute();
      await transaction
        .insertInto('accounts.directory_run')
        .values({
          ...{ ...run, at_ms: atMs, took_ms: tookMs, faults: JSON.stringify(faults), disabling: JSON.stringify(disabling) },
          teams: teams && JSON.stringify(teams),
        })
        .execute();
      const kept = transaction.selectFrom('accounts.directory_run').select('id').orderBy('at_ms', 'desc').limit(KEPT_RUNS);
      await transaction.deleteFrom('accounts.directory_run').where('id', 'not in', kept).execute();
    });
  }

  #selectRuns() {
    return this.#db
      .selectFrom('accounts.directory_run')
      .select(['id', 'kind', 'state', 'at_ms as atMs', 'added', 'changed', 'disabled', 'enabled', 'faults', 'disabling', 'error'])
      .select(['took_ms as tookMs', 'teams']);
  }
}

function factsOf({ department, title, office, phone, mobile, extension }: DirectoryEntry) {
  return { department, title, office, phone, mobile, extension };
}
