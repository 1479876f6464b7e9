import type { EpochMs } from '@saal/protocol';
import type { Listener, ListeningApplication, MeetingOwnerApplication, NewsStore, NewsTurn, Visit } from '../webhook-ports.ts';
import type { IntegrationDatabase } from './tables.ts';

export class PostgresNewsStore implements NewsStore {
  readonly #db: IntegrationDatabase;

  constructor(db: IntegrationDatabase) {
    this.#db = db;
  }

  async applicationOf(meetingId: string): Promise<MeetingOwnerApplication | undefined> {
    const found = await this.#db
      .selectFrom('integration.made_meeting as made')
      .innerJoin('integration.application as application', 'application.id', 'made.application_id')
      .select(['application.id as applicationId', 'application.owner_id as ownerId', 'application.scopes'])
      .select(['made.campaign_id as campaignId', 'made.interview_id as interviewId'])
      .where('made.meeting_id', '=', meetingId)
      .executeTakeFirst();
    if (!found) return undefined;
    return { ...found, listeners: await this.#listenersOf(found.applicationId) };
  }

  async applicationOfCampaign(campaignId: string): Promise<ListeningApplication | undefined> {
    const found = await this.#db
      .selectFrom('integration.made_campaign as made')
      .innerJoin('integration.application as application', 'application.id', 'made.application_id')
      .select(['application.id as applicationId', 'application.scopes'])
      .where('made.campaign_id', '=', campaignId)
      .executeTakeFirst();
    return found && { ...found, listeners: await this.#listenersOf(found.applicationId) };
  }

  async #listenersOf(applicationId: string): Promise<Listener[]> {
    const listeners = await this.#db
      .selectFrom('integration.webhook')
      .select(['id as webhookId', 'events'])
      .select(({ eb }) => eb('off_at_ms', 'is', null).as('isOn'))
      .where('application_id', '=', applicationId)
      .execute();
    return listeners.map(({ isOn, ...listener }) => ({ ...listener, isOn: Boolean(isOn) }));
  }

  async inTurn(meetingId: string, take: (turn: NewsTurn) => Promise<void>): Promise<void> {
    await this.#db.transaction().execute((transaction) => take(turnOf(transaction, meetingId)));
  }

  guests(meetingId: string): Promise<Visit[]> {
    return this.#db
      .selectFrom('integration.visit')
      .select(['participant_id as participantId', 'name', 'joined_at_ms as joinedAtMs', 'left_at_ms as leftAtMs'])
      .where('meeting_id', '=', meetingId)
      .where('is_guest', '=', true)
      .orderBy('joined_at_ms')
      .orderBy('participant_id')
      .execute();
  }

  async forgetVisitsBefore(joinedAtMs: EpochMs): Promise<void> {
    await this.#db.deleteFrom('integration.visit').where('joined_at_ms', '<', joinedAtMs).execute();
  }
}

function turnOf(db: IntegrationDatabase, meetingId: string): NewsTurn {
  return {
    async joined(participantId, { isGuest, name, atMs }) {
      await db
        .insertInto('integration.visit')
        .values({ meeting_id: meetingId, participant_id: participantId, is_guest: isGuest, name, joined_at_ms: atMs, left_at_ms: null })
        .onConflict((conflict) => conflict.columns(['meeting_id', 'participant_id']).doUpdateSet({ left_at_ms: null, name }))
        .execute();
    },

    left(participantId, atMs) {
      return db
        .updateTable('integration.visit')
        .set({ left_at_ms: atMs })
        .where('meeting_id', '=', meetingId)
        .where('participant_id', '=', participantId)
        .where('left_at_ms', 'is', null)
        .returning(['is_guest as isGuest', 'name'])
        .executeTakeFirst();
    },

    async inside() {
      const rows = await db
        .selectFrom('integration.visit')
        .select('participant_id')
        .where('meeting_id', '=', meetingId)
        .where('left_at_ms', 'is', null)
        .orderBy('joined_at_ms')
        .execute();
      return rows.map((row) => row.participant_id);
    },

    async forgetAccounts() {
      await db.deleteFrom('integration.visit').where('meeting_id', '=', meetingId).where('is_guest', '=', false).execute();
    },

    async forgetMeeting() {
      await db.deleteFrom('integration.visit').where('meeting_id', '=', meetingId).execute();
      await db.deleteFrom('integration.made_meeting').where('meeting_id', '=', meetingId).execute();
    },

    async deliver({ id, webhookId, factId, type, body, state }, nowMs, untilMs) {
      await db
        .insertInto('integration.delivery')
        .values({
          ...{ id, webhook_id: webhookId, fact_id: factId, type, body, state },
          ...{ created_at_ms: nowMs, next_at_ms: nowMs, until_ms: untilMs, last_at_ms: null, last_outcome: null },
        })
        .onConflict((conflict) => conflict.columns(['webhook_id', 'fact_id']).doNothing())
        .execute();
    },
  };
}
