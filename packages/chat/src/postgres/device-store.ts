import type { DeviceRecord, DeviceStore, EnteredBy } from '../devices.ts';
import type { RoomId, UserId } from '../ids.ts';
import type { KeptAnswers } from '../kept-answers.ts';
import type { Device } from '../ports.ts';
import type { Asker } from '../rooms.ts';
import { deviceChanged } from './key-store.ts';
import { tellOutdated, type OwnChanges } from './stream.ts';
import type { ChatDatabase } from './tables.ts';

const deviceColumns = ['user_id', 'device_id', 'display_name', 'last_seen_at_ms', 'expires_at_ms', 'only_room'] as const;

export class PostgresDeviceStore implements DeviceStore {
  readonly #db: ChatDatabase;
  readonly #changes: OwnChanges;
  readonly #kept: KeptAnswers<DeviceRecord | undefined>;

  /** @param kept tokens are looked up there first */
  constructor(changes: OwnChanges, kept: KeptAnswers<DeviceRecord | undefined>) {
    this.#db = changes.db;
    this.#changes = changes;
    this.#kept = kept;
  }

  async put(device: Parameters<DeviceStore['put']>[0]): Promise<void> {
    const secrets = {
      token_hash: device.tokenHash,
      refresh_hash: device.refreshHash ?? null,
      expires_at_ms: device.expiresAtMs ?? null,
      last_seen_at_ms: device.lastSeenAtMs,
      ...(device.appPasswordId === undefined ? {} : { app_password_id: device.appPasswordId }),
      ...(device.sessionId === undefined ? {} : { session_id: device.sessionId }),
      only_room: device.onlyRoom ?? null,
    };
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('chat.device')
        .values({
          ...{
            user_id: device.userId,
            device_id: device.deviceId,
            display_name: device.displayName ?? null,
            created_at_ms: device.lastSeenAtMs,
          },
          ...secrets,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['user_id', 'device_id'])
            .doUpdateSet({ ...secrets, ...(device.displayName === undefined ? {} : { display_name: device.displayName }) }),
        )
        .execute();
      await tellOutdated(transaction, { people: [device.userId] });
    });
    this.#kept.forget([device.userId]);
  }

  async enteredBy(userId: UserId, by: EnteredBy): Promise<string[]> {
    const ofPerson = this.#db.selectFrom('chat.device').select('device_id').where('user_id', '=', userId);
    const rows = await (
      'sessionId' in by ? ofPerson.where('session_id', '=', by.sessionId) : ofPerson.where('app_password_id', '=', by.appPasswordId)
    ).execute();
    return rows.map(({ device_id }) => device_id);
  }

  byToken(tokenHash: string): Promise<DeviceRecord | undefined> {
    return this.#kept.get(
      tokenHash,
      () => this.#find('token_hash', tokenHash),
      (device) => device?.userId,
    );
  }

  byRefresh(refreshHash: string): Promise<DeviceRecord | undefined> {
    return this.#find('refresh_hash', refreshHash);
  }

  async noteUse({ userId, deviceId }: Asker, nowMs: number): Promise<void> {
    await this.#db
      .updateTable('chat.device')
      .set({ last_seen_at_ms: nowMs })
      .where('user_id', '=', userId)
      .where('device_id', '=', deviceId)
      .execute();
    this.#kept.forget([userId]);
  }

  async list(userId: UserId): Promise<Device[]> {
    const rows = await this.#db
      .selectFrom('chat.device')
      .select(deviceColumns)
      .where('user_id', '=', userId)
      .where('token_hash', 'is not', null)
      .where('only_room', 'is', null)
      .orderBy('last_seen_at_ms', 'desc')
      .execute();
    return rows.map(deviceOf);
  }

  async rename(userId: UserId, deviceId: string, name: string | undefined): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('chat.device')
      .set((eb) => ({ display_name: name ?? eb.ref('display_name') }))
      .where('user_id', '=', userId)
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  async remove(userId: UserId, deviceIds: readonly string[] | undefined): Promise<void> {
    if (deviceIds?.length === 0) return;
    await this.#changes.make(async (transaction) => {
      let query = transaction.deleteFrom('chat.device').where('user_id', '=', userId);
      if (deviceIds) query = query.where('device_id', 'in', [...deviceIds]);
      const { numDeletedRows } = await query.executeTakeFirstOrThrow();
      await tellOutdated(transaction, { people: [userId] });
      return numDeletedRows > 0n ? deviceChanged(transaction, [userId]) : undefined;
    });
    this.#kept.forget([userId]);
  }

  async #find(column: 'token_hash' | 'refresh_hash', hash: string): Promise<DeviceRecord | undefined> {
    const row = await this.#db.selectFrom('chat.device').select(deviceColumns).where(column, '=', hash).executeTakeFirst();
    return row && deviceOf(row);
  }
}

function deviceOf(row: {
  user_id: UserId;
  device_id: string;
  display_name: string | null;
  last_seen_at_ms: number;
  expires_at_ms: number | null;
  only_room: RoomId | null;
}): DeviceRecord {
  return {
    userId: row.user_id,
    deviceId: row.device_id,
    displayName: row.display_name ?? undefined,
    lastSeenAtMs: row.last_seen_at_ms,
    expiresAtMs: row.expires_at_ms ?? undefined,
    onlyRoom: row.only_room ?? undefined,
  };
}
