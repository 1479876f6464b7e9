/** What somebody may read of a room: its state, its past, its people (client-server API, "Events" and "Rooms"). */
import { clientEvent, type Teller } from './client-event.ts';
import { forbiddenError, notFoundError } from './errors.ts';
import type { EventTeller } from './event-teller.ts';
import { passes, type EventFilter } from './filter.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import type { IgnoredPeople } from './ignored-people.ts';
import { member, type JsonObject } from './json.ts';
import { membershipIn } from './membership.ts';
import type { RelatedEvents, RoomReader, StoredEvent, StreamPos } from './ports.ts';
import type { SyncReader } from './sync-ports.ts';
import { readPlace, writePlace } from './sync-token.ts';
import { HistoryView } from './visibility.ts';

const MOST_EVENTS = 1_000;
/** Pages read in a row, where most of what is found is not for this reader. */
const MOST_PAGES = 5;

export interface PageRequest {
  from: string | undefined;
  to: string | undefined;
  direction: 'b' | 'f';
  limit: number;
  filter: EventFilter;
}

/** Somebody's way into a room. */
interface Access {
  isInside: boolean;
  /** Until here; those inside see everything. */
  until: StreamPos | undefined;
}

export class Reading {
  readonly #reader: RoomReader;
  readonly #sync: SyncReader;
  readonly #related: RelatedEvents;
  readonly #teller: EventTeller;
  readonly #ignored: IgnoredPeople;

  constructor(options: { reader: RoomReader; sync: SyncReader; related: RelatedEvents; teller: EventTeller; ignored: IgnoredPeople }) {
    this.#reader = options.reader;
    this.#sync = options.sync;
    this.#related = options.related;
    this.#teller = options.teller;
    this.#ignored = options.ignored;
  }

  /** As it is now, or was when they left. @throws {ChatError} forbidden */
  async state(teller: Teller, roomId: RoomId): Promise<JsonObject[]> {
    return (await this.#stateFor(teller.userId, roomId)).map((event) => clientEvent(event, teller));
  }

  /** @throws {ChatError} forbidden, not_found */
  async stateEvent(teller: Teller, roomId: RoomId, type: string, stateKey: string): Promise<{ content: JsonObject; event: JsonObject }> {
    const state = await this.#stateFor(teller.userId, roomId, [type, stateKey]);
    const found = state.find(({ pdu }) => pdu.type === type && pdu.state_key === stateKey);
    if (!found) throw notFoundError('the room has no such state');
    return { content: found.pdu.content, event: clientEvent(found, teller) };
  }

  /** @throws {ChatError} forbidden */
  async members(
    teller: Teller,
    roomId: RoomId,
    wanted: { membership?: string | undefined; notMembership?: string | undefined; at?: string | undefined },
  ): Promise<JsonObject[]> {
    const state =
      wanted.at === undefined
        ? await this.#stateFor(teller.userId, roomId)
        : await this.#stateAt(teller.userId, roomId, readPlace(wanted.at) + 1);
    return state
      .filter(({ pdu }) => {
        const membership = membershipIn(pdu.content);
        if (pdu.type !== 'm.room.member' || !membership) return false;
        return (wanted.membership ?? membership) === membership && wanted.notMembership !== membership;
      })
      .map((event) => clientEvent(event, teller));
  }

  /** @throws {ChatError} forbidden: only those inside are told */
  async joinedMembers(userId: UserId, roomId: RoomId): Promise<Record<string, JsonObject>> {
    if (!(await this.#access(userId, roomId)).isInside) throw forbiddenError('you are not in this room');
    const joined = (await this.#reader.state(roomId)).filter(
      ({ pdu }) => pdu.type === 'm.room.member' && membershipIn(pdu.content) === 'join',
    );
    return Object.fromEntries(
      joined.map(({ pdu }) => {
        const [name, avatar] = [member(pdu.content, 'displayname'), member(pdu.content, 'avatar_url')];
        return [
          pdu.state_key ?? '',
          { ...(typeof name === 'string' ? { display_name: name } : {}), ...(typeof avatar === 'string' ? { avatar_url: avatar } : {}) },
        ];
      }),
    );
  }

  /** What they may not read is not there. @throws {ChatError} not_found */
  async event(teller: Teller, roomId: RoomId, eventId: EventId): Promise<JsonObject> {
    const event = await this.#visibleEvent(teller.userId, roomId, eventId);
    const [told = {}] = await this.#teller.tell([event], teller);
    return told;
  }

  /** By right: whom they ignore does not matter. */
  async maySee(userId: UserId, roomId: RoomId, eventId: EventId): Promise<boolean> {
    const event = await this.#reader.event(roomId, eventId);
    return event !== undefined && new HistoryView(userId, await this.#history(userId, roomId)).canSee(event);
  }

  /** One page of the past. @throws {ChatError} forbidden, invalid_param */
  async messages(teller: Teller, roomId: RoomId, request: PageRequest): Promise<JsonObject> {
    const access = await this.#access(teller.userId, roomId);
    const { direction, filter } = request;
    const limit = Math.min(Math.max(1, request.limit), MOST_EVENTS);
    const newest = access.until ?? this.#reader.position();
    const start = request.from === undefined ? (direction === 'b' ? newest + 1 : 0) : readPlace(request.from);
    const to = request.to === undefined ? undefined : readPlace(request.to);
    const view = await this.#view(teller.userId, roomId);
    const events: StoredEvent[] = [];
    // Backwards a place lies before its event, forwards behind it.
    let from = direction === 'b' ? Math.min(start, newest + 1) : start - 1;
    let isEnd = false;
    for (let page = 0; page < MOST_PAGES && events.length < limit && !isEnd; page++) {
      const wanted = limit - events.length;
      const found = await this.#reader.page(roomId, { from, to, direction, limit: wanted });
      isEnd = found.length < wanted;
      from = found.at(-1)?.stream ?? from;
      events.push(...found.filter((event) => view.canSee(event) && passes(filter, event.pdu)));
    }
    const end = direction === 'b' ? from : from + 1;
    const state = filter.lazyLoadMembers ? await this.#senders(roomId, events, newest) : [];
    return {
      start: request.from ?? writePlace(start),
      ...(isEnd ? {} : { end: writePlace(end) }),
      chunk: await this.#teller.tell(events, teller),
      ...(state.length > 0 ? { state: state.map((event) => clientEvent(event, teller)) } : {}),
    };
  }

  /** An event and what was said around it. @throws {ChatError} not_found */
  async context(teller: Teller, roomId: RoomId, eventId: EventId, limit: number, filter: EventFilter): Promise<JsonObject> {
    const event = await this.#visibleEvent(teller.userId, roomId, eventId);
    const view = await this.#view(teller.userId, roomId);
    const each = Math.min(Math.max(0, Math.floor(limit / 2)), MOST_EVENTS);
    const around = async (direction: 'b' | 'f'): Promise<StoredEvent[]> =>
      each === 0 ? [] : this.#reader.page(roomId, { from: event.stream, direction, limit: each });
    const [before, after] = await Promise.all([around('b'), around('f')]);
    const seen = (events: StoredEvent[]) => events.filter((one) => view.canSee(one) && passes(filter, one.pdu));
    const last = after.at(-1)?.stream ?? event.stream;
    const state = await this.#reader.stateBefore(roomId, last + 1);
    const senders = new Set([...before, event, ...after].map(({ pdu }) => pdu.sender));
    const told = state.filter(({ pdu }) => !filter.lazyLoadMembers || pdu.type !== 'm.room.member' || senders.has(pdu.state_key as UserId));
    return {
      start: writePlace(before.at(-1)?.stream ?? event.stream),
      end: writePlace(last + 1),
      event: (await this.#teller.tell([event], teller))[0] ?? {},
      events_before: await this.#teller.tell(seen(before), teller),
      events_after: await this.#teller.tell(seen(after), teller),
      state: told.map((one) => clientEvent(one, teller)),
    };
  }

  /** What was said of an event: edits, reactions, its thread. @throws {ChatError} not_found */
  async relations(
    teller: Teller,
    roomId: RoomId,
    of: { eventId: EventId; relation: string | undefined; type: string | undefined; page: Omit<PageRequest, 'filter' | 'to'> },
  ): Promise<JsonObject> {
    await this.#visibleEvent(teller.userId, roomId, of.eventId);
    const { direction, limit } = of.page;
    const from = of.page.from === undefined ? undefined : readPlace(of.page.from);
    const found = await this.#related.related(roomId, { ...of, from, direction, limit });
    const view = await this.#view(teller.userId, roomId);
    const last = found.length < limit ? undefined : found.at(-1);
    return {
      chunk: await this.#teller.tell(
        found.filter((event) => view.canSee(event)),
        teller,
      ),
      ...(last ? { next_batch: writePlace(last.stream) } : {}),
    };
  }

  /** The threads of a room, those last written in first. @throws {ChatError} forbidden */
  async threads(teller: Teller, roomId: RoomId, page: { from: string | undefined; limit: number; onlyOwn: boolean }): Promise<JsonObject> {
    await this.#access(teller.userId, roomId);
    const from = page.from === undefined ? undefined : readPlace(page.from);
    const { userId } = teller;
    const found = await this.#related.threadRoots(roomId, { userId, onlyOwn: page.onlyOwn, from, limit: page.limit });
    const view = await this.#view(userId, roomId);
    const last = found.length < page.limit ? undefined : found.at(-1);
    return {
      chunk: await this.#teller.tell(
        found.map(({ root }) => root).filter((event) => view.canSee(event)),
        teller,
      ),
      ...(last ? { next_batch: writePlace(last.latest) } : {}),
    };
  }

  /** Of events of one room, those that somebody may read. */
  async visible(userId: UserId, roomId: RoomId, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
    const view = await this.#view(userId, roomId);
    return events.filter((event) => view.canSee(event));
  }

  async #senders(roomId: RoomId, events: readonly StoredEvent[], to: StreamPos): Promise<StoredEvent[]> {
    const userIds = [...new Set(events.map(({ pdu }) => pdu.sender))];
    return (await this.#sync.membersAt([{ roomId, userIds, to }])).get(roomId) ?? [];
  }

  async #visibleEvent(userId: UserId, roomId: RoomId, eventId: EventId): Promise<StoredEvent> {
    const event = await this.#reader.event(roomId, eventId);
    if (!event || !(await this.#view(userId, roomId)).canSee(event)) throw notFoundError('there is no such event');
    return event;
  }

  async #view(userId: UserId, roomId: RoomId): Promise<HistoryView> {
    return new HistoryView(userId, await this.#history(userId, roomId), await this.#ignored.of(userId));
  }

  async #history(userId: UserId, roomId: RoomId): Promise<StoredEvent[]> {
    return (await this.#sync.histories(userId, [roomId])).get(roomId) ?? [];
  }

  async #stateFor(userId: UserId, roomId: RoomId, key?: readonly [string, string]): Promise<StoredEvent[]> {
    const { until } = await this.#access(userId, roomId);
    if (until !== undefined) return this.#reader.stateBefore(roomId, until + 1);
    return this.#reader.state(roomId, key && [key]);
  }

  async #stateAt(userId: UserId, roomId: RoomId, stream: StreamPos): Promise<StoredEvent[]> {
    const { until } = await this.#access(userId, roomId);
    return this.#reader.stateBefore(roomId, Math.min(stream, (until ?? Infinity) + 1));
  }

  /** @throws {ChatError} forbidden */
  async #access(userId: UserId, roomId: RoomId): Promise<Access> {
    const own = await this.#reader.membership(roomId, userId);
    if (own?.membership === 'join') return { isInside: true, until: undefined };
    const [visibility] = await this.#reader.state(roomId, [['m.room.history_visibility', '']]);
    if (member(visibility?.pdu.content, 'history_visibility') === 'world_readable') return { isInside: false, until: undefined };
    const hasLeft = own !== undefined && !own.forgotten && (own.membership === 'leave' || own.membership === 'ban');
    if (!hasLeft || !(await this.#wasInside(userId, roomId))) throw forbiddenError('you are not in this room');
    return { isInside: false, until: own.stream };
  }

  /** Who turned an invitation down has seen nothing of the room. */
  async #wasInside(userId: UserId, roomId: RoomId): Promise<boolean> {
    const history = await this.#history(userId, roomId);
    return history.some(({ pdu }) => pdu.type === 'm.room.member' && membershipIn(pdu.content) === 'join');
  }
}
