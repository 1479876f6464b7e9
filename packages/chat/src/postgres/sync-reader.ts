/** What `/sync` reads, in Postgres: a handful of queries for all rooms of a person together. */
import { sql } from 'kysely';
import type { EventId, RoomId, UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { membershipIn, type Membership } from '../membership.ts';
import type { StoredEvent, StreamPos } from '../ports.ts';
import type { OwnRoom, Receipt, RoomSummary, Span, SyncReader } from '../sync-ports.ts';
import { eventColumns, eventFields, eventOf, type EventRow } from './events.ts';
import type { ChatDatabase } from './tables.ts';

type RoomEventRow = EventRow & { room_id: RoomId };

const HEROES = 5;
/** Of other people in each room, in the first answer. */
const FIRST_RECEIPTS = 20;

export class PostgresSyncReader implements SyncReader {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async roomsOf(userId: UserId): Promise<OwnRoom[]> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .select(['room_id', 'membership', 'stream', 'forgotten', 'last_stream'])
      .where('user_id', '=', userId)
      .execute();
    return rows.map(({ room_id: roomId, last_stream: lastStream, ...row }) => ({ roomId, lastStream, ...row }));
  }

  async membershipsAt(userId: UserId, roomIds: readonly RoomId[], pos: StreamPos): Promise<Map<RoomId, Membership>> {
    const events = await this.membersAt(roomIds.map((roomId) => ({ roomId, userIds: [userId], to: pos })));
    return new Map([...events].flatMap(([roomId, [event]]) => (event ? [[roomId, membershipIn(event.pdu.content) ?? 'leave']] : [])));
  }

  async timelines(spans: readonly Span[], limit: number): Promise<Map<RoomId, StoredEvent[]>> {
    if (spans.length === 0) return new Map();
    const { rows } = await sql<RoomEventRow>`
      select span.room_id, e.*
      from ${asTable(spans)} join chat.room using (room_id)
      cross join lateral (
        select ${eventFields('event')} from chat.event
        where room_nid = room.room_nid and stream > span.after and stream <= span.upto
        order by stream desc limit ${limit + 1}
      ) e order by e.stream`.execute(this.#db);
    return byRoom(rows);
  }

  async stateWithin(spans: readonly Span[], { withMembers }: { withMembers: boolean }): Promise<Map<RoomId, StoredEvent[]>> {
    // From its beginning a room has many more events than pieces of state; since a while ago it is the other way round.
    const [whole, later] = [spans.filter(({ after }) => after === 0), spans.filter(({ after }) => after > 0)];
    const [ofWhole, ofLater] = await Promise.all([this.#wholeState(whole, withMembers), this.#laterState(later, withMembers)]);
    return byRoom([...ofWhole, ...ofLater]);
  }

  async #wholeState(spans: readonly Span[], withMembers: boolean): Promise<readonly RoomEventRow[]> {
    if (spans.length === 0) return [];
    const { rows } = await sql<RoomEventRow>`
      select span.room_id, e.*
      from ${asTable(spans)} join chat.room using (room_id) join chat.state on state.room_nid = room.room_nid
      cross join lateral (
        select ${eventFields('event')} from chat.event
        where room_nid = state.room_nid and type = state.type and state_key = state.state_key and stream <= span.upto
        order by stream desc limit 1
      ) e ${withMembers ? sql`` : sql`where state.type <> 'm.room.member'`} order by e.stream`.execute(this.#db);
    return rows;
  }

  async #laterState(spans: readonly Span[], withMembers: boolean): Promise<readonly RoomEventRow[]> {
    if (spans.length === 0) return [];
    const { rows } = await sql<RoomEventRow>`
      select * from (
        select distinct on (e.room_nid, e.type, e.state_key)
          span.room_id, ${eventFields('e')}
        from ${asTable(spans)} join chat.room using (room_id)
        join chat.event e on e.room_nid = room.room_nid and e.stream > span.after and e.stream <= span.upto
        where e.state_key is not null ${withMembers ? sql`` : sql`and e.type <> 'm.room.member'`}
        order by e.room_nid, e.type, e.state_key, e.stream desc
      ) last order by stream`.execute(this.#db);
    return rows;
  }

  async membersAt(wanted: Parameters<SyncReader['membersAt']>[0]): Promise<Map<RoomId, StoredEvent[]>> {
    const pairs = wanted.flatMap(({ roomId, userIds, to }) => userIds.map((userId) => ({ roomId, userId, to })));
    if (pairs.length === 0) return new Map();
    const { rows } = await sql<RoomEventRow>`
      select wanted.room_id, e.*
      from unnest(
        ${pairs.map(({ roomId }) => roomId)}::text[], ${pairs.map(({ userId }) => userId)}::text[], ${pairs.map(({ to }) => to)}::bigint[]
      ) as wanted (room_id, user_id, upto) join chat.room using (room_id)
      cross join lateral (
        select ${eventFields('event')} from chat.event
        where room_nid = room.room_nid and type = 'm.room.member' and state_key = wanted.user_id and stream <= wanted.upto
        order by stream desc limit 1
      ) e order by e.stream`.execute(this.#db);
    return byRoom(rows);
  }

  async strippedState(roomIds: readonly RoomId[], userId: UserId, types: readonly string[]): Promise<Map<RoomId, StoredEvent[]>> {
    if (roomIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('chat.state')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.state.room_nid')
      .innerJoin('chat.event', 'chat.event.stream', 'chat.state.stream')
      .select([...eventColumns, 'room_id'])
      .where('room_id', 'in', [...roomIds])
      .where((eb) =>
        eb.or([
          eb.and([eb('chat.state.type', 'in', [...types]), eb('chat.state.state_key', '=', '')]),
          eb.and([
            eb('chat.state.type', '=', 'm.room.member'),
            // Whoever invited is told with the name that everybody sees.
            sql<boolean>`chat.state.state_key in (${userId}, (
              select sender from chat.event own where own.room_nid = chat.state.room_nid and own.type = 'm.room.member'
                and own.state_key = ${userId} order by own.stream desc limit 1))`,
          ]),
        ]),
      )
      .orderBy('chat.event.stream')
      .execute();
    return byRoom(rows);
  }

  async histories(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, StoredEvent[]>> {
    if (roomIds.length === 0) return new Map();
    const { rows } = await sql<RoomEventRow>`
      select room_id, ${eventFields('event')}
      from chat.room cross join (values ('m.room.history_visibility', ''), ('m.room.member', ${userId})) as kind (type, state_key)
      join chat.event using (room_nid, type, state_key)
      where room_id = any (${[...roomIds]}::text[])
      order by stream`.execute(this.#db);
    return byRoom(rows);
  }

  async summaries(userId: UserId, roomIds: readonly RoomId[]): Promise<Map<RoomId, RoomSummary>> {
    if (roomIds.length === 0) return new Map();
    const { rows } = await sql<{ room_id: RoomId; joined: number; invited: number; heroes: UserId[] }>`
      select room_id, counts.joined, counts.invited, heroes.ids as heroes
      from chat.room
      cross join lateral (
        select count(*) filter (where membership = 'join') as joined, count(*) filter (where membership = 'invite') as invited
        from chat.membership where room_nid = room.room_nid
      ) counts
      cross join lateral (
        select coalesce(array_agg(user_id), '{}') as ids from (
          select user_id from chat.membership
          where room_nid = room.room_nid and user_id <> ${userId}
          order by membership in ('join', 'invite') desc, stream limit ${HEROES}
        ) few
      ) heroes
      where room_id = any (${[...roomIds]}::text[])`.execute(this.#db);
    return new Map(rows.map(({ room_id, ...summary }) => [room_id, summary]));
  }

  async receipts(userId: UserId, roomIds: readonly RoomId[], after: StreamPos): Promise<Receipt[]> {
    if (roomIds.length === 0) return [];
    if (after === 0) return this.#newestReceipts(userId, roomIds);
    const rows = await this.#db
      .selectFrom('chat.receipt')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.receipt.room_nid')
      .select(['room_id', 'user_id', 'type', 'thread_id', 'event_id', 'at_ms'])
      .where('room_id', 'in', [...roomIds])
      .where('stream', '>', after)
      .where((eb) => eb.or([eb('type', '=', 'm.read'), eb.and([eb('type', '=', 'm.read.private'), eb('user_id', '=', userId)])]))
      .orderBy('stream')
      .execute();
    return rows.flatMap(({ type, ...row }) =>
      type === 'm.fully_read'
        ? []
        : [{ type, roomId: row.room_id, userId: row.user_id, threadId: row.thread_id, eventId: row.event_id, atMs: row.at_ms }],
    );
  }

  /** At first: one's own, and of others those who have read last. All of all rooms would be most of the answer, for nobody to see. */
  async #newestReceipts(userId: UserId, roomIds: readonly RoomId[]): Promise<Receipt[]> {
    const columns = sql`user_id, type, thread_id, event_id, at_ms, stream`;
    const { rows } = await sql<{
      room_id: RoomId;
      user_id: UserId;
      type: Receipt['type'];
      thread_id: string;
      event_id: EventId;
      at_ms: number;
    }>`
      select room_id, one.* from chat.room cross join lateral (
        (select ${columns} from chat.receipt where room_nid = room.room_nid and type = 'm.read' order by stream desc limit ${FIRST_RECEIPTS})
        union
        (select ${columns} from chat.receipt
          where room_nid = room.room_nid and user_id = ${userId} and type in ('m.read', 'm.read.private'))
      ) one
      where room_id = any (${[...roomIds]}::text[]) order by one.stream`.execute(this.#db);
    return rows.map((row) => ({
      ...{ type: row.type, roomId: row.room_id, userId: row.user_id },
      ...{ threadId: row.thread_id, eventId: row.event_id, atMs: row.at_ms },
    }));
  }

  async accountData(userId: UserId, after: StreamPos): Promise<{ roomId: RoomId | undefined; type: string; content: JsonObject }[]> {
    const rows = await this.#db
      .selectFrom('chat.account_data')
      .leftJoin('chat.room', 'chat.room.room_nid', 'chat.account_data.room_nid')
      .select(['chat.room.room_id', 'type', 'content'])
      .where('user_id', '=', userId)
      .where('stream', '>', after)
      .orderBy('stream')
      .execute();
    return rows.map(({ room_id, type, content }) => ({ roomId: room_id ?? undefined, type, content: JSON.parse(content) as JsonObject }));
  }
}

/** `span (room_id, after, upto)` */
function asTable(spans: readonly Span[]) {
  return sql`unnest(
    ${spans.map(({ roomId }) => roomId)}::text[], ${spans.map(({ after }) => after)}::bigint[], ${spans.map(({ to }) => to)}::bigint[]
  ) as span (room_id, after, upto)`;
}

function byRoom(rows: readonly RoomEventRow[]): Map<RoomId, StoredEvent[]> {
  const rooms = new Map<RoomId, StoredEvent[]>();
  for (const row of rows) {
    const events = rooms.get(row.room_id);
    if (events) events.push(eventOf(row));
    else rooms.set(row.room_id, [eventOf(row)]);
  }
  return rooms;
}
