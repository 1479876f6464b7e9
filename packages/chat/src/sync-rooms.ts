/** What one device is told of each of its rooms (client-server API, "Syncing"). */
import { clientEvent, strippedEvent, strippedTypes, type Teller } from './client-event.ts';
import type { EventTeller } from './event-teller.ts';
import { passes, type SyncFilter } from './filter.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import { isUnheard } from './ignored-people.ts';
import type { JsonObject } from './json.ts';
import type { Pdu } from './pdu.ts';
import type { StoredEvent, StreamPos } from './ports.ts';
import type { NoticeReader } from './push-ports.ts';
import type { Asker } from './rooms.ts';
import type { OwnRoom, Receipt, Span, SyncReader } from './sync-ports.ts';
import { writePlace } from './sync-token.ts';
import { unreadSection } from './unread-section.ts';
import { HistoryView } from './visibility.ts';

/** One answer while it is put together. */
export interface SyncWork {
  asker: Asker;
  teller: Teller;
  filter: SyncFilter;
  since: StreamPos;
  to: StreamPos;
  isInitial: boolean;
  /** Whose words the asker does not want to hear. */
  ignored: ReadonlySet<UserId>;
  /** They have chosen others: what is there is told once more. */
  isHeardAnew: boolean;
  fullState: boolean;
  limit: number;
  /** Not when it is known that nothing but messages came. */
  mayHaveState: boolean;
}

/** What comes with the rooms. */
export interface RoomNews {
  receipts: readonly Receipt[];
  typing: ReadonlyMap<RoomId, UserId[]>;
  accountData: readonly { roomId: RoomId | undefined; type: string; content: JsonObject }[];
}

export class SyncRooms {
  readonly #reader: SyncReader;
  readonly #teller: EventTeller;
  readonly #notices: Pick<NoticeReader, 'unread'>;

  constructor(reader: SyncReader, teller: EventTeller, notices: Pick<NoticeReader, 'unread'>) {
    this.#reader = reader;
    this.#teller = teller;
    this.#notices = notices;
  }

  /** The four sections of `rooms`, without what is empty. */
  async sections(work: SyncWork, all: readonly OwnRoom[], news: RoomNews): Promise<JsonObject> {
    const joined = all.filter(({ membership }) => membership === 'join');
    return prune({
      join: await this.#joined(work, joined, news),
      invite: await this.#strippedRooms(work, all, 'invite', 'invite_state'),
      knock: await this.#strippedRooms(work, all, 'knock', 'knock_state'),
      leave: await this.#left(work, all),
    });
  }

  async #joined(work: SyncWork, rooms: readonly OwnRoom[], more: RoomNews): Promise<JsonObject> {
    const { asker, since, to } = work;
    const mayBeNew = rooms.filter(({ stream }) => stream > since).map(({ roomId }) => roomId);
    const before = work.isInitial ? new Map() : await this.#reader.membershipsAt(asker.userId, mayBeNew, since);
    const isNew = (roomId: RoomId): boolean =>
      work.isInitial || work.isHeardAnew || (mayBeNew.includes(roomId) && before.get(roomId) !== 'join');
    const withEvents = rooms.filter(({ roomId, lastStream }) => lastStream > since || work.fullState || isNew(roomId));
    const spans = withEvents.map(({ roomId }) => ({ roomId, after: isNew(roomId) ? 0 : since, to }));
    const told = await this.#eventsOf(work, spans, new Set(withEvents.filter(({ roomId }) => isNew(roomId)).map(({ roomId }) => roomId)));
    const touched = new Set([...withEvents.map(({ roomId }) => roomId), ...more.receipts.map(({ roomId }) => roomId)]);
    const unread = await this.#notices.unread(asker.userId, [...touched]);
    const sections: JsonObject = {};
    for (const { roomId } of rooms) {
      const ephemeral = [
        ...receiptEvents(more.receipts.filter((receipt) => receipt.roomId === roomId)),
        ...typingEvents(more.typing.get(roomId), work.ignored),
      ].filter(({ type }) => passes(work.filter.ephemeral, { type }));
      const own = more.accountData.filter((data) => data.roomId === roomId && passes(work.filter.roomAccountData, data));
      const counts = unread.get(roomId);
      const section = prune({
        ...told.get(roomId),
        ephemeral: eventsOf(ephemeral),
        account_data: eventsOf(own.map(({ type, content }) => ({ type, content }))),
        ...(counts ? unreadSection(counts, work.filter.timeline.unreadThreadNotifications) : {}),
      });
      if (Object.keys(section).length > 0) sections[roomId] = section;
    }
    return sections;
  }

  async #left(work: SyncWork, rooms: readonly OwnRoom[]): Promise<JsonObject> {
    const isLeft = ({ membership, forgotten }: OwnRoom): boolean => (membership === 'leave' || membership === 'ban') && !forgotten;
    const left = rooms.filter((room) => isLeft(room) && (work.isInitial ? work.filter.includeLeave : room.stream > work.since));
    // Up to the leaving; what came after is not theirs.
    const spans = left.map(({ roomId, stream }) => ({ roomId, after: work.since, to: Math.min(stream, work.to) }));
    const told = await this.#eventsOf(work, spans, new Set(left.map(({ roomId }) => roomId)));
    const sections: JsonObject = {};
    for (const { roomId } of left) {
      // The number of people is that of those who are in it.
      const { summary: _summary, ...section } = told.get(roomId) ?? {};
      sections[roomId] = section;
    }
    return sections;
  }

  /**
   * Timeline and state of each room.
   * @param partly rooms that the person has not been in for the whole span
   */
  async #eventsOf(work: SyncWork, spans: readonly Span[], partly: ReadonlySet<RoomId>): Promise<Map<RoomId, JsonObject>> {
    const { asker, filter, limit, teller } = work;
    const timelines = await this.#reader.timelines(spans, limit);
    const histories = await this.#reader.histories(asker.userId, [...partly]);
    const shown = new Map<RoomId, { events: StoredEvent[]; isLimited: boolean; begins: StreamPos }>();
    for (const { roomId, to } of spans) {
      const found = timelines.get(roomId) ?? [];
      const newest = found.length > limit ? found.slice(found.length - limit) : found;
      const view = partly.has(roomId) ? new HistoryView(asker.userId, histories.get(roomId) ?? []) : undefined;
      const visible = newest.filter((event) => view?.canSee(event) ?? true);
      shown.set(roomId, {
        events: visible.filter(({ pdu }) => passes(filter.timeline, pdu) && !isUnheard(pdu, work.ignored)),
        isLimited: work.isHeardAnew || found.length > limit || visible.length < newest.length,
        begins: visible[0]?.stream ?? to + 1,
      });
    }
    const states = await this.#states(work, spans, shown);
    const told = await this.#tellAll(
      [...shown.values()].flatMap(({ events }) => events),
      teller,
    );
    const summaries = await this.#summaries(work, spans, shown, partly);
    const tell = (event: StoredEvent): JsonObject => told.get(event.eventId) ?? clientEvent(event, teller);
    const sections = new Map<RoomId, JsonObject>();
    for (const [roomId, { events, isLimited, begins }] of shown) {
      const state = (states.get(roomId) ?? []).filter(({ pdu }) => passes(filter.state, pdu));
      if (events.length === 0 && state.length === 0 && !partly.has(roomId) && !work.fullState) continue;
      sections.set(
        roomId,
        prune({
          timeline: { events: events.map(tell), limited: isLimited, prev_batch: writePlace(begins) },
          state: eventsOf(state.map(tell)),
          summary: summaries.get(roomId) ?? {},
        }),
      );
    }
    return sections;
  }

  /** What changed before the timeline begins; of members only whom the client asks for. */
  async #states(
    work: SyncWork,
    spans: readonly Span[],
    shown: ReadonlyMap<RoomId, { events: StoredEvent[]; begins: StreamPos }>,
  ): Promise<Map<RoomId, StoredEvent[]>> {
    const lazy = work.filter.state.lazyLoadMembers;
    const before = spans.flatMap(({ roomId, after }) => {
      const begins = shown.get(roomId)?.begins ?? 0;
      return [{ roomId, after: work.fullState ? 0 : after, to: begins - 1 }];
    });
    const states = work.mayHaveState ? await this.#reader.stateWithin(before, { withMembers: !lazy }) : new Map<RoomId, StoredEvent[]>();
    if (!lazy) return states;
    const wanted = before.map(({ roomId, after, to }) => {
      const userIds = new Set<UserId>((shown.get(roomId)?.events ?? []).map(({ pdu }) => pdu.sender));
      return { roomId, userIds: [...userIds, ...(after === 0 ? [work.asker.userId] : [])], to };
    });
    for (const [roomId, members] of await this.#reader.membersAt(wanted)) states.set(roomId, [...(states.get(roomId) ?? []), ...members]);
    return states;
  }

  async #tellAll(events: readonly StoredEvent[], teller: Teller): Promise<Map<EventId, JsonObject>> {
    const told = await this.#teller.tell(events, teller);
    return new Map(events.map(({ eventId }, at) => [eventId, told[at] ?? {}]));
  }

  async #summaries(
    work: SyncWork,
    spans: readonly Span[],
    shown: ReadonlyMap<RoomId, { events: StoredEvent[] }>,
    partly: ReadonlySet<RoomId>,
  ): Promise<Map<RoomId, JsonObject>> {
    const changed = spans
      .map(({ roomId }) => roomId)
      .filter((roomId) => partly.has(roomId) || shown.get(roomId)?.events.some(({ pdu }) => pdu.type === 'm.room.member'));
    const summaries = await this.#reader.summaries(work.asker.userId, changed);
    return new Map(
      [...summaries].map(([roomId, { joined, invited, heroes }]) => [
        roomId,
        { 'm.joined_member_count': joined, 'm.invited_member_count': invited, 'm.heroes': heroes },
      ]),
    );
  }

  async #strippedRooms(work: SyncWork, rooms: readonly OwnRoom[], membership: 'invite' | 'knock', name: string): Promise<JsonObject> {
    const there = rooms.filter(
      (room) => room.membership === membership && (work.isInitial || work.isHeardAnew || room.stream > work.since),
    );
    const states = await this.#reader.strippedState(
      there.map(({ roomId }) => roomId),
      work.asker.userId,
      strippedTypes,
    );
    // Who invites is not heard either.
    const byHeard = there.filter(({ roomId }) => !states.get(roomId)?.some(({ pdu }) => isOwn(pdu, work) && work.ignored.has(pdu.sender)));
    return Object.fromEntries(byHeard.map(({ roomId }) => [roomId, { [name]: { events: (states.get(roomId) ?? []).map(strippedEvent) } }]));
  }
}

type EphemeralEvent = JsonObject & { type: string };

export function receiptEvents(receipts: readonly Receipt[]): EphemeralEvent[] {
  if (receipts.length === 0) return [];
  const content: Record<string, Record<string, Record<string, JsonObject>>> = {};
  for (const { eventId, type, userId, atMs, threadId } of receipts) {
    const ofType = ((content[eventId] ??= {})[type] ??= {});
    ofType[userId] = { ts: atMs, ...(threadId === '' ? {} : { thread_id: threadId }) };
  }
  return [{ type: 'm.receipt', content }];
}

/** @param people undefined: nothing changed */
function typingEvents(people: readonly UserId[] | undefined, ignored: ReadonlySet<UserId>): EphemeralEvent[] {
  return people ? [{ type: 'm.typing', content: { user_ids: heard(people, ignored) } }] : [];
}

/** Without those who are ignored. */
export const heard = (people: readonly UserId[], ignored: ReadonlySet<UserId>): UserId[] => people.filter((one) => !ignored.has(one));

const isOwn = ({ type, state_key }: Pdu, { asker }: SyncWork): boolean => type === 'm.room.member' && state_key === asker.userId;

export const eventsOf = (events: JsonObject[]): JsonObject => (events.length === 0 ? {} : { events });

/** Without what is empty. */
export function prune(object: JsonObject): JsonObject {
  const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}
