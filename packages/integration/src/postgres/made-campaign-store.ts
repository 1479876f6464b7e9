import type { MadeCampaignStore } from '../ports.ts';
import type { IntegrationDatabase } from './tables.ts';

export class PostgresMadeCampaignStore implements MadeCampaignStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async add(applicationId: string, campaignId: string): Promise<void> {
    await this.#db.insertInto('integration.made_campaign').values({ application_id: applicationId, campaign_id: campaignId }).execute();
  }

  async has(applicationId: string, campaignId: string): Promise<boolean> {
    const found = await this.#db
      .selectFrom('integration.made_campaign')
      .select('seq')
      .where('application_id', '=', applicationId)
      .where('campaign_id', '=', campaignId)
      .executeTakeFirst();
    return found !== undefined;
  }

  list(applicationId: string, beforeSeq: number | undefined, limit: number): Promise<{ seq: number; campaignId: string }[]> {
    return this.#db
      .selectFrom('integration.made_campaign')
      .select(['seq', 'campaign_id as campaignId'])
      .where('application_id', '=', applicationId)
      .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
  }
}
