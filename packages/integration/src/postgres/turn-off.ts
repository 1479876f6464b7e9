import type { Database } from '@saal/foundation';
import type { EpochMs } from '@saal/protocol';
import type { TurnedOff } from '../webhook-ports.ts';
import { narrowed } from './tables.ts';

/**
 * Prepares what tells those who can turn it on again. What it returns is stored with the turning off, in its transaction: a server
 * that is killed in between has done neither.
 */
export type TellTurnedOff = (off: TurnedOff) => Promise<(transaction: Database) => Promise<void>>;

/** Turns a webhook off; what waits is given up, and can be replayed. @returns whether it was on */
export function turningOff(db: Database, tell: TellTurnedOff): (webhookId: string, nowMs: EpochMs) => Promise<boolean> {
  return async (webhookId, nowMs) => {
    const webhook = await narrowed(db)
      .selectFrom('integration.webhook as webhook')
      .innerJoin('integration.application as application', 'application.id', 'webhook.application_id')
      .select(['webhook.id as webhookId', 'application.name as applicationName', 'webhook.url'])
      .where('webhook.id', '=', webhookId)
      .where('webhook.off_at_ms', 'is', null)
      .executeTakeFirst();
    if (!webhook) return false;
    const put = await tell({ ...webhook, offAtMs: nowMs });
    return db.transaction().execute(async (transaction) => {
      const tables = narrowed(transaction);
      const { numUpdatedRows } = await tables
        .updateTable('integration.webhook')
        .set({ off_at_ms: nowMs })
        .where('id', '=', webhookId)
        .where('off_at_ms', 'is', null)
        .executeTakeFirstOrThrow();
      // Another server was faster, and told it.
      if (numUpdatedRows === 0n) return false;
      await tables
        .updateTable('integration.delivery')
        .set({ state: 'given-up' })
        .where('webhook_id', '=', webhookId)
        .where('state', '=', 'waiting')
        .execute();
      await put(transaction);
      return true;
    });
  };
}
