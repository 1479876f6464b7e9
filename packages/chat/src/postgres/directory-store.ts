/** Rooms and people as they are found, in Postgres. */
import type { Clock } from '@saal/foundation';
import { sql, type RawBuilder } from 'kysely';
import type { DirectoryStore, Report, RoomFacts } from '../directory-ports.ts';
import type { RoomAlias, RoomId, UserId } from '../ids.ts';
import type { Chatter, StoredEvent } from '../ports.ts';
import { eventColumns, eventFields, eventOf, type EventRow } from './events.ts';
import type { ChatDatabase } from './tables.ts';

/** More published rooms are not listed. */
const MOST_PUBLISHED = 5_000;
const MOST_AT_ONCE = 50;

export class PostgresDirectoryStore implements DirectoryStore {
  readonly #db: ChatDatabase;
  readonly #clock: Clock;

  constructor(db: ChatDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async facts(roomIds: readonly RoomId[], types: readonly string[]): Promise<Map<RoomId, RoomFacts>> {
    if (roomIds.length === 0) return new Map();
    const { rows } = await sql<{ room_id: RoomId; version: string; published: boolean; joined: number }>`
      select room_id, version, published,
        (select count(*) from chat.membership where membership.room_nid = room.room_nid and membership = 'join') as joined
      from chat.room where room_id = any (${[...roomIds]}::text[])`.execute(this.#db);
    const facts = new Map<RoomId, RoomFacts>(rows.map(({ room_id: roomId, ...row }) => [roomId, { roomId, ...row, state: [] }]));
    if (types.length === 0) return facts;
    const events = await this.#db
      .selectFrom('chat.state')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.state.room_nid')
      .innerJoin('chat.event', 'chat.event.stream', 'chat.state.stream')
      .select([...eventColumns, 'room_id'])
      .where('room_id', 'in', [...roomIds])
      .where('chat.state.type', 'in', [...types])
      .where('chat.state.state_key', '=', '')
      .execute();
    for (const { room_id, ...row } of events) facts.get(room_id)?.state.push(eventOf(row));
    return facts;
  }

  async published(): Promise<RoomId[]> {
    const { rows } = await sql<{ room_id: RoomId }>`
      select room_id from chat.room where published
      order by (select count(*) from chat.membership where membership.room_nid = room.room_nid and membership = 'join') desc, room_nid
      limit ${MOST_PUBLISHED}`.execute(this.#db);
    return rows.map(({ room_id }) => room_id);
  }

  async publish(roomId: RoomId, published: boolean): Promise<void> {
    await this.#db.updateTable('chat.room').set({ published }).where('room_id', '=', roomId).execute();
  }

  async children(roomIds: readonly RoomId[]): Promise<Map<RoomId, StoredEvent[]>> {
    const children = new Map<RoomId, StoredEvent[]>(roomIds.map((roomId) => [roomId, []]));
    if (roomIds.length === 0) return children;
    const rows = await this.#db
      .selectFrom('chat.state')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.state.room_nid')
      .innerJoin('chat.event', 'chat.event.stream', 'chat.state.stream')
      .select([...eventColumns, 'room_id'])
      .where('room_id', 'in', [...roomIds])
      .where('chat.state.type', '=', 'm.space.child')
      .execute();
    for (const { room_id, ...row } of rows) children.get(room_id)?.push(eventOf(row));
    return children;
  }

  async addAlias(alias: RoomAlias, roomId: RoomId, creator: UserId): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('chat.alias')
      .columns(['alias', 'room_nid', 'creator', 'created_at_ms'])
      .expression((eb) =>
        eb
          .selectFrom('chat.room')
          .select([
            sql<RoomAlias>`${alias}`.as('alias'),
            'room_nid',
            sql<UserId>`${creator}`.as('creator'),
            sql<number>`${this.#clock.now()}::bigint`.as('at'),
          ])
          .where('room_id', '=', roomId),
      )
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  aliases(roomId: RoomId): Promise<{ alias: RoomAlias; creator: UserId }[]> {
    return this.#db
      .selectFrom('chat.alias')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.alias.room_nid')
      .select(['alias', 'creator'])
      .where('room_id', '=', roomId)
      .orderBy('created_at_ms')
      .execute();
  }

  async removeAlias(alias: RoomAlias): Promise<void> {
    await this.#db.deleteFrom('chat.alias').where('alias', '=', alias).execute();
  }

  async moveAliases(from: RoomId, to: RoomId): Promise<void> {
    await sql`update chat.alias set room_nid = (select room_nid from chat.room where room_id = ${to})
      where room_nid = (select room_nid from chat.room where room_id = ${from})`.execute(this.#db);
  }

  async mutualRooms(userId: UserId, other: UserId): Promise<RoomId[]> {
    const { rows } = await sql<{ room_id: RoomId }>`
      select room_id from chat.membership own join chat.membership other using (room_nid) join chat.room using (room_nid)
      where own.user_id = ${userId} and other.user_id = ${other} and own.membership = 'join' and other.membership = 'join'
      order by room_nid`.execute(this.#db);
    return rows.map(({ room_id }) => room_id);
  }

  outsidersBeside(userId: UserId, text: string, limit: number): Promise<Chatter[]> {
    return this.#beside(userId, text, limit, sql`external and person_id is null`);
  }

  peopleBeside(userId: UserId, text: string, limit: number): Promise<Chatter[]> {
    // Not the server itself, which keeps the rooms of meetings.
    return this.#beside(userId, text, limit, sql`(external or person_id is not null)`);
  }

  async #beside(userId: UserId, text: string, limit: number, which: RawBuilder<unknown>): Promise<Chatter[]> {
    const { rows } = await sql<{ user_id: UserId; display_name: string; avatar_url: string | null; external: boolean }>`
      select user_id, display_name, avatar_url, external from chat.chatter
      where ${which} and user_id <> ${userId} and strpos(lower(display_name), lower(${text})) > 0 and exists (
        select 1 from chat.membership other join chat.membership own using (room_nid)
        where other.user_id = chatter.user_id and own.user_id = ${userId} and own.membership = 'join' and other.membership = 'join'
      ) order by display_name limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({
      userId: row.user_id,
      displayName: row.display_name,
      avatarUrl: row.avatar_url ?? undefined,
      isExternal: row.external,
    }));
  }

  async eventNear(roomId: RoomId, atMs: number, direction: 'b' | 'f', from: number): Promise<StoredEvent[]> {
    const isBack = direction === 'b';
    const { rows } = await sql<EventRow>`
      select ${eventFields('event')} from chat.event join chat.room using (room_nid)
      where room_id = ${roomId} and ${isBack ? sql`origin_server_ts <= ${atMs}` : sql`origin_server_ts >= ${atMs}`}
      order by origin_server_ts ${isBack ? sql`desc` : sql`asc`}, stream ${isBack ? sql`desc` : sql`asc`}
      offset ${from} limit ${MOST_AT_ONCE}`.execute(this.#db);
    return rows.map(eventOf);
  }

  async addReport({ reporter, roomId, eventId, userId, reason }: Report): Promise<void> {
    await this.#db
      .insertInto('chat.report')
      .values({
        ...{ at_ms: this.#clock.now(), reporter, reason },
        ...{ room_id: roomId ?? null, event_id: eventId ?? null, user_id: userId ?? null },
      })
      .execute();
  }
}
