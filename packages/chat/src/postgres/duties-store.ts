/** Erasing, holding and writing down, in Postgres. */
import type { Clock } from '@saal/foundation';
import { sql } from 'kysely';
import type { AuditRecord, ChatUse, DutiesStore, Hold, StoredReport } from '../duties-ports.ts';
import type { EventId, RoomId, UserId } from '../ids.ts';
import { canonicalJson, isObject, member, type JsonObject } from '../json.ts';
import type { Pdu } from '../pdu.ts';
import type { StreamPos } from '../ports.ts';
import { redacted } from '../redaction.ts';
import type { RoomMarks } from '../retention.ts';
import { forgetMediaUses } from './media-uses.ts';
import { forgetWords } from './search-index.ts';
import { tellOutdated } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';
import { countUse } from './use-counter.ts';

const markTypes = ['eu.saal.room', 'm.room.retention', 'm.room.create', 'm.space.parent'];

export class PostgresDutiesStore implements DutiesStore {
  readonly #db: ChatDatabase;
  readonly #clock: Clock;

  constructor(db: ChatDatabase, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  write(record: Parameters<DutiesStore['write']>[0]): Promise<void> {
    return this.#write(this.#db, record);
  }

  async #write(db: ChatDatabase, { action, actor, roomId, subject, details }: Parameters<DutiesStore['write']>[0]): Promise<void> {
    await db
      .insertInto('chat.audit')
      .values({
        ...{ at_ms: this.#clock.now(), action, actor: actor ?? null, room_id: roomId ?? null },
        ...{ subject: subject ?? null, event_id: null, details: JSON.stringify(details ?? {}) },
      })
      .execute();
  }

  async audit({ before, action, limit }: Parameters<DutiesStore['audit']>[0]): Promise<AuditRecord[]> {
    let query = this.#db.selectFrom('chat.audit').selectAll().orderBy('audit_id', 'desc').limit(limit);
    if (before !== undefined) query = query.where('audit_id', '<', before);
    if (action !== undefined) query = query.where('action', '=', action);
    return (await query.execute()).map((row) => ({
      ...{ id: row.audit_id, atMs: row.at_ms, action: row.action, actor: row.actor ?? undefined, roomId: row.room_id ?? undefined },
      ...{ subject: row.subject ?? undefined, eventId: row.event_id ?? undefined, details: JSON.parse(row.details) as JsonObject },
    }));
  }

  use(fromMs: number, untilMs: number): Promise<ChatUse> {
    return countUse(this.#db, fromMs, untilMs);
  }

  async reports({ before, limit }: Parameters<DutiesStore['reports']>[0]): Promise<StoredReport[]> {
    let query = this.#db.selectFrom('chat.report').selectAll().orderBy('report_id', 'desc').limit(limit);
    if (before !== undefined) query = query.where('report_id', '<', before);
    return (await query.execute()).map((row) => ({
      ...{ id: row.report_id, atMs: row.at_ms, reporter: row.reporter, reason: row.reason },
      ...(row.room_id === null ? {} : { roomId: row.room_id }),
      ...(row.event_id === null ? {} : { eventId: row.event_id }),
      ...(row.user_id === null ? {} : { userId: row.user_id }),
    }));
  }

  placeHold({ kind, subject, reason, placedBy }: Parameters<DutiesStore['placeHold']>[0]): Promise<number | undefined> {
    return this.#db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ hold_id: number }>`
        insert into chat.hold (kind, subject, reason, placed_by, placed_at_ms)
        values (${kind}, ${subject}, ${reason}, ${placedBy}, ${this.#clock.now()})
        on conflict (kind, subject) where released_at_ms is null do nothing returning hold_id`.execute(transaction);
      const [row] = rows;
      if (row) await this.#write(transaction, { action: 'hold-placed', actor: placedBy, ...named(kind, subject), details: { reason } });
      return row?.hold_id;
    });
  }

  releaseHold(id: number, by: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('chat.hold')
        .set({ released_by: by, released_at_ms: this.#clock.now() })
        .where('hold_id', '=', id)
        .where('released_at_ms', 'is', null)
        .returning(['kind', 'subject'])
        .executeTakeFirst();
      if (!row) return false;
      // What it kept is looked at again.
      await transaction.deleteFrom('chat.retention_mark').execute();
      await this.#write(transaction, { action: 'hold-released', actor: by, ...named(row.kind, row.subject) });
      return true;
    });
  }

  async holds(): Promise<Hold[]> {
    const rows = await this.#db.selectFrom('chat.hold').selectAll().orderBy('hold_id', 'desc').execute();
    return rows.map((row) => ({
      ...{ id: row.hold_id, kind: row.kind, subject: row.subject, reason: row.reason, placedBy: row.placed_by },
      ...{ placedAtMs: row.placed_at_ms, releasedBy: row.released_by ?? undefined, releasedAtMs: row.released_at_ms ?? undefined },
    }));
  }

  async isHeld(kind: Hold['kind'], subject: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('chat.hold')
      .select('hold_id')
      .where('kind', '=', kind)
      .where('subject', '=', subject)
      .where('released_at_ms', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  async rooms(after: number, limit: number): Promise<{ roomNid: number; roomId: RoomId; marks: RoomMarks }[]> {
    const { rows } = await sql<{ room_nid: RoomNid; room_id: RoomId; direct: boolean; marks: { type: string; pdu: string }[] }>`
      select room_nid, room_id,
        exists (select 1 from chat.event where event.room_nid = room.room_nid and type = 'm.room.member' and state_key is not null
          and pdu like '%"is_direct":true%') as direct,
        (select coalesce(json_agg(json_build_object('type', state.type, 'pdu', event.pdu)), '[]')
          from chat.state join chat.event using (stream) where state.room_nid = room.room_nid and state.type = any (${markTypes}::text[])) as marks
      from chat.room where room_nid > ${after} order by room_nid limit ${limit}`.execute(this.#db);
    return rows.map(({ room_nid: roomNid, room_id: roomId, direct: isDirect, marks }) => {
      const eventOf = (type: string): Pick<Pdu, 'content' | 'origin_server_ts'> | undefined => {
        const found = marks.find((mark) => mark.type === type);
        return found && (JSON.parse(found.pdu) as Pdu);
      };
      const contentOf = (type: string): JsonObject | undefined => eventOf(type)?.content;
      const kind = member(contentOf('eu.saal.room'), 'kind');
      const isClosed = kind === 'meeting' && member(contentOf('eu.saal.room'), 'closed') === true;
      const ofTeam = contentOf('m.space.parent') !== undefined || member(contentOf('m.room.create'), 'type') === 'm.space';
      return {
        ...{ roomNid, roomId },
        marks: {
          ...{ kind: typeof kind === 'string' ? kind : undefined, isDirect, ofTeam, retention: contentOf('m.room.retention') },
          ...(isClosed ? { closedAtMs: eventOf('eu.saal.room')?.origin_server_ts } : {}),
        },
      };
    });
  }

  eraseOld(roomNid: number, upToMs: number, limit: number): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      const erased = await this.#erase(
        transaction,
        sql`room_nid = ${roomNid} and origin_server_ts <= ${upToMs} and state_key is null
          and origin_server_ts > coalesce((select upto_ms from chat.retention_mark where room_nid = ${roomNid}), -1)
          and sender not in (select subject from chat.hold where kind = 'person' and released_at_ms is null)`,
        limit,
      );
      if (erased === 0)
        await sql`insert into chat.retention_mark (room_nid, upto_ms) values (${roomNid}, ${upToMs})
          on conflict (room_nid) do update set upto_ms = greatest(retention_mark.upto_ms, excluded.upto_ms)`.execute(transaction);
      return erased;
    });
  }

  async askErasure(userId: UserId, by: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await sql`insert into chat.erasure (user_id, asked_by, asked_at_ms) values (${userId}, ${by}, ${this.#clock.now()})
        on conflict (user_id) do update set finished_at_ms = null`.execute(transaction);
      await this.#write(transaction, { action: 'erase', actor: by, subject: userId });
    });
  }

  async openErasures(): Promise<{ userId: UserId; by: string }[]> {
    const rows = await this.#db.selectFrom('chat.erasure').select(['user_id', 'asked_by']).where('finished_at_ms', 'is', null).execute();
    return rows.map(({ user_id: userId, asked_by: by }) => ({ userId, by }));
  }

  /** Invitations of others bear the name as well. */
  eraseOf(userId: UserId, limit: number): Promise<number> {
    return this.#db.transaction().execute((transaction) =>
      this.#erase(
        transaction,
        sql`room_nid in (select room_nid from chat.membership where user_id = ${userId})
            and ((sender = ${userId} and state_key is null) or (type = 'm.room.member' and state_key = ${userId}))`,
        limit,
      ),
    );
  }

  /** In place: what is hashed and signed for the id stays, so do depth and parents. */
  async #erase(transaction: ChatDatabase, which: ReturnType<typeof sql>, limit: number): Promise<number> {
    const { rows } = await sql<{ stream: StreamPos; event_id: EventId; pdu: string }>`
      select stream, event_id, pdu from chat.event
      where ${which} and erased_at_ms is null and not exists (
        select 1 from chat.hold join chat.room on room.room_id = hold.subject
        where hold.kind = 'room' and released_at_ms is null and room.room_nid = event.room_nid
      ) order by stream limit ${limit} for update`.execute(transaction);
    if (rows.length === 0) return 0;
    const streams = rows.map(({ stream }) => stream);
    // What lies on the disk without being known any more goes with the next sweep of files.
    await forgetMediaUses(
      transaction,
      rows.map(({ event_id }) => event_id),
    );
    const bare = rows.map(({ pdu }) => canonicalJson(redacted(JSON.parse(pdu) as JsonObject)));
    await sql`
      update chat.event set pdu = bare.pdu, erased_at_ms = ${this.#clock.now()}, relates_to = null, relation = null,
        device_id = null, transaction_id = null
      from unnest(${streams}::bigint[], ${bare}::text[]) as bare (stream, pdu) where event.stream = bare.stream`.execute(transaction);
    await forgetWords(transaction, streams);
    await tellOutdated(transaction, { events: true });
    return rows.length;
  }

  async finishErasure(userId: UserId): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const table of [
        'chat.account_data',
        'chat.ignored',
        'chat.receipt',
        'chat.filter',
        'chat.backup_version',
        'chat.cross_signing_key',
        'chat.planned',
      ] as const)
        await transaction.deleteFrom(table).where('user_id', '=', userId).execute();
      // The name in chat stays taken; nobody is behind it any more.
      await sql`update chat.chatter set person_id = null, display_name = user_id, avatar_url = null where user_id = ${userId}`.execute(
        transaction,
      );
      await sql`update chat.erasure set finished_at_ms = ${this.#clock.now()} where user_id = ${userId}`.execute(transaction);
    });
  }

  async personData(userId: UserId): Promise<JsonObject[]> {
    const { rows } = await sql<{ kind: string; data: JsonObject }>`
      select 'profile' as kind, json_build_object('user_id', user_id, 'display_name', display_name, 'avatar_url', avatar_url, 'created_at_ms', created_at_ms) as data
        from chat.chatter where user_id = ${userId}
      union all select 'device', json_build_object('device_id', device_id, 'display_name', display_name, 'created_at_ms', created_at_ms, 'last_seen_at_ms', last_seen_at_ms)
        from chat.device where user_id = ${userId}
      union all select 'membership', json_build_object('room_id', room_id, 'membership', membership)
        from chat.membership join chat.room using (room_nid) where user_id = ${userId}
      union all select 'account_data', json_build_object('room_id', room_id, 'type', type, 'content', content)
        from chat.account_data left join chat.room using (room_nid) where user_id = ${userId}
      union all select 'planned', json_build_object('room_id', room_id, 'type', type, 'content', content, 'send_at_ms', send_at_ms)
        from chat.planned where user_id = ${userId}
      union all select 'receipt', json_build_object('room_id', room_id, 'type', type, 'event_id', event_id, 'at_ms', at_ms)
        from chat.receipt join chat.room using (room_nid) where user_id = ${userId}`.execute(this.#db);
    return rows.map(({ kind, data }) => {
      const content = member(data, 'content');
      return { kind, ...data, ...(typeof content === 'string' ? { content: JSON.parse(content) as JsonObject } : {}) };
    });
  }

  async eventsOf(userId: UserId, after: StreamPos, limit: number): Promise<{ stream: StreamPos; line: JsonObject }[]> {
    const { rows } = await sql<{ stream: StreamPos; event_id: string; pdu: string }>`
      select stream, event_id, pdu from chat.event
      where room_nid in (select room_nid from chat.membership where user_id = ${userId})
        and sender = ${userId} and stream > ${after} and redacted_by is null and erased_at_ms is null
      order by stream limit ${limit}`.execute(this.#db);
    return rows.map(({ stream, event_id, pdu }) => {
      const { type, room_id, content, origin_server_ts, state_key } = JSON.parse(pdu) as JsonObject & { content: JsonObject };
      const sealed = member(content, 'file');
      const file = member(content, 'url') ?? (isObject(sealed) ? member(sealed, 'url') : undefined);
      return {
        stream,
        line: {
          ...{ kind: 'event', event_id, type: type ?? '', room_id: room_id ?? '', at_ms: origin_server_ts ?? 0, content },
          ...(state_key === undefined ? {} : { state_key }),
          ...(typeof file === 'string' && file.startsWith('mxc://') ? { file } : {}),
        },
      };
    });
  }
}

const named = (kind: Hold['kind'], subject: string) => (kind === 'room' ? { roomId: subject } : { subject });
