/** Which rooms belong to which group of the directory, and how far they follow it, in Postgres. */
import { sql } from 'kysely';
import type { DirectoryPart, DirectoryTeamState, DirectoryTeamStore } from '../directory-team-ports.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { ChatDatabase } from './tables.ts';

/** Of the advisory lock: any number nobody else takes. */
const LOCK = 7_391_051;

export class PostgresDirectoryTeamStore implements DirectoryTeamStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  alone<T>(task: () => Promise<T>): Promise<T | undefined> {
    // The lock ends with its transaction, so it does not outlive this server.
    return this.#db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as taken`.execute(transaction);
      return rows[0]?.taken === true ? task() : undefined;
    });
  }

  inTurn<T>(task: () => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(transaction);
      return task();
    });
  }

  async states(): Promise<DirectoryTeamState[]> {
    const rows = await this.#db.selectFrom('chat.directory_team').selectAll().execute();
    return rows.map(({ group_id, followed, followed_at_ms, failed_at_ms }) => ({
      ...{ groupId: group_id, followed: followed ?? undefined },
      ...{ followedAtMs: followed_at_ms ?? undefined, failedAtMs: failed_at_ms ?? undefined },
    }));
  }

  async rooms(groupId: string): Promise<Partial<Record<DirectoryPart, RoomId>>> {
    const rows = await this.#db
      .selectFrom('chat.directory_room')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.directory_room.room_nid')
      .select(['part', 'room_id as roomId'])
      .where('group_id', '=', groupId)
      .execute();
    return Object.fromEntries(rows.map(({ part, roomId }) => [part, roomId]));
  }

  async noteFollowed(groupId: string, followed: string, nowMs: number): Promise<void> {
    const values = { followed, followed_at_ms: nowMs, failed_at_ms: null };
    await this.#db
      .insertInto('chat.directory_team')
      .values({ group_id: groupId, ...values })
      .onConflict((conflict) => conflict.column('group_id').doUpdateSet(values))
      .execute();
  }

  async noteFailed(groupId: string, nowMs: number): Promise<void> {
    await this.#db
      .insertInto('chat.directory_team')
      .values({ group_id: groupId, followed: null, followed_at_ms: null, failed_at_ms: nowMs })
      .onConflict((conflict) => conflict.column('group_id').doUpdateSet({ failed_at_ms: nowMs }))
      .execute();
  }

  async namesOf(personIds: readonly string[]): Promise<Map<string, { userId: UserId; isExternal: boolean }>> {
    const { rows } = await sql<{ personId: string; userId: UserId; isExternal: boolean }>`
      select person_id as "personId", user_id as "userId", external as "isExternal" from chat.chatter
      where person_id = any (${[...personIds]}::text[])`.execute(this.#db);
    return new Map(rows.map(({ personId, ...name }) => [personId, name]));
  }

  async members(roomId: RoomId): Promise<UserId[]> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('membership', 'in', ['join', 'invite', 'knock'])
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  async placesOf(userIds: readonly UserId[], roomIds: readonly RoomId[]): Promise<{ userId: UserId; roomId: RoomId }[]> {
    const { rows } = await sql<{ userId: UserId; roomId: RoomId }>`
      select user_id as "userId", room_id as "roomId" from chat.membership join chat.room using (room_nid)
      where membership in ('join', 'invite') and user_id = any (${[...userIds]}::text[]) and room_id = any (${[...roomIds]}::text[])
      `.execute(this.#db);
    return rows;
  }
}
