import type { Database } from '@saal/foundation';
import type { CampaignMessageStore } from '../campaign-ports.ts';
import { campaignTables, messageFrom } from './campaign-tables.ts';

export function createCampaignMessageStore(database: Database): CampaignMessageStore {
  const db = campaignTables(database);
  return {
    add: (message, most) =>
      db.transaction().execute(async (transaction) => {
        // In turn with others of the campaign, so that they are counted.
        await transaction.selectFrom('invitations.campaign').select('id').where('id', '=', message.campaignId).forUpdate().execute();
        const known = await transaction
          .selectFrom('invitations.campaign_message')
          .select('id')
          .where('campaign_id', '=', message.campaignId)
          .execute();
        if (known.some(({ id }) => id === message.id)) return true;
        if (known.length >= most) return false;
        await transaction
          .insertInto('invitations.campaign_message')
          .values({
            ...{ campaign_id: message.campaignId, id: message.id, subject: message.subject, words: message.text },
            ...{ interviews: JSON.stringify(message.interviews), panels: JSON.stringify(message.panels) },
            created_at_ms: message.createdAtMs,
          })
          .execute();
        return true;
      }),

    async ofCampaign(campaignId) {
      const rows = await db
        .selectFrom('invitations.campaign_message')
        .selectAll()
        .where('campaign_id', '=', campaignId)
        .orderBy('created_at_ms', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(messageFrom);
    },

    carryOutNext: (carryOut) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('invitations.campaign_message')
          .selectAll()
          .where('is_done', '=', false)
          .orderBy('created_at_ms')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!row) return false;
        await carryOut(messageFrom(row));
        await transaction
          .updateTable('invitations.campaign_message')
          .set({ is_done: true })
          .where('campaign_id', '=', row.campaign_id)
          .where('id', '=', row.id)
          .execute();
        return true;
      }),
  };
}
