/** Whose files there are, in Postgres. */
import { sql } from 'kysely';
import type { EventId, RoomId, UserId } from '../ids.ts';
import type { MediaFile, MediaId, MediaRecord, MediaStore } from '../media-ports.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresMediaStore implements MediaStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async reserve(media: { mediaId: MediaId; owner: UserId; createdAtMs: number }, most: number): Promise<boolean> {
    return this.#ownTurn(media.owner, async (transaction) => {
      const { count } = await transaction
        .selectFrom('chat.media')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('owner', '=', media.owner)
        .where('uploaded_at_ms', 'is', null)
        .executeTakeFirstOrThrow();
      if (count >= most) return false;
      const row = { media_id: media.mediaId, owner: media.owner, created_at_ms: media.createdAtMs };
      await transaction.insertInto('chat.media').values(row).execute();
      return true;
    });
  }

  async find(mediaId: MediaId): Promise<MediaRecord | undefined> {
    const row = await this.#db.selectFrom('chat.media').selectAll().where('media_id', '=', mediaId).executeTakeFirst();
    if (!row) return undefined;
    const { owner, size_bytes: sizeBytes, sha256, type, name, sealed } = row;
    const file = sha256 === null || type === null ? undefined : { sizeBytes, sha256, type, name: name ?? undefined, sealed };
    return { mediaId, owner, createdAtMs: row.created_at_ms, file };
  }

  usedBytes(owner: UserId): Promise<number> {
    return usedBytes(this.#db, owner);
  }

  async put(
    { mediaId, owner, nowMs, file }: { mediaId: MediaId; owner: UserId; nowMs: number; file: MediaFile },
    quotaBytes: number,
  ): Promise<'kept' | 'over-quota' | 'taken'> {
    return this.#ownTurn(owner, async (transaction) => {
      if ((await usedBytes(transaction, owner)) + file.sizeBytes > quotaBytes) return 'over-quota';
      const uploaded = {
        ...{ uploaded_at_ms: nowMs, size_bytes: file.sizeBytes, sha256: file.sha256 },
        ...{ type: file.type, name: file.name ?? null, sealed: file.sealed },
      };
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('chat.media')
        .values({ media_id: mediaId, owner, created_at_ms: nowMs, ...uploaded })
        .onConflict((conflict) => conflict.column('media_id').doUpdateSet(uploaded).where('chat.media.uploaded_at_ms', 'is', null))
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n ? 'kept' : 'taken';
    });
  }

  async uses(mediaId: MediaId, userId: UserId, limit: number, onlyRoom?: RoomId): Promise<{ roomId: RoomId; eventId: EventId }[]> {
    let query = this.#db
      .selectFrom('chat.media_use')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.media_use.room_nid')
      .leftJoin('chat.membership', (join) =>
        join.onRef('chat.membership.room_nid', '=', 'chat.media_use.room_nid').on('chat.membership.user_id', '=', userId),
      )
      .select(['room_id', 'event_id'])
      .where('media_id', '=', mediaId)
      .orderBy(sql`membership = 'join'`, (order) => order.desc().nullsLast())
      .limit(limit);
    if (onlyRoom !== undefined) query = query.where('room_id', '=', onlyRoom);
    const rows = await query.execute();
    return rows.map(({ room_id, event_id }) => ({ roomId: room_id, eventId: event_id }));
  }

  async removeUnused(beforeMs: number): Promise<MediaId[]> {
    return this.#db.transaction().execute(async (transaction) => {
      const candidates = await transaction
        .selectFrom('chat.media')
        .select('media_id')
        .where('created_at_ms', '<', beforeMs)
        .where((eb) => eb.or([eb('sealed', '=', false), eb('uploaded_at_ms', 'is', null)]))
        .where((eb) =>
          eb.not(eb.exists(eb.selectFrom('chat.media_use').select('event_id').whereRef('media_id', '=', 'chat.media.media_id'))),
        )
        .orderBy('media_id')
        .limit(1_000)
        .forUpdate()
        .skipLocked()
        .execute();
      return removeUnnamed(
        transaction,
        candidates.map(({ media_id }) => media_id),
      );
    });
  }

  async removeSealed(beforeMs: number): Promise<MediaId[]> {
    const { rows } = await sql<{ media_id: MediaId }>`
      delete from chat.media where media_id in (
        select media_id from chat.media
        where sealed and created_at_ms < ${beforeMs}
          and not exists (select from chat.media_use use where use.media_id = media.media_id)
          and not exists (select from chat.hold where kind = 'person' and subject = media.owner and released_at_ms is null)
          and not exists (
            select from chat.hold join chat.room on room.room_id = hold.subject join chat.membership using (room_nid)
            where hold.kind = 'room' and released_at_ms is null and membership.user_id = media.owner)
        order by media_id limit 1000 for update skip locked)
      returning media_id`.execute(this.#db);
    return rows.map(({ media_id }) => media_id);
  }

  async known(mediaIds: readonly MediaId[]): Promise<Set<MediaId>> {
    if (mediaIds.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('chat.media')
      .select('media_id')
      .where('media_id', 'in', [...mediaIds])
      .execute();
    return new Set(rows.map(({ media_id }) => media_id));
  }

  /** What somebody sends at the same time is counted one after the other. */
  #ownTurn<T>(owner: UserId, act: (transaction: ChatDatabase) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('chat.chatter').select('user_id').where('user_id', '=', owner).forNoKeyUpdate().execute();
      return act(transaction);
    });
  }
}

async function usedBytes(db: ChatDatabase, owner: UserId): Promise<number> {
  const { bytes } = await db
    .selectFrom('chat.media')
    .select(sql<number>`coalesce(sum(size_bytes), 0)::bigint`.as('bytes'))
    .where('owner', '=', owner)
    .executeTakeFirstOrThrow();
  return bytes;
}

/**
 * Those of them that no event names. They are locked already: an event that came to name one since is seen here, one that comes to
 * name one now waits.
 */
export async function removeUnnamed(transaction: ChatDatabase, mediaIds: readonly MediaId[]): Promise<MediaId[]> {
  if (mediaIds.length === 0) return [];
  const removed = await transaction
    .deleteFrom('chat.media')
    .where('media_id', 'in', [...mediaIds])
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('chat.media_use').select('event_id').whereRef('chat.media_use.media_id', '=', 'chat.media.media_id'))),
    )
    .returning('media_id')
    .execute();
  return removed.map(({ media_id }) => media_id);
}
