import { AuditTrail, type Clock, type Database } from '@saal/foundation';
import { MeetingId, PersonId } from '@saal/protocol';
import { sql, type Kysely } from 'kysely';
import type { Campaign, CampaignStore, CampaignTurn } from '../campaign-ports.ts';
import { isPlanned } from '../campaign-view.ts';
import { messageSubject } from '../interview-mail.ts';
import { dropLetters } from './drop-letters.ts';
import { keepInterviewFact } from './interview-facts.ts';
import { campaignFrom, campaignTables, interviewFrom, type CampaignTables } from './campaign-tables.ts';

export function createCampaignStore(database: Database, clock: Clock): CampaignStore {
  const db = campaignTables(database);
  const audit = new AuditTrail(database, clock);
  const campaignBy = async (id: string): Promise<Campaign | undefined> => {
    const row = await db.selectFrom('invitations.campaign').selectAll().where('id', '=', id).executeTakeFirst();
    return row && campaignFrom(row);
  };
  return {
    async create(campaign, panelists) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('invitations.campaign')
          .values({
            ...{ id: campaign.id, owner_id: campaign.ownerId, plan: JSON.stringify(campaign.plan), phase: campaign.phase },
            ...{ created_at_ms: campaign.createdAtMs, delete_at_ms: campaign.deleteAtMs },
          })
          .execute();
        await transaction
          .insertInto('invitations.campaign_panelist')
          .values(panelists.map(({ panel, personId }) => ({ campaign_id: campaign.id, panel, person_id: personId })))
          .execute();
      });
    },

    byId: campaignBy,

    async own(id, ownerId) {
      const campaign = await campaignBy(id);
      return campaign?.ownerId === ownerId ? campaign : undefined;
    },

    async ofOwner(ownerId) {
      const rows = await db
        .selectFrom('invitations.campaign as campaign')
        .selectAll()
        .select(({ selectFrom, fn }) =>
          selectFrom('invitations.interview')
            .select(fn.countAll<string>().as('count'))
            .whereRef('campaign_id', '=', 'campaign.id')
            .where('phase', '<>', 'cancelled')
            .as('applicants'),
        )
        .where('owner_id', '=', ownerId)
        .orderBy('created_at_ms', 'desc')
        .execute();
      return rows.map((row) => ({ ...campaignFrom(row), applicants: Number(row.applicants ?? 0) }));
    },

    async panelists(campaignId) {
      const rows = await db.selectFrom('invitations.campaign_panelist').selectAll().where('campaign_id', '=', campaignId).execute();
      return rows.map((row) => ({ panel: row.panel, personId: PersonId.parse(row.person_id) }));
    },

    interviews: (campaignId) => interviewsOf(db, campaignId),

    async ofPanelist(personId, { fromMs, toMs }) {
      const rows = await db
        .selectFrom('invitations.interview as interview')
        .innerJoin('invitations.campaign_panelist as panelist', (join) =>
          join.onRef('panelist.campaign_id', '=', 'interview.campaign_id').onRef('panelist.panel', '=', 'interview.panel'),
        )
        .selectAll('interview')
        .where('panelist.person_id', '=', personId)
        .where('interview.phase', '=', 'planned')
        .where('interview.starts_at_ms', '>=', fromMs)
        .where('interview.starts_at_ms', '<', toMs)
        .orderBy('interview.starts_at_ms')
        .execute();
      const interviews = rows.map(interviewFrom).filter(isPlanned);
      const ids = [...new Set(interviews.map(({ campaignId }) => campaignId))];
      const campaigns = new Map(
        (await Promise.all(ids.map(campaignBy))).flatMap((campaign) => (campaign ? [[campaign.id, campaign]] : [])),
      );
      return interviews.flatMap((interview) => {
        const campaign = campaigns.get(interview.campaignId);
        return campaign ? [{ campaign, interview }] : [];
      });
    },

    async interviewsAmong(meetingIds) {
      if (meetingIds.length === 0) return new Set();
      const rows = await db.selectFrom('invitations.interview').select('meeting_id').where('meeting_id', 'in', meetingIds).execute();
      return new Set(rows.flatMap((row) => (row.meeting_id === null ? [] : [MeetingId.parse(row.meeting_id)])));
    },

    async titlesAmong(meetingIds) {
      if (meetingIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('invitations.interview as interview')
        .innerJoin('invitations.campaign as campaign', 'campaign.id', 'interview.campaign_id')
        .select(['interview.meeting_id as meetingId', sql<string>`campaign.plan->>'title'`.as('title')])
        .where('interview.meeting_id', 'in', meetingIds)
        .execute();
      return new Map(rows.flatMap(({ meetingId, title }) => (meetingId === null ? [] : [[MeetingId.parse(meetingId), title]])));
    },

    async byMeeting(meetingId) {
      const row = await db.selectFrom('invitations.interview').selectAll().where('meeting_id', '=', meetingId).executeTakeFirst();
      const interview = row && interviewFrom(row);
      const campaign = interview && (await campaignBy(interview.campaignId));
      return campaign && isPlanned(interview) ? { campaign, interview } : undefined;
    },

    async campaignOf(interviewId) {
      const row = await db.selectFrom('invitations.interview').select('campaign_id').where('id', '=', interviewId).executeTakeFirst();
      return row?.campaign_id;
    },

    inTurn: (campaignId, change) =>
      db.transaction().execute(async (transaction) => {
        const row = await transaction
          .selectFrom('invitations.campaign')
          .selectAll()
          .where('id', '=', campaignId)
          .forUpdate()
          .executeTakeFirst();
        return row && change(await turnOf(transaction, campaignFrom(row), audit));
      }),

    carryOutNext: (after, carryOut) =>
      db.transaction().execute(async (transaction) => {
        // Held until it is done: another server leaves it out and takes the next one.
        const row = await transaction
          .selectFrom('invitations.interview')
          .selectAll()
          .whereRef('done_revision', '<', 'revision')
          .where('id', '>', after)
          .orderBy('id')
          .limit(1)
          .forUpdate()
          .skipLocked()
          .executeTakeFirst();
        if (!row) return undefined;
        const interview = interviewFrom(row);
        const campaign = await transaction
          .selectFrom('invitations.campaign')
          .selectAll()
          .where('id', '=', interview.campaignId)
          .executeTakeFirstOrThrow();
        const outcome = await carryOut(interview, campaignFrom(campaign));
        if (outcome === 'invited' && interview.revision === 1)
          await keepInterviewFact(transaction, { interviewId: interview.id }, 'invited');
        await transaction
          .updateTable('invitations.interview')
          .set({ done_revision: interview.revision })
          .where('id', '=', interview.id)
          .execute();
        return interview.id;
      }),

    delete: (id, ownerId) =>
      db.transaction().execute(async (transaction) => {
        const known = await transaction
          .selectFrom('invitations.campaign')
          .select('id')
          .where('id', '=', id)
          .where('owner_id', '=', ownerId)
          .forUpdate()
          .executeTakeFirst();
        if (!known) return false;
        await keepInterviewFact(transaction, { campaignId: id }, 'deleted');
        await transaction.deleteFrom('invitations.campaign').where('id', '=', id).execute();
        return true;
      }),

    async over(nowMs) {
      const rows = await db.selectFrom('invitations.campaign').selectAll().where('delete_at_ms', '<=', nowMs).execute();
      return rows.map(campaignFrom);
    },
  };
}

async function interviewsOf(db: Kysely<CampaignTables>, campaignId: string) {
  const rows = await db
    .selectFrom('invitations.interview')
    .selectAll()
    .where('campaign_id', '=', campaignId)
    .orderBy('line')
    .orderBy('id')
    .execute();
  return rows.map(interviewFrom);
}

async function turnOf(db: Kysely<CampaignTables>, campaign: Campaign, audit: AuditTrail): Promise<CampaignTurn> {
  const change = (id: string) => db.updateTable('invitations.interview').where('campaign_id', '=', campaign.id).where('id', '=', id);
  return {
    campaign,
    interviews: await interviewsOf(db, campaign.id),
    async setPhase(phase) {
      await db.updateTable('invitations.campaign').set({ phase }).where('id', '=', campaign.id).execute();
    },
    async setDeletion(deleteAtMs) {
      await db.updateTable('invitations.campaign').set({ delete_at_ms: deleteAtMs }).where('id', '=', campaign.id).execute();
    },
    async replaceDrafts(applicants) {
      await db.deleteFrom('invitations.interview').where('campaign_id', '=', campaign.id).where('phase', '=', 'draft').execute();
      if (applicants.length === 0) return;
      await db
        .insertInto('invitations.interview')
        .values(
          applicants.map(({ id, line, name, email, language, slot, problems }) => ({
            ...{ id, campaign_id: campaign.id, line, name, email, language, problems: JSON.stringify(problems) },
            ...{ panel: slot?.panel ?? null, starts_at_ms: slot?.fromMs ?? null, ends_at_ms: slot?.toMs ?? null },
          })),
        )
        .execute();
    },
    async plan(id, meetingId) {
      await change(id).set({ phase: 'planned', meeting_id: meetingId, revision: 1 }).execute();
    },
    async move(id, { fromMs, toMs }) {
      await change(id)
        .set({ starts_at_ms: fromMs, ends_at_ms: toMs, revision: sql`revision + 1` })
        .execute();
      await keepInterviewFact(db, { interviewId: id }, 'rescheduled');
    },
    async cancel(id) {
      await change(id)
        .set({ phase: 'cancelled', revision: sql`revision + 1` })
        .execute();
      await keepInterviewFact(db, { interviewId: id }, 'deleted');
    },
    async correctAddress({ id, meetingId, email: former }, email, by) {
      // Waits for whoever carries it out this moment: what they wrote is dropped with the rest.
      await change(id)
        .set({ email, revision: sql`revision + 1` })
        .execute();
      await dropLetters<CampaignTables>(db, meetingId);
      await stopMessages(db, campaign.id, former);
      // Made anew by the runner, under another id.
      const { rows } = await sql<{ id: string }>`
        update invitations.invitee set withdrawn = true, holder = null, held_until_ms = null
        where meeting_id = ${meetingId} and not withdrawn and split_part(id, '.', 1) = ${id} returning id`.execute(db);
      await audit.writeIn<CampaignTables>(db, {
        ...{ action: 'interview.address-corrected', actor: { kind: 'person', id: by } },
        ...{ subject: { kind: 'interview', id }, details: { campaign: campaign.id } },
      });
      return rows.map((row) => row.id);
    },
  };
}

/**
 * Messages that wait for an address that was wrong stay here. Nobody had them, which is how they are offered to be sent again: then they
 * go to the right one.
 */
async function stopMessages(db: Kysely<CampaignTables>, campaignId: string, former: string): Promise<void> {
  // With those that are being written this moment, perhaps to the former address.
  const messages = await db
    .selectFrom('invitations.campaign_message')
    .where('campaign_id', '=', campaignId)
    .select('id')
    .forUpdate()
    .execute();
  const subjects = messages.map(({ id }) => messageSubject({ campaignId, id }));
  await sql`
    update invitations.letter set content = null, state = case state when 'queued' then 'unknown' else state end
    where subject_id = any(${subjects}) and email = ${former} and state in ('queued', 'sending')`.execute(db);
}
