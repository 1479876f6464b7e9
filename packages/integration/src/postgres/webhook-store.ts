import type { EpochMs } from '@saal/protocol';
import type { SealedSecrets, WebhookStore } from '../webhook-ports.ts';
import type { Webhook } from '../webhook.ts';
import type { IntegrationDatabase } from './tables.ts';

const columns = [
  'id',
  'application_id as applicationId',
  'url',
  'events',
  'created_at_ms as createdAtMs',
  'failing_since_ms as failingSinceMs',
  'off_at_ms as offAtMs',
] as const;

export class PostgresWebhookStore implements WebhookStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async add({ id, applicationId, url, events, createdAtMs }: Webhook, sealed: string): Promise<void> {
    await this.#db
      .insertInto('integration.webhook')
      .values({ ...{ id, application_id: applicationId, url, events, sealed_secret: sealed, created_at_ms: createdAtMs } })
      .execute();
  }

  ofApplication(applicationId: string): Promise<Webhook[]> {
    return this.#db
      .selectFrom('integration.webhook')
      .select(columns)
      .where('application_id', '=', applicationId)
      .orderBy('created_at_ms')
      .orderBy('id')
      .execute();
  }

  one(applicationId: string, id: string): Promise<Webhook | undefined> {
    return this.#db
      .selectFrom('integration.webhook')
      .select(columns)
      .where('application_id', '=', applicationId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async remove(applicationId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('integration.webhook')
      .where('application_id', '=', applicationId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  secrets(id: string): Promise<SealedSecrets | undefined> {
    return this.#db
      .selectFrom('integration.webhook')
      .select(['sealed_secret as sealed', 'earlier_secret as earlier', 'earlier_until_ms as earlierUntilMs'])
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async setSecret(id: string, sealed: string, earlierUntilMs: EpochMs): Promise<void> {
    await this.#db
      .updateTable('integration.webhook')
      .set(({ ref }) => ({ sealed_secret: sealed, earlier_secret: ref('sealed_secret'), earlier_until_ms: earlierUntilMs }))
      .where('id', '=', id)
      .execute();
  }

  async turnOn(id: string): Promise<void> {
    await this.#db.updateTable('integration.webhook').set({ off_at_ms: null, failing_since_ms: null }).where('id', '=', id).execute();
  }
}
