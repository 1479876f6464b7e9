/** What readers leave behind: how far they have read, and what their clients keep. */
import type { Clock } from '@saal/foundation';
import type { RoomId, UserId } from '../ids.ts';
import { IGNORED_USERS } from '../ignored-people.ts';
import type { JsonObject } from '../json.ts';
import type { KeptAnswers } from '../kept-answers.ts';
import type { ReaderDataStore } from '../ports.ts';
import { keepIgnored, type IgnoredOf } from './ignored-store.ts';
import { takePositions, tellNews, type OwnChanges } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

export class PostgresReaderDataStore implements ReaderDataStore {
  readonly #db: ChatDatabase;
  readonly #changes: OwnChanges;
  readonly #clock: Clock;
  readonly #ignored: KeptAnswers<IgnoredOf>;

  /** @param ignored what is held of lists of ignored people, which are written here */
  constructor(changes: OwnChanges, clock: Clock, ignored: KeptAnswers<IgnoredOf>) {
    this.#db = changes.db;
    this.#changes = changes;
    this.#clock = clock;
    this.#ignored = ignored;
  }

  async putAccountData(userId: UserId, roomId: RoomId | undefined, type: string, content: JsonObject): Promise<void> {
    const isOfIgnored = roomId === undefined && type === IGNORED_USERS;
    await this.#changes.make(async (transaction) => {
      const room_nid = roomId === undefined ? 0 : await nidOf(transaction, roomId);
      if (room_nid === undefined) return undefined;
      if (isOfIgnored) await keepIgnored(transaction, userId, content);
      const [stream = 0] = await takePositions(transaction, 1);
      await transaction
        .insertInto('chat.account_data')
        .values({ user_id: userId, room_nid, type, content: JSON.stringify(content), stream })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'room_nid', 'type']).doUpdateSet({ content: JSON.stringify(content), stream }),
        )
        .execute();
      await tellNews(transaction, { pos: stream, kind: 'account-data', users: [userId] });
      return stream;
    });
    if (isOfIgnored) this.#ignored.forget([userId]);
  }

  async accountData(userId: UserId, roomId: RoomId | undefined, type: string): Promise<JsonObject | undefined> {
    const nid = roomId === undefined ? 0 : await nidOf(this.#db, roomId);
    const row = await this.#db
      .selectFrom('chat.account_data')
      .select('content')
      .where('user_id', '=', userId)
      .where('room_nid', '=', nid ?? -1)
      .where('type', '=', type)
      .executeTakeFirst();
    return row && (JSON.parse(row.content) as JsonObject);
  }

  async putReceipt(receipt: Parameters<ReaderDataStore['putReceipt']>[0]): Promise<void> {
    const { roomId, userId, type, threadId, eventId, eventStream } = receipt;
    await this.#changes.make(async (transaction) => {
      const room_nid = await nidOf(transaction, roomId);
      if (room_nid === undefined) return undefined;
      const [stream = 0] = await takePositions(transaction, 1);
      const at_ms = this.#clock.now();
      // Reading goes forward: what comes late says nothing.
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('chat.receipt')
        .values({ room_nid, user_id: userId, type, thread_id: threadId, event_id: eventId, event_stream: eventStream, at_ms, stream })
        .onConflict((conflict) =>
          conflict
            .columns(['room_nid', 'user_id', 'type', 'thread_id'])
            .doUpdateSet({ event_id: eventId, event_stream: eventStream, at_ms, stream })
            .where('chat.receipt.event_stream', '<', eventStream),
        )
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) return undefined;
      await tellNews(transaction, {
        ...{ pos: stream, kind: 'receipts' },
        ...(type === 'm.read' ? { rooms: [room_nid] } : { users: [userId] }),
        ...(type === 'm.fully_read' ? {} : { receipt: { userId, room: room_nid, type, threadId, eventId, eventStream, atMs: at_ms } }),
      });
      return stream;
    });
  }

  async forget(userId: UserId, roomId: RoomId): Promise<void> {
    await this.#db
      .updateTable('chat.membership')
      .set({ forgotten: true })
      .where('user_id', '=', userId)
      .where('room_nid', '=', (await nidOf(this.#db, roomId)) ?? -1)
      .execute();
  }

  async addFilter(userId: UserId, filter: JsonObject): Promise<string> {
    const { filter_id } = await this.#db
      .insertInto('chat.filter')
      .values({ user_id: userId, filter: JSON.stringify(filter) })
      .returning('filter_id')
      .executeTakeFirstOrThrow();
    return String(filter_id);
  }

  async filter(userId: UserId, filterId: string): Promise<JsonObject | undefined> {
    if (!/^\d{1,15}$/.test(filterId)) return undefined;
    const row = await this.#db
      .selectFrom('chat.filter')
      .select('filter')
      .where('user_id', '=', userId)
      .where('filter_id', '=', Number(filterId))
      .executeTakeFirst();
    return row && (JSON.parse(row.filter) as JsonObject);
  }
}

async function nidOf(db: ChatDatabase, roomId: RoomId): Promise<RoomNid | undefined> {
  const row = await db.selectFrom('chat.room').select('room_nid').where('room_id', '=', roomId).executeTakeFirst();
  return row?.room_nid;
}
