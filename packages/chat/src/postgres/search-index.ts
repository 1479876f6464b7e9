/** The words of messages, in Postgres: kept in the transaction that stores them, and looked for. */
import { sql } from 'kysely';
import type { EventId } from '../ids.ts';
import { isObject, member } from '../json.ts';
import type { Pdu } from '../pdu.ts';
import type { StreamPos } from '../ports.ts';
import type { ProvenEvent } from '../room-draft.ts';
import type { SearchHit, SearchIndex, SearchQuery } from '../search-ports.ts';
import { searchableText } from '../search.ts';
import { wordsOf } from '../search-words.ts';
import { eventFields, eventOf, type EventRow } from './events.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/** Up to so many messages of all rooms are taken from the index of words; also as many are ranked at most, the newest. */
const RARE = 5_000;
/** Of what stands everywhere, the newest of each room are ranked. */
const RANKED_A_ROOM = 50;

/** Of new events: what they say, what they say anew, and what was taken back. */
export async function keepWords(
  transaction: ChatDatabase,
  roomNid: RoomNid,
  placed: readonly { event: ProvenEvent; stream: StreamPos }[],
  redacted: readonly EventId[],
): Promise<void> {
  const rows = placed.flatMap(({ event: { pdu }, stream }) => {
    const text = editOf(pdu) ? undefined : searchableText(pdu.type, pdu.content);
    return text === undefined
      ? []
      : [{ ...{ stream, room_nid: roomNid, sender: pdu.sender, type: pdu.type, worded_at: stream }, words: vector(text) }];
  });
  if (rows.length > 0) await transaction.insertInto('chat.searchable').values(rows).execute();
  const edited = placed.flatMap(({ event: { pdu } }) => editOf(pdu)?.eventId ?? []);
  const again = [...edited, ...(await editedBy(transaction, roomNid, redacted))];
  for (const eventId of new Set(again)) await wordAnew(transaction, roomNid, eventId);
  if (redacted.length === 0) return;
  await sql`delete from chat.searchable using chat.event
    where event.stream = searchable.stream and event.room_nid = ${roomNid} and event.event_id = any (${[...redacted]}::text[])`.execute(
    transaction,
  );
}

/** Messages whose edits these events are. */
async function editedBy(transaction: ChatDatabase, roomNid: RoomNid, eventIds: readonly EventId[]): Promise<EventId[]> {
  if (eventIds.length === 0) return [];
  const rows = await transaction
    .selectFrom('chat.event')
    .select('relates_to')
    .where('event_id', 'in', [...eventIds])
    .where('room_nid', '=', roomNid)
    .where('relation', '=', 'm.replace')
    .execute();
  return rows.flatMap(({ relates_to }) => (relates_to === null ? [] : [relates_to as EventId]));
}

/** A message was edited, or an edit of it taken back: found by what it says now. */
async function wordAnew(transaction: ChatDatabase, roomNid: RoomNid, eventId: EventId): Promise<void> {
  const { rows } = await sql<{ original: StreamPos; stream: StreamPos; pdu: string }>`
    select original.stream as original, word.stream, word.pdu
    from chat.event original join chat.event word
      on word.stream = original.stream
      or (word.relates_to = original.event_id and word.relation = 'm.replace' and word.redacted_by is null
        and word.sender = original.sender and word.type = original.type and word.room_nid = original.room_nid)
    where original.event_id = ${eventId} and original.room_nid = ${roomNid} and original.state_key is null and original.redacted_by is null
    order by word.stream desc limit 1`.execute(transaction);
  const [word] = rows;
  if (!word) return;
  const { type, content } = JSON.parse(word.pdu) as Pdu;
  const fresh = member(content, 'm.new_content');
  const text = searchableText(type, word.stream === word.original || !isObject(fresh) ? content : fresh);
  await transaction
    .updateTable('chat.searchable')
    .set({ words: vector(text ?? ''), worded_at: word.stream })
    .where('stream', '=', word.original)
    .execute();
}

function editOf({ content, state_key }: Pdu): { eventId: EventId } | undefined {
  const relates = member(content, 'm.relates_to');
  if (state_key !== undefined || !isObject(relates) || member(relates, 'rel_type') !== 'm.replace') return undefined;
  const eventId = member(relates, 'event_id');
  return typeof eventId === 'string' ? { eventId: eventId as EventId } : undefined;
}

const vector = (text: string) => sql<string>`array_to_tsvector(${wordsOf(text)}::text[])`;

interface FoundRow extends EventRow {
  rank: number;
  total: number;
}

export class PostgresSearchIndex implements SearchIndex {
  readonly #db: ChatDatabase;
  readonly #rare: number;

  /** @param rare up to how many messages the index of words is asked */
  constructor(db: ChatDatabase, rare = RARE) {
    this.#db = db;
    this.#rare = rare;
  }

  async find(query: SearchQuery): Promise<{ hits: SearchHit[]; count: number }> {
    const { terms, spans, order, before, skip, limit } = query;
    if (terms.length === 0 || spans.length === 0) return { hits: [], count: 0 };
    const wanted = terms.map((term) => `'${term}':*`).join(' & ');
    const readable = (await this.#isRare(wanted)) ? this.#byWords(query, wanted) : this.#byRooms(query, wanted);
    const found = sql`
      with span as materialized (
        select room_nid, after, upto from unnest(
          ${spans.map(({ roomId }) => roomId)}::text[],
          ${spans.map(({ after }) => after)}::bigint[], ${spans.map(({ to }) => to)}::bigint[]
        ) as given (room_id, after, upto) join chat.room using (room_id)
      ), readable as materialized (${readable})`;
    const exact = terms.map((term) => `'${term}'`).join(' | ');
    const { rows } =
      order === 'recent'
        ? await sql<FoundRow>`${found}
            select ${eventFields('event')}, 1::float8 as rank, (select count(*) from readable) as total
            from (
              select stream from readable where ${before ?? null}::bigint is null or stream < ${before ?? null} order by stream desc limit ${limit}
            ) page join chat.event using (stream) order by stream desc`.execute(this.#db)
        : await sql<FoundRow>`${found}
            select ${eventFields('event')}, page.rank, (select count(*) from readable) as total
            from (
              select stream, (2 * ts_rank(words, ${exact}::tsquery) + ts_rank(words, ${wanted}::tsquery))::float8 as rank
              from (select stream from readable order by stream desc limit ${RARE}) newest join chat.searchable using (stream)
              order by rank desc, stream desc offset ${skip} limit ${limit}
            ) page join chat.event using (stream) order by rank desc, stream desc`.execute(this.#db);
    return { hits: rows.map((row) => ({ event: eventOf(row), rank: row.rank })), count: rows[0]?.total ?? 0 };
  }

  async #isRare(wanted: string): Promise<boolean> {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from (select 1 from chat.searchable where words @@ ${wanted}::tsquery limit ${this.#rare + 1}) few`.execute(
      this.#db,
    );
    return (rows[0]?.count ?? 0) <= this.#rare;
  }

  /** All that the index of words knows, and of that what is readable. */
  #byWords(query: SearchQuery, wanted: string) {
    // Materialized: in the order of positions Postgres would rather read all messages from the newest on than ask the index.
    return sql`
      select hit.stream from (
        with few as materialized (select * from chat.searchable where words @@ ${wanted}::tsquery) select * from few
      ) hit join span on span.room_nid = hit.room_nid and hit.stream > span.after and hit.stream <= span.upto
      where ${this.#narrowed(query)}`;
  }

  /**
   * Each room from its newest message on, until there is enough: a word that stands everywhere is found soon, and where it is not
   * found, reading the whole room is still less than sorting what all others say. The count is what was found so.
   */
  #byRooms(query: SearchQuery, wanted: string) {
    const { before, skip, limit, order } = query;
    const enough = order === 'recent' ? limit : Math.max(skip + limit, RANKED_A_ROOM);
    // `ts_match_vq` is `@@` by its other name, which no index is asked for.
    return sql`
      select found.stream from span cross join lateral (
        select hit.stream from chat.searchable hit
        where hit.room_nid = span.room_nid and hit.stream > span.after and hit.stream <= span.upto
          and (${order === 'recent' ? (before ?? null) : null}::bigint is null or hit.stream < ${before ?? null})
          and ts_match_vq(hit.words, ${wanted}::tsquery) and ${this.#narrowed(query)}
        order by hit.stream desc limit ${enough}
      ) found`;
  }

  #narrowed({ types, senders, notSenders }: SearchQuery) {
    const asks = [
      sql`hit.type = any (${[...types]}::text[])`,
      // Words that an edit brought after one had left are not told either.
      sql`(hit.worded_at = hit.stream or exists (
        select 1 from span later where later.room_nid = hit.room_nid and hit.worded_at > later.after and hit.worded_at <= later.upto
      ))`,
    ];
    if (senders) asks.push(sql`hit.sender = any (${[...senders]}::text[])`);
    if (notSenders.length > 0) asks.push(sql`hit.sender <> all (${[...notSenders]}::text[])`);
    return sql.join(asks, sql` and `);
  }
}

/** Of somebody, or of a room, or of one message: no longer found. */
export async function forgetWords(transaction: ChatDatabase, streams: readonly StreamPos[]): Promise<void> {
  if (streams.length === 0) return;
  await transaction
    .deleteFrom('chat.searchable')
    .where('stream', 'in', [...streams])
    .execute();
}
