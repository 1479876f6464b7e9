/** What was said of events, in Postgres. */
import { sql } from 'kysely';
import type { RelationReader, ThreadSummary } from '../event-teller.ts';
import type { EventId, RoomId, UserId } from '../ids.ts';
import type { RelatedEvents, StoredEvent, StreamPos } from '../ports.ts';
import { eventColumns, eventFields, eventOf, type EventRow } from './events.ts';
import { heardBy } from './ignored-store.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresRelationReader implements RelationReader, RelatedEvents {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async events(eventIds: readonly EventId[]): Promise<Map<EventId, StoredEvent>> {
    if (eventIds.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('chat.event')
      .select(eventColumns)
      .where('event_id', 'in', [...eventIds])
      .execute();
    return new Map(rows.map((row) => [row.event_id, eventOf(row)]));
  }

  async edits(eventIds: readonly EventId[]): Promise<Map<EventId, StoredEvent>> {
    if (eventIds.length === 0) return new Map();
    const { rows } = await sql<EventRow & { relates_to: EventId }>`
      select distinct on (edit.relates_to) edit.relates_to, ${eventFields('edit')}
      from chat.event edit join chat.event original on original.event_id = edit.relates_to
      where edit.relates_to = any (${[...eventIds]}::text[]) and edit.relation = 'm.replace' and edit.redacted_by is null
        and edit.sender = original.sender and edit.type = original.type and edit.room_nid = original.room_nid
      order by edit.relates_to, edit.stream desc`.execute(this.#db);
    return new Map(rows.map((row) => [row.relates_to, eventOf(row)]));
  }

  async threads(eventIds: readonly EventId[], userId: UserId): Promise<Map<EventId, ThreadSummary>> {
    if (eventIds.length === 0) return new Map();
    const { rows } = await sql<EventRow & { root: EventId; count: number; participated: boolean }>`
      select thread.root, thread.count, thread.participated, ${eventFields('event')}
      from (
        select relates_to as root, count(*) as count, max(stream) as latest, bool_or(sender = ${userId}) as participated
        from chat.event
        where relates_to = any (${[...eventIds]}::text[]) and relation = 'm.thread' and redacted_by is null
          and ${heardBy(userId, 'event.sender')}
        group by relates_to
      ) thread join chat.event on event.stream = thread.latest`.execute(this.#db);
    return new Map(rows.map(({ root, count, participated, ...row }) => [root, { count, participated, latest: eventOf(row) }]));
  }

  async related(roomId: RoomId, of: Parameters<RelatedEvents['related']>[1]): Promise<StoredEvent[]> {
    let query = this.#db
      .selectFrom('chat.event')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.event.room_nid')
      .select(eventColumns)
      .where('room_id', '=', roomId)
      .where('relates_to', '=', of.eventId)
      .where('redacted_by', 'is', null)
      .orderBy('stream', of.direction === 'b' ? 'desc' : 'asc')
      .limit(of.limit);
    if (of.relation !== undefined) query = query.where('relation', '=', of.relation);
    if (of.type !== undefined) query = query.where('type', '=', of.type);
    if (of.from !== undefined) query = query.where('stream', of.direction === 'b' ? '<' : '>', of.from);
    return (await query.execute()).map(eventOf);
  }

  async threadRoots(roomId: RoomId, of: Parameters<RelatedEvents['threadRoots']>[1]): Promise<{ root: StoredEvent; latest: StreamPos }[]> {
    const { rows } = await sql<EventRow & { latest: StreamPos }>`
      select thread.latest, ${eventFields('root')}
      from (
        select relates_to, max(stream) as latest, bool_or(sender = ${of.userId}) as participated
        from chat.event join chat.room using (room_nid)
        where room_id = ${roomId} and relation = 'm.thread' and redacted_by is null
        group by relates_to
      ) thread join chat.event root on root.event_id = thread.relates_to
      where (${of.from ?? null}::bigint is null or thread.latest < ${of.from ?? null})
        and (not ${of.onlyOwn} or thread.participated or root.sender = ${of.userId})
      order by thread.latest desc limit ${of.limit}`.execute(this.#db);
    return rows.map(({ latest, ...row }) => ({ latest, root: eventOf(row) }));
  }
}
