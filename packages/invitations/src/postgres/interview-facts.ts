/** What happened with interviews, kept in the transaction in which it happens, for campaigns that somebody follows and for no other. */
import type { Database } from '@saal/foundation';
import { sql, type QueryExecutorProvider } from 'kysely';
import { InterviewFact, type InterviewFactStore } from '../interview-fact.ts';

type FactTables = {
  'invitations.campaign': { id: string; followed: boolean };
  'invitations.interview_fact': {
    seq: number;
    id: string;
    campaign_id: string;
    interview_id: string;
    meeting_id: string | null;
    type: string;
    data: unknown;
    at_ms: number;
  };
};

export function createInterviewFactStore(database: Database): InterviewFactStore {
  const db = database.$extendTables<FactTables>();
  return {
    async follow(campaignId) {
      await db
        .updateTable('invitations.campaign')
        .set({ followed: true })
        .where('id', '=', campaignId)
        .where('followed', '=', false)
        .execute();
    },

    takeNext(take) {
      return db.transaction().execute(async (transaction) => {
        // One that another server is at holds back those of the same interview after it.
        const row = await transaction
          .selectFrom('invitations.interview_fact as fact')
          .selectAll('fact')
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('invitations.interview_fact as earlier')
                  .select('earlier.seq')
                  .whereRef('earlier.interview_id', '=', 'fact.interview_id')
                  .whereRef('earlier.seq', '<', 'fact.seq'),
              ),
            ),
          )
          .orderBy('seq')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!row) return false;
        const { id, campaign_id: campaignId, interview_id: interviewId, meeting_id: meetingId, type, data, at_ms: atMs } = row;
        await take(InterviewFact.parse({ ...(data as object), id, campaignId, interviewId, meetingId, type, atMs }));
        await transaction.deleteFrom('invitations.interview_fact').where('seq', '=', row.seq).execute();
        return true;
      });
    },
  };
}

/**
 * With the time the interview has then. Whatever is no interview of a followed campaign keeps nothing.
 * @param of one interview, that of a meeting, or all of a campaign that are planned
 */
export async function keepInterviewFact(
  db: QueryExecutorProvider,
  of: { interviewId: string } | { meetingId: string } | { campaignId: string },
  type: InterviewFact['type'],
  data: Record<string, unknown> = {},
): Promise<void> {
  const which =
    'interviewId' in of
      ? sql`interview.id = ${of.interviewId}`
      : 'meetingId' in of
        ? sql`interview.meeting_id = ${of.meetingId}`
        : sql`interview.campaign_id = ${of.campaignId} and interview.phase = 'planned'`;
  await sql`
    insert into invitations.interview_fact (campaign_id, interview_id, meeting_id, type, data)
    select interview.campaign_id, interview.id, interview.meeting_id, ${type},
      ${JSON.stringify(data)}::jsonb || jsonb_build_object('startsAtMs', interview.starts_at_ms, 'endsAtMs', interview.ends_at_ms)
    from invitations.interview
    join invitations.campaign on campaign.id = interview.campaign_id
    where campaign.followed and interview.phase <> 'draft' and ${which}`.execute(db);
}
