/** Sealed backups of message keys, in Postgres. */
import { sql } from 'kysely';
import type { BackupKey, BackupStore, BackupVersion } from '../encryption-ports.ts';
import type { UserId } from '../ids.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import type { ChatDatabase } from './tables.ts';

export class PostgresBackupStore implements BackupStore {
  readonly #db: ChatDatabase;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async make(userId: UserId, { algorithm, authData }: { algorithm: string; authData: JsonObject }): Promise<string> {
    const { version } = await this.#db
      .insertInto('chat.backup_version')
      .values({ user_id: userId, algorithm, auth_data: canonicalJson(authData) })
      .returning('version')
      .executeTakeFirstOrThrow();
    return String(version);
  }

  async version(userId: UserId, version: string | undefined): Promise<BackupVersion | undefined> {
    let query = this.#db
      .selectFrom('chat.backup_version')
      .select(['version', 'algorithm', 'auth_data', 'etag'])
      .where('user_id', '=', userId)
      .where('deleted', '=', false)
      .orderBy('version', 'desc')
      .limit(1);
    if (version !== undefined) query = query.where('version', '=', numberOf(version));
    const row = await query.executeTakeFirst();
    if (!row) return undefined;
    const { algorithm, etag, auth_data: authData } = row;
    const count = await this.#count(this.#db, userId, row.version);
    return { version: String(row.version), algorithm, authData: JSON.parse(authData) as JsonObject, etag: String(etag), count };
  }

  async changeAuthData(userId: UserId, version: string, authData: JsonObject): Promise<void> {
    await this.#db
      .updateTable('chat.backup_version')
      .set({ auth_data: canonicalJson(authData) })
      .where('user_id', '=', userId)
      .where('version', '=', numberOf(version))
      .execute();
  }

  async remove(userId: UserId, version: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('chat.backup_version')
        .set({ deleted: true })
        .where('user_id', '=', userId)
        .where('version', '=', numberOf(version))
        .executeTakeFirstOrThrow();
      await transaction.deleteFrom('chat.backup_key').where('user_id', '=', userId).where('version', '=', numberOf(version)).execute();
      return numUpdatedRows > 0n;
    });
  }

  async put(userId: UserId, version: string, keys: readonly BackupKey[]): Promise<{ etag: string; count: number }> {
    return this.#changing(userId, version, async (transaction) => {
      let changed = false;
      for (const key of keys) {
        const values = {
          first_message_index: key.firstMessageIndex,
          forwarded_count: key.forwardedCount,
          is_verified: key.isVerified,
          session_data: canonicalJson(key.sessionData),
        };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('chat.backup_key')
          .values({ user_id: userId, version: numberOf(version), room_id: key.roomId, session_id: key.sessionId, ...values })
          .onConflict((conflict) =>
            conflict
              .columns(['user_id', 'version', 'room_id', 'session_id'])
              .doUpdateSet(values)
              // Client-server API, "PUT /room_keys/keys": which of two is kept.
              .where(
                sql<boolean>`(excluded.is_verified::int, -excluded.first_message_index, -excluded.forwarded_count)
                  > (backup_key.is_verified::int, -backup_key.first_message_index, -backup_key.forwarded_count)`,
              ),
          )
          .executeTakeFirstOrThrow();
        changed ||= numInsertedOrUpdatedRows !== 0n;
      }
      return changed;
    });
  }

  async keys(userId: UserId, version: string, of: Parameters<BackupStore['keys']>[2]): Promise<BackupKey[]> {
    let query = this.#db.selectFrom('chat.backup_key').selectAll().where('user_id', '=', userId).where('version', '=', numberOf(version));
    if (of.roomId !== undefined) query = query.where('room_id', '=', of.roomId);
    if (of.sessionId !== undefined) query = query.where('session_id', '=', of.sessionId);
    return (await query.execute()).map((row) => ({
      roomId: row.room_id,
      sessionId: row.session_id,
      firstMessageIndex: row.first_message_index,
      forwardedCount: row.forwarded_count,
      isVerified: row.is_verified,
      sessionData: JSON.parse(row.session_data) as JsonObject,
    }));
  }

  async removeKeys(
    userId: UserId,
    version: string,
    of: Parameters<BackupStore['removeKeys']>[2],
  ): Promise<{ etag: string; count: number }> {
    return this.#changing(userId, version, async (transaction) => {
      let query = transaction.deleteFrom('chat.backup_key').where('user_id', '=', userId).where('version', '=', numberOf(version));
      if (of.roomId !== undefined) query = query.where('room_id', '=', of.roomId);
      if (of.sessionId !== undefined) query = query.where('session_id', '=', of.sessionId);
      const { numDeletedRows } = await query.executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    });
  }

  /** The etag changes with what is in the backup. */
  async #changing(
    userId: UserId,
    version: string,
    act: (transaction: ChatDatabase) => Promise<boolean>,
  ): Promise<{ etag: string; count: number }> {
    return this.#db.transaction().execute(async (transaction) => {
      const changed = await act(transaction);
      const { etag } = await transaction
        .updateTable('chat.backup_version')
        .set((eb) => ({ etag: changed ? eb('etag', '+', 1) : eb.ref('etag') }))
        .where('user_id', '=', userId)
        .where('version', '=', numberOf(version))
        .returning('etag')
        .executeTakeFirstOrThrow();
      return { etag: String(etag), count: await this.#count(transaction, userId, numberOf(version)) };
    });
  }

  async #count(db: ChatDatabase, userId: UserId, version: number): Promise<number> {
    const { count } = await db
      .selectFrom('chat.backup_key')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .where('version', '=', version)
      .executeTakeFirstOrThrow();
    return count;
  }
}

/** Versions are numbers here; what is none is nobody's. */
function numberOf(version: string): number {
  return /^\d{1,15}$/.test(version) ? Number(version) : -1;
}
