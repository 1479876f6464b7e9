/** What a server keeps in memory of rooms, read from Postgres. */
import { sql } from 'kysely';
import type { RoomId, UserId } from '../ids.ts';
import { threadOf } from '../notices.ts';
import type { Outcome } from '../push-evaluator.ts';
import type { StreamPos } from '../ports.ts';
import type { RecentEvent } from '../recent-events.ts';
import type { MemorySource } from '../room-memory.ts';
import { eventFields, eventOf, type EventRow } from './events.ts';
import { PostgresNoticeReader } from './notice-reader.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

export class PostgresMemoryReader implements MemorySource {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async eventsWithin(after: StreamPos, to: StreamPos, limit: number): Promise<RecentEvent[]> {
    const { rows } = await sql<EventRow & { room_nid: RoomNid; notifies: Outcome; otherwise: Record<UserId, Outcome> | null }>`
      select room_nid, notifies, ${eventFields('event')},
        (select json_object_agg(user_id, outcome) from chat.notice where notice.stream = event.stream) as otherwise
      from chat.event where stream > ${after} and stream <= ${to} order by stream limit ${limit}`.execute(this.#db);
    return rows.map((row) => {
      const event = eventOf(row);
      const otherwise = new Map(Object.entries(row.otherwise ?? {}) as [UserId, Outcome][]);
      return { room: row.room_nid, event, thread: threadOf(event.pdu.content), usual: row.notifies, otherwise };
    });
  }

  async roomIds(rooms: readonly RoomNid[]): Promise<Map<RoomNid, RoomId>> {
    const rows = await this.#db
      .selectFrom('chat.room')
      .select(['room_nid', 'room_id'])
      .where('room_nid', 'in', [...rooms])
      .execute();
    return new Map(rows.map(({ room_nid, room_id }) => [room_nid, room_id]));
  }

  unreadUpTo(userId: UserId, roomId: RoomId): ReturnType<MemorySource['unreadUpTo']> {
    // Both as of one moment.
    return this.#db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (transaction) => {
        const row = await transaction.selectFrom('chat.room').select('last_stream').where('room_id', '=', roomId).executeTakeFirst();
        const unread = await new PostgresNoticeReader(transaction).unread(userId, [roomId]);
        return { threads: unread.get(roomId) ?? new Map(), upTo: row?.last_stream ?? 0 };
      });
  }
}
