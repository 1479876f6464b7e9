/** What is read of rooms, in Postgres. */
import { sql } from 'kysely';
import type { EventId, RoomAlias, RoomId, UserId } from '../ids.ts';
import type { StateKey } from '../pdu.ts';
import type { RoomReader, StoredEvent, StreamPos } from '../ports.ts';
import { eventColumns, eventFields, eventOf, isOneOf, type EventRow } from './events.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresRoomReader implements RoomReader {
  readonly #db: ChatDatabase;
  readonly #position: () => StreamPos;

  constructor(db: ChatDatabase, position: () => StreamPos) {
    this.#db = db;
    this.#position = position;
  }

  position(): StreamPos {
    return this.#position();
  }

  async membership(roomId: RoomId, userId: UserId) {
    return this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .select(['membership', 'stream', 'forgotten'])
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
  }

  async state(roomId: RoomId, keys?: readonly StateKey[]): Promise<StoredEvent[]> {
    let query = this.#db
      .selectFrom('chat.state')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.state.room_nid')
      .innerJoin('chat.event', 'chat.event.stream', 'chat.state.stream')
      .select(eventColumns)
      .where('room_id', '=', roomId)
      .orderBy('chat.event.stream');
    if (keys) query = query.where(isOneOf('chat.state', keys));
    return (await query.execute()).map(eventOf);
  }

  async stateBefore(roomId: RoomId, stream: StreamPos): Promise<StoredEvent[]> {
    const { rows } = await sql<EventRow>`
      select distinct on (type, state_key) ${eventFields('event')}
      from chat.event join chat.room using (room_nid)
      where room_id = ${roomId} and state_key is not null and stream < ${stream}
      order by type, state_key, stream desc`.execute(this.#db);
    return rows.map(eventOf).sort((a, b) => a.stream - b.stream);
  }

  async event(roomId: RoomId, eventId: EventId): Promise<StoredEvent | undefined> {
    const row = await this.#events(roomId).where('event_id', '=', eventId).executeTakeFirst();
    return row && eventOf(row);
  }

  async page(roomId: RoomId, page: Parameters<RoomReader['page']>[1]): Promise<StoredEvent[]> {
    const { from, to, direction, limit } = page;
    let query = this.#events(roomId).limit(limit);
    if (direction === 'b') {
      query = query.where('stream', '<', from).orderBy('stream', 'desc');
      if (to !== undefined) query = query.where('stream', '>', to);
    } else {
      query = query.where('stream', '>', from).orderBy('stream', 'asc');
      if (to !== undefined) query = query.where('stream', '<', to);
    }
    return (await query.execute()).map(eventOf);
  }

  async roomOfAlias(alias: RoomAlias): Promise<RoomId | undefined> {
    const row = await this.#db
      .selectFrom('chat.alias')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.alias.room_nid')
      .select('room_id')
      .where('alias', '=', alias)
      .executeTakeFirst();
    return row?.room_id;
  }

  async joinedRooms(userId: UserId): Promise<RoomId[]> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .select('room_id')
      .where('user_id', '=', userId)
      .where('membership', '=', 'join')
      .execute();
    return rows.map(({ room_id }) => room_id);
  }

  #events(roomId: RoomId) {
    return this.#db
      .selectFrom('chat.event')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.event.room_nid')
      .select(eventColumns)
      .where('room_id', '=', roomId);
  }
}
