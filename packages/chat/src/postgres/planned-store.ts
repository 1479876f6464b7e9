import { sql } from 'kysely';
import type { ChatErrorCode } from '../errors.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { Planned, PlannedStore } from '../planned-ports.ts';
import type { ChatDatabase } from './tables.ts';

interface Row {
  user_id: UserId;
  planned_id: string;
  room_id: RoomId;
  send_at_ms: number;
  type: string;
  content: string;
  failure: string | null;
}

const columns = ['user_id', 'planned_id', 'room_id', 'send_at_ms', 'type', 'content', 'failure'] as const;

export class PostgresPlannedStore implements PlannedStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async put({ userId, plannedId, roomId, sendAtMs, type, content }: Planned): Promise<boolean> {
    const told = {
      room_id: roomId,
      send_at_ms: sendAtMs,
      type,
      content: JSON.stringify(content),
      state: 'waiting' as const,
      failure: null,
    };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('chat.planned')
      .values({ user_id: userId, planned_id: plannedId, ...told })
      .onConflict((conflict) => conflict.columns(['user_id', 'planned_id']).doUpdateSet(told).where('chat.planned.state', '<>', 'sending'))
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  async of(userId: UserId): Promise<Planned[]> {
    const rows = await this.#db
      .selectFrom('chat.planned')
      .select(columns)
      .where('user_id', '=', userId)
      .orderBy('send_at_ms')
      .orderBy('planned_id')
      .execute();
    return rows.map(plannedOf);
  }

  async remove(userId: UserId, plannedId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('chat.planned')
      .where('user_id', '=', userId)
      .where('planned_id', '=', plannedId)
      .where('state', '<>', 'sending')
      .executeTakeFirstOrThrow();
    return numDeletedRows === 1n;
  }

  async takeDue(nowMs: number, limit: number): Promise<Planned[]> {
    const { rows } = await sql<Row>`
      update chat.planned set state = 'sending'
      where (user_id, planned_id) in (
        select user_id, planned_id from chat.planned where send_at_ms <= ${nowMs} and state <> 'refused'
        order by send_at_ms limit ${limit} for update skip locked
      ) returning user_id, planned_id, room_id, send_at_ms, type, content, failure`.execute(this.#db);
    return rows.map(plannedOf).toSorted((a, b) => a.sendAtMs - b.sendAtMs);
  }

  async nextDueMs(): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('chat.planned')
      .select('send_at_ms')
      .where('state', '<>', 'refused')
      .orderBy('send_at_ms')
      .limit(1)
      .executeTakeFirst();
    return row?.send_at_ms;
  }

  async sent({ userId, plannedId }: Planned): Promise<void> {
    await this.#db.deleteFrom('chat.planned').where('user_id', '=', userId).where('planned_id', '=', plannedId).execute();
  }

  async refused({ userId, plannedId }: Planned, failure: ChatErrorCode): Promise<void> {
    await this.#db
      .updateTable('chat.planned')
      .set({ state: 'refused', failure })
      .where('user_id', '=', userId)
      .where('planned_id', '=', plannedId)
      .execute();
  }
}

function plannedOf(row: Row): Planned {
  return {
    ...{ userId: row.user_id, plannedId: row.planned_id, roomId: row.room_id, sendAtMs: row.send_at_ms, type: row.type },
    content: JSON.parse(row.content) as JsonObject,
    failure: (row.failure ?? undefined) as ChatErrorCode | undefined,
  };
}
