/** Messages from device to device, kept until they were fetched. */
import type { Clock } from '@saal/foundation';
import type { ToDeviceStore } from '../encryption-ports.ts';
import type { EventId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { StreamPos } from '../ports.ts';
import type { Asker } from '../rooms.ts';
import { takePositions, tellNews, type OwnChanges } from './stream.ts';
import type { ChatDatabase } from './tables.ts';

/** In the list of answered requests: such a message has no id. */
const NO_EVENT = '' as EventId;

export class PostgresToDeviceStore implements ToDeviceStore {
  readonly #db: ChatDatabase;
  readonly #changes: OwnChanges;
  readonly #clock: Clock;

  constructor(changes: OwnChanges, clock: Clock) {
    this.#db = changes.db;
    this.#changes = changes;
    this.#clock = clock;
  }

  async send(from: Asker, { type, transactionId, to }: Parameters<ToDeviceStore['send']>[1]): Promise<void> {
    await this.#changes.make(async (transaction) => {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('chat.transaction')
        .values({
          ...{ user_id: from.userId, device_id: from.deviceId, path: `sendToDevice ${type}`, transaction_id: transactionId },
          ...{ event_id: NO_EVENT, made_at_ms: this.#clock.now() },
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n || to.length === 0) return undefined;
      const devices = await transaction
        .selectFrom('chat.device')
        .select(['user_id', 'device_id'])
        .where('user_id', 'in', [...new Set(to.map(({ userId }) => userId))])
        .execute();
      const messages = to.flatMap(({ userId, deviceId, content }) =>
        devices
          .filter((device) => device.user_id === userId && (deviceId === undefined || device.device_id === deviceId))
          .map((device) => ({ ...device, content: JSON.stringify(content) })),
      );
      if (messages.length === 0) return undefined;
      const positions = await takePositions(transaction, messages.length);
      await transaction
        .insertInto('chat.to_device')
        .values(messages.map((message, at) => ({ ...message, sender: from.userId, type, stream: positions[at] ?? 0 })))
        .execute();
      const last = positions.at(-1) ?? 0;
      await tellNews(transaction, { pos: last, kind: 'to-device', users: [...new Set(messages.map(({ user_id }) => user_id))] });
      return last;
    });
  }

  waiting(asker: Asker, to: StreamPos, limit: number): Promise<DirectedEvent[]> {
    return eventsTo(this.#db, asker, { after: 0, to, limit });
  }

  async received({ userId, deviceId }: Asker, upTo: StreamPos): Promise<void> {
    await this.#db
      .deleteFrom('chat.to_device')
      .where('user_id', '=', userId)
      .where('device_id', '=', deviceId)
      .where('stream', '<=', upTo)
      .execute();
  }
}

export interface DirectedEvent {
  stream: StreamPos;
  event: JsonObject;
}

/** What was sent to a device and not taken by it, oldest first. */
export async function eventsTo(
  db: ChatDatabase,
  { userId, deviceId }: Asker,
  { after, to, limit }: { after: StreamPos; to: StreamPos; limit: number },
): Promise<DirectedEvent[]> {
  const rows = await db
    .selectFrom('chat.to_device')
    .select(['stream', 'sender', 'type', 'content'])
    .where('user_id', '=', userId)
    .where('device_id', '=', deviceId)
    .where('stream', '>', after)
    .where('stream', '<=', to)
    .orderBy('stream')
    .limit(limit)
    .execute();
  return rows.map(({ stream, sender, type, content }) => ({
    stream,
    event: { sender, type, content: JSON.parse(content) as JsonObject },
  }));
}
