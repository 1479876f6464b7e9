import type { MadeMeetingStore } from '../ports.ts';
import type { IntegrationDatabase } from './tables.ts';

export class PostgresMadeMeetingStore implements MadeMeetingStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async add(applicationId: string, meetingId: string, of?: { campaignId: string; interviewId: string }): Promise<void> {
    await this.#db
      .insertInto('integration.made_meeting')
      .values({
        ...{ application_id: applicationId, meeting_id: meetingId },
        ...{ campaign_id: of?.campaignId ?? null, interview_id: of?.interviewId ?? null },
      })
      .onConflict((conflict) => conflict.column('meeting_id').doNothing())
      .execute();
  }

  one(applicationId: string, meetingId: string): Promise<{ campaignId: string | null } | undefined> {
    return this.#db
      .selectFrom('integration.made_meeting')
      .select('campaign_id as campaignId')
      .where('application_id', '=', applicationId)
      .where('meeting_id', '=', meetingId)
      .executeTakeFirst();
  }

  async ofCampaign(campaignId: string): Promise<string[]> {
    const rows = await this.#db.selectFrom('integration.made_meeting').select('meeting_id').where('campaign_id', '=', campaignId).execute();
    return rows.map((row) => row.meeting_id);
  }

  list(applicationId: string, beforeSeq: number | undefined, limit: number): Promise<{ seq: number; meetingId: string }[]> {
    return this.#db
      .selectFrom('integration.made_meeting')
      .select(['seq', 'meeting_id as meetingId'])
      .where('application_id', '=', applicationId)
      .where('campaign_id', 'is', null)
      .$if(beforeSeq !== undefined, (query) => query.where('seq', '<', beforeSeq ?? 0))
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
  }
}
