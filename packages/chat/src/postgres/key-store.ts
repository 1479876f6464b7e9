/** Public keys of devices and people, in Postgres. */
import { sql, type RawBuilder } from 'kysely';
import { invalidParam } from '../errors.ts';
import type { KeySignature, KeyStore, KeyUsage, OneTimeKey } from '../encryption-ports.ts';
import type { UserId } from '../ids.ts';
import { canonicalJson, type JsonObject } from '../json.ts';
import type { KeptAnswers } from '../kept-answers.ts';
import type { StreamPos } from '../ports.ts';
import type { Asker } from '../rooms.ts';
import { takePositions, tellNews, tellOutdated, type OwnChanges } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/** How many keys of a device are there to be given out. */
export type KeyCounts = Awaited<ReturnType<KeyStore['counts']>>;
type ReadKey = OneTimeKey['key'];

export class PostgresKeyStore implements KeyStore {
  readonly #db: ChatDatabase;
  readonly #changes: OwnChanges;
  readonly #kept: KeptAnswers<KeyCounts>;

  /** @param kept how many keys devices have is looked up there first */
  constructor(changes: OwnChanges, kept: KeptAnswers<KeyCounts>) {
    this.#db = changes.db;
    this.#changes = changes;
    this.#kept = kept;
  }

  async upload(asker: Asker, { device, oneTime, fallback }: Parameters<KeyStore['upload']>[1]): Promise<void> {
    await this.#changes.make(async (transaction) => {
      const own = { user_id: asker.userId, device_id: asker.deviceId };
      for (const { algorithm, keyId, key } of oneTime) {
        const text = canonicalJson(key);
        const { rows } = await sql<{ key: string }>`
          insert into chat.one_time_key (user_id, device_id, algorithm, key_id, key)
          values (${own.user_id}, ${own.device_id}, ${algorithm}, ${keyId}, ${text})
          on conflict (user_id, device_id, algorithm, key_id) do update set key = one_time_key.key
          returning key`.execute(transaction);
        if (rows[0]?.key !== text) throw invalidParam(`another key is called ${algorithm}:${keyId}`);
      }
      for (const { algorithm, keyId, key } of fallback) {
        const values = { key_id: keyId, key: canonicalJson(key), used: false };
        await transaction
          .insertInto('chat.fallback_key')
          .values({ ...own, algorithm, ...values })
          .onConflict((conflict) => conflict.columns(['user_id', 'device_id', 'algorithm']).doUpdateSet(values))
          .execute();
      }
      await tellOutdated(transaction, { people: [asker.userId] });
      if (!device) return undefined;
      const keys = canonicalJson(device);
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('chat.device_key')
        .values({ ...own, keys })
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'device_id']).doUpdateSet({ keys }).where('chat.device_key.keys', '!=', keys),
        )
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 0n ? undefined : deviceChanged(transaction, [asker.userId]);
    });
    this.#kept.forget([asker.userId]);
  }

  counts(asker: Asker): Promise<KeyCounts> {
    const { userId, deviceId } = asker;
    return this.#kept.get(
      JSON.stringify([userId, deviceId]),
      () => this.#count(asker),
      () => userId,
    );
  }

  async #count({ userId, deviceId }: Asker): Promise<KeyCounts> {
    const { rows } = await sql<{ algorithm: string; count: number | null }>`
      select algorithm, count(*) as count from chat.one_time_key where user_id = ${userId} and device_id = ${deviceId} group by algorithm
      union all
      select algorithm, null from chat.fallback_key where user_id = ${userId} and device_id = ${deviceId} and not used`.execute(this.#db);
    return {
      // Clients make new ones only when they are told that there are none.
      oneTime: {
        signed_curve25519: 0,
        ...Object.fromEntries(rows.flatMap(({ algorithm, count }) => (count === null ? [] : [[algorithm, count]]))),
      },
      unusedFallback: rows.flatMap(({ algorithm, count }) => (count === null ? algorithm : [])),
    };
  }

  async devices(wanted: Parameters<KeyStore['devices']>[0]): ReturnType<KeyStore['devices']> {
    if (wanted.size === 0) return [];
    const rows = await this.#db
      .selectFrom('chat.device_key')
      .innerJoin('chat.device', (join) =>
        join.onRef('chat.device.user_id', '=', 'chat.device_key.user_id').onRef('chat.device.device_id', '=', 'chat.device_key.device_id'),
      )
      .select(['chat.device_key.user_id', 'chat.device_key.device_id', 'keys', 'display_name'])
      .where('chat.device_key.user_id', 'in', [...wanted.keys()])
      .execute();
    return rows.flatMap(({ user_id: userId, device_id: deviceId, keys, display_name: name }) => {
      const some = wanted.get(userId);
      if (some && !some.includes(deviceId)) return [];
      return [{ userId, deviceId, name: name ?? undefined, keys: JSON.parse(keys) as JsonObject }];
    });
  }

  async crossSigning(userIds: readonly UserId[]): Promise<{ userId: UserId; usage: KeyUsage; keys: JsonObject }[]> {
    if (userIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('chat.cross_signing_key')
      .selectAll()
      .where('user_id', 'in', [...userIds])
      .execute();
    return rows.map(({ user_id: userId, usage, keys }) => ({ userId, usage, keys: JSON.parse(keys) as JsonObject }));
  }

  async putCrossSigning(userId: UserId, given: ReadonlyMap<KeyUsage, JsonObject>): Promise<void> {
    await this.#changes.make(async (transaction) => {
      for (const [usage, key] of given) {
        const keys = canonicalJson(key);
        await transaction
          .insertInto('chat.cross_signing_key')
          .values({ user_id: userId, usage, keys })
          .onConflict((conflict) => conflict.columns(['user_id', 'usage']).doUpdateSet({ keys }))
          .execute();
      }
      return deviceChanged(transaction, [userId]);
    });
  }

  async signatures(userIds: readonly UserId[], signers: readonly UserId[]): Promise<KeySignature[]> {
    if (userIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('chat.key_signature')
      .selectAll()
      .where('user_id', 'in', [...userIds])
      .where('signer_id', 'in', [...signers])
      .execute();
    return rows.map(({ signer_id, user_id, key_id, ...row }) => ({ ...row, signerId: signer_id, userId: user_id, keyId: key_id }));
  }

  async putSignatures(signatures: readonly KeySignature[]): Promise<void> {
    if (signatures.length === 0) return;
    await this.#changes.make(async (transaction) => {
      for (const { signerId, userId, target, keyId, signature } of signatures) {
        await transaction
          .insertInto('chat.key_signature')
          .values({ signer_id: signerId, user_id: userId, target, key_id: keyId, signature })
          .onConflict((conflict) => conflict.columns(['user_id', 'target', 'signer_id', 'key_id']).doUpdateSet({ signature }))
          .execute();
      }
      return deviceChanged(transaction, [...new Set(signatures.map(({ userId }) => userId))]);
    });
  }

  async claim(userId: UserId, deviceId: string, algorithm: string): Promise<OneTimeKey | undefined> {
    const claimed = await this.#claim(userId, deviceId, algorithm);
    this.#kept.forget([userId]);
    await tellOutdated(this.#db, { people: [userId] });
    return claimed;
  }

  async #claim(userId: UserId, deviceId: string, algorithm: string): Promise<OneTimeKey | undefined> {
    const { rows } = await sql<{ key_id: string; key: string }>`
      delete from chat.one_time_key where ctid = (
        select ctid from chat.one_time_key
        where user_id = ${userId} and device_id = ${deviceId} and algorithm = ${algorithm}
        order by seq limit 1 for update skip locked
      ) returning key_id, key`.execute(this.#db);
    const [row] = rows;
    if (row) return { algorithm, keyId: row.key_id, key: JSON.parse(row.key) as ReadKey };
    const fallback = await this.#db
      .updateTable('chat.fallback_key')
      .set({ used: true })
      .where('user_id', '=', userId)
      .where('device_id', '=', deviceId)
      .where('algorithm', '=', algorithm)
      .returning(['key_id', 'key'])
      .executeTakeFirst();
    return fallback && { algorithm, keyId: fallback.key_id, key: JSON.parse(fallback.key) as ReadKey };
  }

  async changes(userId: UserId, after: StreamPos, to: StreamPos): Promise<{ changed: UserId[]; left: UserId[] }> {
    // From the few memberships and devices that changed in the span to those who share rooms, not the other way round.
    const { rows } = await sql<{ user_id: UserId; is_left: boolean }>`
      with moved as (
        select other.user_id, own.membership = 'join' and other.membership = 'join' as is_together,
          (own.membership = 'join' and other.membership in ('leave', 'ban'))
            or (own.membership in ('leave', 'ban') and other.membership = 'join') as is_apart
        from chat.membership other join chat.membership own using (room_nid)
        where other.stream > ${after} and other.stream <= ${to} and own.user_id = ${userId} and own.stream <= ${to}
        union
        select other.user_id, own.membership = 'join' and other.membership = 'join',
          (own.membership = 'join' and other.membership in ('leave', 'ban'))
            or (own.membership in ('leave', 'ban') and other.membership = 'join')
        from chat.membership own join chat.membership other using (room_nid)
        where own.user_id = ${userId} and own.stream > ${after} and own.stream <= ${to} and other.stream <= ${to}
      )
      select user_id, false as is_left from moved where is_together and user_id <> ${userId}
      union
      select user_id, false from chat.device_change
      where stream > ${after} and stream <= ${to} and (user_id = ${userId} or ${sharesRoom(userId, sql`device_change.user_id`)})
      union
      select user_id, true from moved where is_apart and user_id <> ${userId} and not ${sharesRoom(userId, sql`moved.user_id`)}`.execute(
      this.#db,
    );
    const those = (isLeft: boolean): UserId[] => rows.flatMap(({ user_id, is_left }) => (is_left === isLeft ? user_id : []));
    return { changed: those(false), left: those(true) };
  }
}

function sharesRoom(userId: UserId, other: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from chat.membership mine join chat.membership theirs using (room_nid)
    where mine.user_id = ${userId} and mine.membership = 'join' and theirs.user_id = ${other} and theirs.membership = 'join'
  )`;
}

/** Whoever shares a room with them is to ask for their keys again. */
export async function deviceChanged(transaction: ChatDatabase, userIds: readonly UserId[]): Promise<StreamPos> {
  const rooms = await transaction
    .selectFrom('chat.membership')
    .select('room_nid')
    .distinct()
    .where('user_id', 'in', [...userIds])
    .where('membership', '=', 'join')
    .execute();
  const positions = await takePositions(transaction, userIds.length);
  await transaction
    .insertInto('chat.device_change')
    .values(userIds.map((user_id, at) => ({ user_id, stream: positions[at] ?? 0 })))
    .execute();
  const pos = positions.at(-1) ?? 0;
  await tellNews(transaction, { pos, kind: 'devices', users: [...userIds], rooms: rooms.map(({ room_nid }): RoomNid => room_nid) });
  return pos;
}
