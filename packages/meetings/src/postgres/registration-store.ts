import type { Database } from '@saal/foundation';
import type { MeetingId } from '@saal/protocol';
import { sql, type Kysely } from 'kysely';
import { MeetingNotFound } from '../errors.ts';
import type { Registered, RegistrationStore } from '../ports.ts';
import { meetingTables, type MeetingTables } from './tables.ts';

export function createRegistrationStore(database: Database): RegistrationStore {
  const db = meetingTables(database);
  return {
    async register(meetingId, { identity, name, limit, nowMs, linkHash }) {
      await db.transaction().execute(async (transaction) => {
        await inTurn(transaction, meetingId);
        const { taken } = await countsOf(transaction, meetingId);
        await transaction
          .insertInto('meetings.registration')
          .values({
            meeting_id: meetingId,
            identity,
            name,
            state: taken < limit ? 'registered' : 'waiting',
            at_ms: nowMs,
            link_hash: linkHash,
          })
          .onConflict((conflict) => conflict.columns(['meeting_id', 'identity']).doUpdateSet({ name, link_hash: linkHash }))
          .execute();
      });
    },

    claim: (meetingId, linkHash, identity, limit) =>
      db.transaction().execute(async (transaction) => {
        await inTurn(transaction, meetingId);
        const of = transaction.selectFrom('meetings.registration').select('identity').where('meeting_id', '=', meetingId);
        const found = await of.where('link_hash', '=', linkHash).executeTakeFirst();
        if (!found) return false;
        if (found.identity === identity) return true;
        await transaction
          .deleteFrom('meetings.registration')
          .where('meeting_id', '=', meetingId)
          .where('identity', '=', identity)
          .execute();
        await transaction.updateTable('meetings.registration').set({ identity }).where('link_hash', '=', linkHash).execute();
        await fill(transaction, meetingId, limit);
        return true;
      }),

    async withdraw(meetingId, identity, limit) {
      await db.transaction().execute(async (transaction) => {
        await inTurn(transaction, meetingId);
        await transaction
          .deleteFrom('meetings.registration')
          .where('meeting_id', '=', meetingId)
          .where('identity', '=', identity)
          .execute();
        await fill(transaction, meetingId, limit);
      });
    },

    async fill(meetingId, limit) {
      await db.transaction().execute(async (transaction) => {
        await inTurn(transaction, meetingId);
        await fill(transaction, meetingId, limit);
      });
    },

    of: (meetingId, identity) => find(db, meetingId, identity),
    counts: (meetingId) => countsOf(db, meetingId),
  };
}

/** One after the other for one meeting, so that two who come at once do not take the same last place. */
async function inTurn(db: Kysely<MeetingTables>, meetingId: MeetingId): Promise<void> {
  const row = await db.selectFrom('meetings.meeting').select('id').where('id', '=', meetingId).forUpdate().executeTakeFirst();
  if (!row) throw new MeetingNotFound();
}

/** Those who wait longest take what is free. */
async function fill(db: Kysely<MeetingTables>, meetingId: MeetingId, limit: number): Promise<void> {
  const { taken } = await countsOf(db, meetingId);
  if (taken >= limit) return;
  await sql`
    update meetings.registration set state = 'registered'
    where meeting_id = ${meetingId} and identity in (
      select identity from meetings.registration where meeting_id = ${meetingId} and state = 'waiting'
      order by seq limit ${limit - taken}
    )`.execute(db);
}

async function countsOf(db: Kysely<MeetingTables>, meetingId: MeetingId): Promise<{ taken: number; waiting: number }> {
  const rows = await db
    .selectFrom('meetings.registration')
    .select(['state', ({ fn }) => fn.countAll<string>().as('count')])
    .where('meeting_id', '=', meetingId)
    .groupBy('state')
    .execute();
  const of = (state: string): number => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { taken: of('registered'), waiting: of('waiting') };
}

async function find(db: Kysely<MeetingTables>, meetingId: MeetingId, identity: string): Promise<Registered | undefined> {
  const row = await db
    .selectFrom('meetings.registration as mine')
    .select(['name', 'state', 'seq'])
    .select(({ selectFrom, fn }) =>
      selectFrom('meetings.registration as other')
        .select(fn.countAll<string>().as('ahead'))
        .whereRef('other.meeting_id', '=', 'mine.meeting_id')
        .where('other.state', '=', 'waiting')
        .whereRef('other.seq', '<', 'mine.seq')
        .as('ahead'),
    )
    .where('meeting_id', '=', meetingId)
    .where('identity', '=', identity)
    .executeTakeFirst();
  if (!row) return undefined;
  return row.state === 'registered'
    ? { state: 'registered', name: row.name }
    : { state: 'waiting', name: row.name, place: Number(row.ahead ?? 0) + 1 };
}
