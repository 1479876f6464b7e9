import type { Clock } from '@saal/foundation';
import type { DehydratedDevice, DehydratedStore } from '../dehydrated-devices.ts';
import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { StreamPos } from '../ports.ts';
import type { ChatDatabase } from './tables.ts';
import { eventsTo, type DirectedEvent } from './to-device-store.ts';

export class PostgresDehydratedStore implements DehydratedStore {
  readonly #db: ChatDatabase;
  readonly #clock: Clock;

  constructor(db: ChatDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async addDevice(userId: UserId, deviceId: string, name: string | undefined): Promise<void> {
    const nowMs = this.#clock.now();
    await this.#db
      .insertInto('chat.device')
      .values({
        ...{ user_id: userId, device_id: deviceId, display_name: name ?? null, created_at_ms: nowMs, last_seen_at_ms: nowMs },
        ...{ token_hash: null, refresh_hash: null, expires_at_ms: null },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async of(userId: UserId): Promise<DehydratedDevice | undefined> {
    const row = await this.#db
      .selectFrom('chat.dehydrated_device')
      .select(['device_id', 'data'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row && { deviceId: row.device_id, data: JSON.parse(row.data) as JsonObject };
  }

  async put(userId: UserId, { deviceId, data }: DehydratedDevice): Promise<void> {
    const values = { device_id: deviceId, data: JSON.stringify(data) };
    await this.#db
      .insertInto('chat.dehydrated_device')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute();
  }

  events(userId: UserId, deviceId: string, after: StreamPos, limit: number): Promise<DirectedEvent[]> {
    return eventsTo(this.#db, { userId, deviceId }, { after, to: Number.MAX_SAFE_INTEGER, limit });
  }
}
