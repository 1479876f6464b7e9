import type { EpochMs } from '@saal/protocol';
import type { Application } from '../application.ts';
import type { ApplicationStore } from '../ports.ts';
import type { IntegrationDatabase } from './tables.ts';

const columns = [
  'id',
  'name',
  'owner_id as ownerId',
  'scopes',
  'origins',
  'created_at_ms as createdAtMs',
  'expires_at_ms as expiresAtMs',
  'last_used_at_ms as lastUsedAtMs',
] as const;

export class PostgresApplicationStore implements ApplicationStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async add(application: Application, secretHash: string): Promise<void> {
    const { id, name, ownerId, scopes, origins, createdAtMs, expiresAtMs, lastUsedAtMs } = application;
    await this.#db
      .insertInto('integration.application')
      .values({
        ...{ id, name, scopes, origins, owner_id: ownerId, secret_hash: secretHash },
        ...{ created_at_ms: createdAtMs, expires_at_ms: expiresAtMs, last_used_at_ms: lastUsedAtMs },
      })
      .execute();
  }

  list(): Promise<Application[]> {
    return this.#db.selectFrom('integration.application').select(columns).orderBy('created_at_ms', 'desc').orderBy('id').execute();
  }

  one(id: string): Promise<Application | undefined> {
    return this.#db.selectFrom('integration.application').select(columns).where('id', '=', id).executeTakeFirst();
  }

  use(secretHash: string, nowMs: EpochMs): Promise<Application | undefined> {
    return this.#db
      .updateTable('integration.application')
      .set({ last_used_at_ms: nowMs })
      .where('secret_hash', '=', secretHash)
      .where('expires_at_ms', '>', nowMs)
      .returning(columns)
      .executeTakeFirst();
  }

  async useById(id: string, nowMs: EpochMs): Promise<{ application: Application; secretHash: string } | undefined> {
    const row = await this.#db
      .updateTable('integration.application')
      .set({ last_used_at_ms: nowMs })
      .where('id', '=', id)
      .where('expires_at_ms', '>', nowMs)
      .returning([...columns, 'secret_hash as secretHash'])
      .executeTakeFirst();
    if (!row) return undefined;
    const { secretHash, ...application } = row;
    return { application, secretHash };
  }

  async setSecret(id: string, secretHash: string, expiresAtMs: EpochMs): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('integration.application')
      .set({ secret_hash: secretHash, expires_at_ms: expiresAtMs })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async setOrigins(id: string, origins: readonly string[]): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('integration.application')
      .set({ origins })
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async originsOfAll(nowMs: EpochMs): Promise<string[]> {
    const rows = await this.#db.selectFrom('integration.application').select('origins').where('expires_at_ms', '>', nowMs).execute();
    return [...new Set(rows.flatMap(({ origins }) => origins))];
  }

  async originsOfMaker(made: { meetingId: string } | { campaignId: string }, nowMs: EpochMs): Promise<string[] | undefined> {
    const maker =
      'meetingId' in made
        ? this.#db.selectFrom('integration.made_meeting').select('application_id').where('meeting_id', '=', made.meetingId)
        : this.#db.selectFrom('integration.made_campaign').select('application_id').where('campaign_id', '=', made.campaignId);
    const row = await this.#db
      .selectFrom('integration.application')
      .select(['origins', 'expires_at_ms as expiresAtMs'])
      .where('id', '=', maker)
      .executeTakeFirst();
    return row && (row.expiresAtMs > nowMs ? [...row.origins] : []);
  }

  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('integration.application').where('id', '=', id).executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}
