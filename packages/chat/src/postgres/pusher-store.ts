/** Where clients want to be told, how far each was, and the key that push services know us by. */
import { sql } from 'kysely';
import type { Clock } from '@saal/foundation';
import { ChatError } from '../errors.ts';
import type { UserId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { StreamPos } from '../ports.ts';
import type { DuePusher, Pusher, PusherKind, PusherStore } from '../push-ports.ts';
import type { ChatDatabase } from './tables.ts';

/** As many are told by one server at a time. */
const MOST_TAKEN = 100;

interface PusherRow {
  user_id: UserId;
  device_id: string;
  app_id: string;
  pushkey: string;
  kind: PusherKind;
  profile: string;
}

export class PostgresPusherStore implements PusherStore {
  readonly #db: ChatDatabase;
  readonly #position: () => StreamPos;

  constructor(db: ChatDatabase, position: () => StreamPos) {
    this.#db = db;
    this.#position = position;
  }

  async of(userId: UserId): Promise<Pusher[]> {
    const rows = await this.#db.selectFrom('chat.pusher').selectAll().where('user_id', '=', userId).orderBy('app_id').execute();
    return rows.map(pusherOf);
  }

  async set({ userId, deviceId, appId, pushkey, kind, profile }: Pusher, { alone, most }: { alone: boolean; most: number }): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const same = transaction.deleteFrom('chat.pusher').where('app_id', '=', appId).where('pushkey', '=', pushkey);
      await (alone ? same : same.where('user_id', '=', userId)).execute();
      const { count } = await transaction
        .selectFrom('chat.pusher')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .executeTakeFirstOrThrow();
      if (count >= most) throw new ChatError('invalid_param', `at most ${most} pushers are kept`);
      await transaction
        .insertInto('chat.pusher')
        .values({
          ...{ user_id: userId, device_id: deviceId, app_id: appId, pushkey, kind },
          ...{ profile: JSON.stringify(profile), told_stream: this.#position() },
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  async remove(userId: UserId, appId: string, pushkey: string): Promise<void> {
    await this.#db
      .deleteFrom('chat.pusher')
      .where('user_id', '=', userId)
      .where('app_id', '=', appId)
      .where('pushkey', '=', pushkey)
      .execute();
  }

  async take(rooms: readonly number[] | undefined, nowMs: number, leaseMs: number): Promise<DuePusher[]> {
    // A lease that ended without a word is that of a server that did.
    const isDue = rooms
      ? sql`next_try_at_ms <= ${nowMs} and exists (
          select 1 from chat.membership member join chat.room room using (room_nid)
          where member.user_id = pusher.user_id and member.room_nid = any (${[...rooms]}::bigint[])
            and member.membership in ('join', 'invite') and room.last_stream > pusher.told_stream
        )`
      : sql`next_try_at_ms > 0 and next_try_at_ms <= ${nowMs}`;
    const { rows } = await sql<PusherRow & { told_stream: StreamPos; failures: number }>`
      update chat.pusher set next_try_at_ms = ${nowMs + leaseMs}
      where (user_id, app_id, pushkey) in (
        select user_id, app_id, pushkey from chat.pusher pusher where ${isDue} limit ${MOST_TAKEN} for update skip locked
      )
      returning user_id, device_id, app_id, pushkey, kind, profile, told_stream, failures`.execute(this.#db);
    return rows.map((row) => ({ ...pusherOf(row), toldStream: row.told_stream, failures: row.failures }));
  }

  async told(pusher: Pusher, toldStream: StreamPos): Promise<void> {
    await this.#note(pusher, { told_stream: toldStream, failures: 0, next_try_at_ms: 0 });
  }

  async failed(pusher: Pusher, toldStream: StreamPos, nextTryAtMs: number): Promise<void> {
    await this.#note(pusher, { told_stream: toldStream, failures: sql<number>`failures + 1`, next_try_at_ms: nextTryAtMs });
  }

  async #note(
    { userId, appId, pushkey }: Pusher,
    to: { told_stream: number; failures: number | ReturnType<typeof sql<number>>; next_try_at_ms: number },
  ): Promise<void> {
    await this.#db
      .updateTable('chat.pusher')
      .set(to)
      .where('user_id', '=', userId)
      .where('app_id', '=', appId)
      .where('pushkey', '=', pushkey)
      .execute();
  }
}

function pusherOf({ user_id, device_id, app_id, pushkey, kind, profile }: PusherRow): Pusher {
  return { userId: user_id, deviceId: device_id, appId: app_id, pushkey, kind, profile: JSON.parse(profile) as JsonObject };
}

/** Made at the first start, the same for all servers of the house: browsers let nobody else send to what they subscribed by it. */
export async function ownWebPushKey(
  db: ChatDatabase,
  clock: Clock,
  make: () => { privateKey: Buffer; publicKey: Buffer },
): Promise<{ privateKey: Buffer; publicKey: Buffer }> {
  const made = make();
  await db
    .insertInto('chat.web_push_key')
    .values({ private_key: made.privateKey, public_key: made.publicKey, created_at_ms: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { private_key: privateKey, public_key: publicKey } = await db
    .selectFrom('chat.web_push_key')
    .select(['private_key', 'public_key'])
    .executeTakeFirstOrThrow();
  return { privateKey, publicKey };
}
