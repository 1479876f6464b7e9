/** Rooms and what is said in them, in Postgres. */
import type { Clock } from '@saal/foundation';
import { sql } from 'kysely';
import { ChatError } from '../errors.ts';
import type { EventId, RoomId, UserId } from '../ids.ts';
import { UNUSED_MS } from '../media.ts';
import type { MediaId } from '../media-ports.ts';
import { membershipIn } from '../membership.ts';
import { ROOM_VERSION } from '../auth-rules.ts';
import type { StateKey } from '../pdu.ts';
import type { LockedRoom, RoomChange, RoomStore, StreamPos } from '../ports.ts';
import type { ProvenEvent, RoomDraft, StateEntry } from '../room-draft.ts';
import { noteModeration } from './audit.ts';
import { eventColumns, eventOf, isOneOf, rowOf } from './events.ts';
import { NoticeWriter } from './notice-writer.ts';
import { forgetMediaUses, noteMediaUses, noteSealedFiles } from './media-uses.ts';
import { keepWords } from './search-index.ts';
import { CHANNEL, takePositions, type News, type OwnChanges } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

export class PostgresRoomStore implements RoomStore {
  readonly #changes: OwnChanges;
  readonly #clock: Clock;
  readonly #notices = new NoticeWriter();

  readonly #unnamed: (mediaIds: MediaId[]) => void;

  /** @param unnamed told of files that no event names any more, after the commit */
  constructor(changes: OwnChanges, clock: Clock, unnamed: (mediaIds: MediaId[]) => void) {
    this.#changes = changes;
    this.#clock = clock;
    this.#unnamed = unnamed;
  }

  async make(draft: RoomDraft, { alias, meetingId, directory }: Parameters<RoomStore['make']>[1]): Promise<void> {
    await this.#changes.make(async (transaction) => {
      const { depth, tip, roomId } = draft.head;
      const { room_nid: roomNid } = await transaction
        .insertInto('chat.room')
        .values({ room_id: roomId, version: ROOM_VERSION, depth, tip: [...tip], last_stream: 0 })
        .returning('room_nid')
        .executeTakeFirstOrThrow();
      if (alias) {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('chat.alias')
          .values({ ...alias, room_nid: roomNid, created_at_ms: this.#clock.now() })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw new ChatError('room_in_use', `${alias.alias} leads to another room`);
      }
      if (meetingId !== undefined) {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('chat.meeting_room')
          .values({ meeting_id: meetingId, room_nid: roomNid })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw new ChatError('room_in_use', 'this meeting has a room');
      }
      if (directory !== undefined) {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('chat.directory_room')
          .values({ group_id: directory.groupId, part: directory.part, room_nid: roomNid })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw new ChatError('room_in_use', 'this group of the directory has a room');
      }
      return (await this.#add(transaction, roomNid, { draft, transactions: [], redactions: [] })).pos;
    });
  }

  async change<T>(roomId: RoomId, act: (room: LockedRoom) => Promise<{ change: RoomChange; result: T }>): Promise<T | undefined> {
    let outcome: T | undefined;
    let unnamed: MediaId[] = [];
    await this.#changes.make(async (transaction) => {
      const row = await transaction
        .selectFrom('chat.room')
        .select(['room_nid', 'depth', 'tip'])
        .where('room_id', '=', roomId)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return undefined;
      const { change, result } = await act(lockedRoom(transaction, row.room_nid, { roomId, depth: row.depth, tip: row.tip }));
      outcome = result;
      if (change.draft.added.length === 0) return undefined;
      const stored = await this.#add(transaction, row.room_nid, change);
      unnamed = stored.unnamed;
      return stored.pos;
    });
    if (unnamed.length > 0) this.#unnamed(unnamed);
    return outcome;
  }

  async #add(transaction: ChatDatabase, roomNid: RoomNid, change: RoomChange): Promise<{ pos: StreamPos; unnamed: MediaId[] }> {
    const { draft, transactions, redactions } = change;
    if (transactions.length > 0) {
      const made_at_ms = this.#clock.now();
      await transaction
        .insertInto('chat.transaction')
        .values(
          transactions.map(({ userId, deviceId, path, transactionId, eventId }) => ({
            ...{ user_id: userId, device_id: deviceId, path, transaction_id: transactionId, event_id: eventId, made_at_ms },
          })),
        )
        .execute();
    }
    const judged = await this.#notices.judged(transaction, roomNid, draft);
    await noteMediaUses(transaction, roomNid, draft.added);
    await noteSealedFiles(transaction, draft.added, this.#clock.now() - UNUSED_MS);
    const gone = redactions.map(({ target }) => target);
    const unnamed = await forgetMediaUses(transaction, gone);
    // Last: whoever waits for the lock waits for nothing else of ours.
    const positions = await takePositions(transaction, draft.added.length);
    const placed = draft.added.map((event, at) => ({ event, stream: positions[at] ?? 0 }));
    await transaction
      .insertInto('chat.event')
      .values(placed.map(({ event, stream }, at) => rowOf(event, roomNid, stream, judged[at]?.usual ?? 0)))
      .execute();
    for (const { target, by } of redactions)
      await transaction.updateTable('chat.event').set({ redacted_by: by }).where('event_id', '=', target).execute();
    await this.#notices.keep(transaction, roomNid, placed, judged);
    await keepWords(
      transaction,
      roomNid,
      placed,
      redactions.map(({ target }) => target),
    );
    await noteModeration(transaction, roomNid, draft.added, redactions);
    const people = await writeState(transaction, roomNid, placed);
    const pos = positions.at(-1) ?? 0;
    const { depth, tip } = draft.head;
    const kind = draft.added.some(({ pdu }) => pdu.state_key !== undefined) ? 'state' : 'messages';
    const news: News = { pos, kind, rooms: [roomNid], ...(people.length > 0 ? { users: people } : {}) };
    await sql`
      with moved as (update chat.room set depth = ${depth}, tip = ${[...tip]}::text[], last_stream = ${pos} where room_nid = ${roomNid})
      select pg_notify(${CHANNEL}, ${JSON.stringify(news)})`.execute(transaction);
    return { pos, unnamed };
  }
}

/** @returns whose membership changed */
async function writeState(
  transaction: ChatDatabase,
  roomNid: RoomNid,
  placed: readonly { event: ProvenEvent; stream: StreamPos }[],
): Promise<UserId[]> {
  // Of several with one key the last counts; one statement must not write a row twice.
  const newest = new Map<string, { event: ProvenEvent; stream: StreamPos }>();
  for (const one of placed) {
    const { type, state_key } = one.event.pdu;
    if (state_key !== undefined) newest.set(JSON.stringify([type, state_key]), one);
  }
  if (newest.size === 0) return [];
  const rows = [...newest.values()];
  await transaction
    .insertInto('chat.state')
    .values(
      rows.map(({ event: { eventId, pdu }, stream }) => ({
        ...{ room_nid: roomNid, type: pdu.type, state_key: pdu.state_key ?? '', stream, event_id: eventId },
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['room_nid', 'type', 'state_key']).doUpdateSet({
        stream: (eb) => eb.ref('excluded.stream'),
        event_id: (eb) => eb.ref('excluded.event_id'),
      }),
    )
    .execute();
  const members = rows.flatMap(({ event: { pdu }, stream }) => {
    const membership = membershipIn(pdu.content);
    if (pdu.type !== 'm.room.member' || !membership) return [];
    return [{ user_id: (pdu.state_key ?? '') as UserId, room_nid: roomNid, membership, stream }];
  });
  if (members.length === 0) return [];
  await transaction
    .insertInto('chat.membership')
    .values(members)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'room_nid']).doUpdateSet({
        membership: (eb) => eb.ref('excluded.membership'),
        stream: (eb) => eb.ref('excluded.stream'),
        forgotten: false,
      }),
    )
    .execute();
  return members.map(({ user_id }) => user_id);
}

function lockedRoom(transaction: ChatDatabase, roomNid: RoomNid, head: LockedRoom['head']): LockedRoom {
  return {
    head,
    state: (keys) => stateEntries(transaction, roomNid, keys),
    async answered(requests) {
      const { rows } = await sql<{ nth: number; event_id: EventId }>`
        select nth::int, event_id
        from unnest(
          ${requests.map(({ userId }) => userId)}::text[], ${requests.map(({ deviceId }) => deviceId)}::text[],
          ${requests.map(({ path }) => path)}::text[], ${requests.map(({ transactionId }) => transactionId)}::text[]
        ) with ordinality as asked (user_id, device_id, path, transaction_id, nth)
        join chat.transaction using (user_id, device_id, path, transaction_id)`.execute(transaction);
      const answers = requests.map((): EventId | undefined => undefined);
      for (const { nth, event_id } of rows) answers[nth - 1] = event_id;
      return answers;
    },
    async event(eventId) {
      const row = await transaction
        .selectFrom('chat.event')
        .select(eventColumns)
        .where('event_id', '=', eventId)
        .where('room_nid', '=', roomNid)
        .executeTakeFirst();
      return row && eventOf(row);
    },
  };
}

async function stateEntries(transaction: ChatDatabase, roomNid: RoomNid, keys: readonly StateKey[]): Promise<StateEntry[]> {
  if (keys.length === 0) return [];
  const rows = await transaction
    .selectFrom('chat.state')
    .innerJoin('chat.event', 'chat.event.stream', 'chat.state.stream')
    .select(eventColumns)
    .where('chat.state.room_nid', '=', roomNid)
    .where(isOneOf('chat.state', keys))
    .execute();
  return rows.map((row) => {
    const { eventId, pdu } = eventOf(row);
    return { eventId, pdu };
  });
}
