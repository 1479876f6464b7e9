import type { EpochMs } from '@saal/protocol';
import type { AnsweredRequestStore, EarlierRequest } from '../ports.ts';
import type { IntegrationDatabase } from './tables.ts';

export class PostgresAnsweredRequestStore implements AnsweredRequestStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async begin(
    { applicationId, key, bodyHash, atMs }: { applicationId: string; key: string; bodyHash: string; atMs: EpochMs },
    sinceMs: EpochMs,
  ): Promise<EarlierRequest | undefined> {
    await this.#db
      .deleteFrom('integration.answered_request')
      .where('application_id', '=', applicationId)
      .where('at_ms', '<', sinceMs)
      .execute();
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('integration.answered_request')
      .values({ application_id: applicationId, idempotency_key: key, body_hash: bodyHash, meeting_id: null, at_ms: atMs })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) return undefined;
    return this.#db
      .selectFrom('integration.answered_request')
      .select(['body_hash as bodyHash', 'meeting_id as madeId'])
      .where('application_id', '=', applicationId)
      .where('idempotency_key', '=', key)
      .executeTakeFirstOrThrow();
  }

  async answered(applicationId: string, key: string, madeId: string): Promise<void> {
    await this.#db
      .updateTable('integration.answered_request')
      .set({ meeting_id: madeId })
      .where('application_id', '=', applicationId)
      .where('idempotency_key', '=', key)
      .execute();
  }

  async forget(applicationId: string, key: string): Promise<void> {
    await this.#db
      .deleteFrom('integration.answered_request')
      .where('application_id', '=', applicationId)
      .where('idempotency_key', '=', key)
      .execute();
  }
}
