import type { EpochMs } from '@saal/protocol';
import { sql } from 'kysely';
import type { DeliveryStore, Due } from '../webhook-ports.ts';
import type { Delivery, Outcome } from '../webhook.ts';
import type { IntegrationDatabase } from './tables.ts';

export class PostgresDeliveryStore implements DeliveryStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  latest(webhookId: string, limit: number): Promise<Delivery[]> {
    return this.#db
      .selectFrom('integration.delivery')
      .select(['id', 'webhook_id as webhookId', 'type', 'created_at_ms as createdAtMs', 'state', 'attempts'])
      .select(['last_at_ms as lastAtMs', 'last_outcome as lastOutcome'])
      .where('webhook_id', '=', webhookId)
      .orderBy('created_at_ms', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  takeDue(nowMs: EpochMs, takenUntilMs: EpochMs, but: readonly string[]): Promise<Due | undefined> {
    return this.#db
      .updateTable('integration.delivery as delivery')
      .from('integration.webhook as webhook')
      .set(({ eb }) => ({ next_at_ms: takenUntilMs, attempts: eb('attempts', '+', 1) }))
      .whereRef('webhook.id', '=', 'delivery.webhook_id')
      .where('delivery.id', '=', ({ selectFrom }) =>
        selectFrom('integration.delivery')
          .select('id')
          .where('state', '=', 'waiting')
          .where('next_at_ms', '<=', nowMs)
          .$if(but.length > 0, (query) => query.where('webhook_id', 'not in', but))
          .orderBy('next_at_ms')
          .limit(1)
          .forUpdate()
          .skipLocked(),
      )
      .returning(['delivery.id', 'delivery.webhook_id as webhookId', 'webhook.url', 'delivery.body', 'delivery.attempts'])
      .returning(['delivery.until_ms as untilMs', 'webhook.failing_since_ms as failingSinceMs'])
      .executeTakeFirst();
  }

  async arrived({ id, webhookId }: Due, outcome: Outcome, nowMs: EpochMs): Promise<void> {
    await this.#db
      .updateTable('integration.delivery')
      .set({ state: 'delivered', last_at_ms: nowMs, last_outcome: String(outcome) })
      .where('id', '=', id)
      .execute();
    await this.#db
      .updateTable('integration.webhook')
      .set({ failing_since_ms: null })
      .where('id', '=', webhookId)
      .where('failing_since_ms', 'is not', null)
      .execute();
  }

  async failed({ id, webhookId }: Due, outcome: Outcome, nowMs: EpochMs, nextAtMs: EpochMs | null): Promise<void> {
    const next = nextAtMs === null ? ({ state: 'given-up' } as const) : { next_at_ms: nextAtMs };
    await this.#db
      .updateTable('integration.delivery')
      .set({ ...next, last_at_ms: nowMs, last_outcome: String(outcome) })
      .where('id', '=', id)
      .execute();
    await this.#db
      .updateTable('integration.webhook')
      .set({ failing_since_ms: nowMs })
      .where('id', '=', webhookId)
      .where('failing_since_ms', 'is', null)
      .execute();
  }

  async replay(webhookId: string, id: string | undefined, nowMs: EpochMs, untilMs: EpochMs): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable('integration.delivery')
      .set({ state: 'waiting', next_at_ms: nowMs, until_ms: untilMs, attempts: 0 })
      .where('webhook_id', '=', webhookId)
      .$if(id === undefined, (query) => query.where('state', '=', 'given-up'))
      .$if(id !== undefined, (query) => query.where('id', '=', id ?? '').where('state', '<>', 'waiting'))
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  async forgetBefore(createdAtMs: EpochMs): Promise<void> {
    await sql`delete from integration.delivery where created_at_ms < ${createdAtMs} and state <> 'waiting'`.execute(this.#db);
  }
}
