/** Finding messages by their words, of what somebody may read (client-server API, "Server Side Search"). */
import { clientEvent, type Teller } from './client-event.ts';
import { invalidParam } from './errors.ts';
import type { EventTeller } from './event-teller.ts';
import { passes, passesRoom, type EventFilter } from './filter.ts';
import type { RoomId, UserId } from './ids.ts';
import { isObject, member, type JsonObject } from './json.ts';
import type { IgnoredPeople } from './ignored-people.ts';
import type { RoomReader, StoredEvent, StreamPos } from './ports.ts';
import type { ReadableSpan, SearchHit, SearchIndex } from './search-ports.ts';
import { searchTerms, wordsFoundIn } from './search-words.ts';
import type { SyncReader } from './sync-ports.ts';
import { writePlace } from './sync-token.ts';
import { HistoryView } from './visibility.ts';

/** The keys of the specification, and in which type of event each of them stands. */
const keyTypes = { 'content.body': 'm.room.message', 'content.name': 'm.room.name', 'content.topic': 'm.room.topic' } as const;
export type SearchKey = keyof typeof keyTypes;
export const searchKeys = Object.keys(keyTypes) as [SearchKey, ...SearchKey[]];

const MOST_RESULTS = 50;
const MOST_HIGHLIGHTS = 50;

export interface SearchRequest {
  text: string;
  keys: readonly SearchKey[];
  filter: EventFilter & { rooms: string[] | undefined; notRooms: string[] };
  order: 'recent' | 'rank';
  from: string | undefined;
  limit: number;
  context: { before: number; after: number; withProfiles: boolean } | undefined;
  groupBy: readonly ('room_id' | 'sender')[];
  withState: boolean;
}

/** What an event is found by; undefined: it is not found. Names of files are words as well. */
export function searchableText(type: string, content: JsonObject): string | undefined {
  const key = { 'm.room.message': 'body', 'm.room.name': 'name', 'm.room.topic': 'topic' }[type];
  if (key === undefined) return undefined;
  const texts = [member(content, key), type === 'm.room.message' ? member(content, 'filename') : undefined];
  const found = texts.filter((text) => typeof text === 'string');
  return found.length === 0 ? undefined : found.join(' ');
}

export class Search {
  readonly #index: SearchIndex;
  readonly #sync: SyncReader;
  readonly #reader: RoomReader;
  readonly #teller: EventTeller;
  readonly #ignored: IgnoredPeople;

  constructor(options: { index: SearchIndex; sync: SyncReader; reader: RoomReader; teller: EventTeller; ignored: IgnoredPeople }) {
    this.#index = options.index;
    this.#sync = options.sync;
    this.#reader = options.reader;
    this.#teller = options.teller;
    this.#ignored = options.ignored;
  }

  /** @throws {ChatError} invalid_param: a token that is none of ours */
  async roomEvents(teller: Teller, request: SearchRequest): Promise<JsonObject> {
    const { filter, order } = request;
    const terms = searchTerms(request.text);
    const place = request.from === undefined ? undefined : readToken(request.from);
    const ignored = await this.#ignored.of(teller.userId);
    const views = await this.#views(teller.userId, filter, place?.roomId, ignored);
    const limit = Math.min(Math.max(1, request.limit), MOST_RESULTS);
    const { hits, count } = await this.#index.find({
      ...{ terms, order, spans: [...views].flatMap(([roomId, view]) => spansOf(roomId, view)) },
      types: request.keys.map((key) => keyTypes[key]).filter((type) => passes({ ...filter, senders: undefined, notSenders: [] }, { type })),
      senders: filter.senders as UserId[] | undefined,
      notSenders: [...(filter.notSenders as UserId[]), ...ignored],
      before: order === 'recent' ? place?.at : undefined,
      skip: order === 'rank' ? (place?.at ?? 0) : 0,
      limit: limit + 1,
    });
    const page = hits.slice(0, limit);
    const last = page.at(-1);
    const next = (roomId?: RoomId): string =>
      writeToken({ at: order === 'recent' ? (last?.event.stream ?? 0) : (place?.at ?? 0) + page.length, roomId: roomId ?? place?.roomId });
    return {
      count,
      highlights: highlightsOf(page, terms),
      results: await this.#results(teller, page, request, views),
      ...(hits.length > limit ? { next_batch: next() } : {}),
      ...groupsOf(page, request.groupBy, hits.length > limit ? next : undefined),
      ...(request.withState ? { state: await this.#states(teller, page) } : {}),
    };
  }

  /** Rooms one is or was in, and what of each one may read. */
  async #views(
    userId: UserId,
    filter: SearchRequest['filter'],
    only: RoomId | undefined,
    ignored: ReadonlySet<UserId>,
  ): Promise<Map<RoomId, HistoryView>> {
    const rooms = await this.#sync.roomsOf(userId);
    const roomIds = rooms
      .filter(({ membership, forgotten }) => membership === 'join' || ((membership === 'leave' || membership === 'ban') && !forgotten))
      .map(({ roomId }) => roomId)
      .filter((roomId) => passesRoom(filter, roomId) && (only === undefined || roomId === only));
    const histories = await this.#sync.histories(userId, roomIds);
    return new Map(roomIds.map((roomId) => [roomId, new HistoryView(userId, histories.get(roomId) ?? [], ignored)]));
  }

  async #results(
    teller: Teller,
    page: readonly SearchHit[],
    { context }: SearchRequest,
    views: ReadonlyMap<RoomId, HistoryView>,
  ): Promise<JsonObject[]> {
    const told = await this.#teller.tell(
      page.map(({ event }) => event),
      teller,
    );
    return Promise.all(
      page.map(async ({ event, rank }, at): Promise<JsonObject> => {
        const result: JsonObject = { rank, result: told[at] ?? {} };
        return context ? { ...result, context: await this.#context(teller, event, context, views.get(event.pdu.room_id)) } : result;
      }),
    );
  }

  async #context(
    teller: Teller,
    event: StoredEvent,
    { before, after, withProfiles }: NonNullable<SearchRequest['context']>,
    view: HistoryView | undefined,
  ): Promise<JsonObject> {
    const { room_id: roomId } = event.pdu;
    const around = async (direction: 'b' | 'f', limit: number): Promise<StoredEvent[]> =>
      limit === 0 ? [] : (await this.#reader.page(roomId, { from: event.stream, direction, limit })).filter((one) => view?.canSee(one));
    const [earlier, later] = await Promise.all([around('b', before), around('f', after)]);
    const people = [...new Set([...earlier, event, ...later].map(({ pdu }) => pdu.sender))];
    return {
      start: writePlace(earlier.at(-1)?.stream ?? event.stream),
      end: writePlace((later.at(-1)?.stream ?? event.stream) + 1),
      events_before: await this.#teller.tell(earlier, teller),
      events_after: await this.#teller.tell(later, teller),
      ...(withProfiles ? { profile_info: await this.#profiles(roomId, people, event.stream) } : {}),
    };
  }

  async #profiles(roomId: RoomId, userIds: UserId[], to: StreamPos): Promise<JsonObject> {
    const members = (await this.#sync.membersAt([{ roomId, userIds, to }])).get(roomId) ?? [];
    return Object.fromEntries(
      members.map(({ pdu }) => {
        const [name, avatar] = [member(pdu.content, 'displayname'), member(pdu.content, 'avatar_url')];
        return [
          pdu.state_key ?? '',
          { ...(name === undefined ? {} : { displayname: name }), ...(avatar === undefined ? {} : { avatar_url: avatar }) },
        ];
      }),
    );
  }

  /** Of rooms one is in; of others one has only the past. */
  async #states(teller: Teller, page: readonly SearchHit[]): Promise<JsonObject> {
    const states: JsonObject = {};
    for (const roomId of new Set(page.map(({ event }) => event.pdu.room_id))) {
      if ((await this.#reader.membership(roomId, teller.userId))?.membership !== 'join') continue;
      states[roomId] = (await this.#reader.state(roomId)).map((event) => clientEvent(event, teller));
    }
    return states;
  }
}

/** The parts of a room's history that a view shows. */
function spansOf(roomId: RoomId, view: HistoryView): ReadableSpan[] {
  return view.spans().map((span) => ({ roomId, ...span }));
}

function highlightsOf(page: readonly SearchHit[], terms: readonly string[]): string[] {
  const found = new Set<string>();
  for (const { event } of page) {
    const text = searchableText(event.pdu.type, event.pdu.content) ?? '';
    for (const word of wordsFoundIn(text, terms)) found.add(word.toLowerCase());
  }
  return [...found].slice(0, MOST_HIGHLIGHTS);
}

function groupsOf(page: readonly SearchHit[], by: SearchRequest['groupBy'], next: ((roomId: RoomId) => string) | undefined): JsonObject {
  if (by.length === 0) return {};
  const groups: JsonObject = {};
  for (const key of by) {
    const byName = new Map<string, { results: string[]; roomId: RoomId; order: number }>();
    for (const { event } of page) {
      const name = key === 'sender' ? event.pdu.sender : event.pdu.room_id;
      const group = byName.get(name) ?? { results: [], roomId: event.pdu.room_id, order: byName.size + 1 };
      group.results.push(event.eventId);
      byName.set(name, group);
    }
    groups[key] = Object.fromEntries(
      [...byName].map(([name, { results, roomId, order }]) => [
        name,
        { results, order, ...(key === 'room_id' && next ? { next_batch: next(roomId) } : {}) },
      ]),
    );
  }
  return { groups };
}

interface Place {
  /** Of `recent` the position of the last one told, of `rank` how many were. */
  at: number;
  /** Only of this room. */
  roomId: RoomId | undefined;
}

function writeToken({ at, roomId }: Place): string {
  return Buffer.from(JSON.stringify([at, ...(roomId === undefined ? [] : [roomId])])).toString('base64url');
}

function readToken(token: string): Place {
  try {
    const [at, roomId] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (typeof at === 'number' && Number.isSafeInteger(at) && at >= 0 && (roomId === undefined || typeof roomId === 'string'))
      return { at, roomId: roomId as RoomId | undefined };
  } catch {
    // Told below.
  }
  throw invalidParam('this is no token of ours');
}

/** A filter of the search: that of events, and of rooms. */
export function searchFilter(filter: JsonObject, events: EventFilter): SearchRequest['filter'] {
  const texts = (value: unknown): string[] | undefined =>
    Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
  const given = isObject(filter) ? filter : {};
  return { ...events, rooms: texts(member(given, 'rooms')), notRooms: texts(member(given, 'not_rooms')) ?? [] };
}
