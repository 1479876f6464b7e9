/** What has changed for one device since it last asked, and the waiting for it (client-server API, "Syncing"). */
import type { Clock } from '@saal/foundation/pure';
import type { DeviceKeys } from './device-keys.ts';
import type { ToDeviceStore } from './encryption-ports.ts';
import type { EventTeller } from './event-teller.ts';
import { clientEvent, strippedEvent, strippedTypes, type Teller } from './client-event.ts';
import { passes, passesRoom, type SyncFilter } from './filter.ts';
import type { EventId, RoomId, UserId } from './ids.ts';
import type { JsonObject } from './json.ts';
import type { StoredEvent, StreamPos } from './ports.ts';
import type { Asker } from './rooms.ts';
import type { OwnRoom, Receipt, Span, SyncReader } from './sync-ports.ts';
import { writePlace, writeToken, type SyncToken } from './sync-token.ts';
import type { TypingPeople } from './typing.ts';
import { HistoryView } from './visibility.ts';

const DEFAULT_LIMIT = 10;
const MOST_EVENTS = 100;
const LONGEST_WAIT_MS = 60_000;
const MOST_TO_DEVICE = 100;

export interface SyncRequest {
  asker: Asker;
  since: SyncToken | undefined;
  filter: SyncFilter;
  fullState: boolean;
  timeoutMs: number;
  /** The client has gone: nobody waits any more. */
  signal: AbortSignal;
}

/** News for somebody. */
export interface Wakeups {
  /** A position below which everything can be read. */
  position(): StreamPos;
  /** From now on news for them are noticed. Must be closed. */
  attend(userId: UserId): Attention;
}

export interface Attention {
  /** Resolves at once when there were news since it began, else with the next, after the time, or when nobody waits any more. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** One answer while it is put together. */
interface Work {
  asker: Asker;
  teller: Teller;
  filter: SyncFilter;
  since: StreamPos;
  to: StreamPos;
  isInitial: boolean;
  fullState: boolean;
  limit: number;
}

export class Syncs {
  readonly #reader: SyncReader;
  readonly #wakeups: Wakeups;
  readonly #typing: TypingPeople;
  readonly #deviceKeys: Pick<DeviceKeys, 'changes' | 'counts'>;
  readonly #toDevice: ToDeviceStore;
  readonly #teller: EventTeller;
  readonly #clock: Clock;

  constructor(options: {
    reader: SyncReader;
    wakeups: Wakeups;
    typing: TypingPeople;
    deviceKeys: Pick<DeviceKeys, 'changes' | 'counts'>;
    toDevice: ToDeviceStore;
    teller: EventTeller;
    clock: Clock;
  }) {
    this.#reader = options.reader;
    this.#wakeups = options.wakeups;
    this.#typing = options.typing;
    this.#deviceKeys = options.deviceKeys;
    this.#toDevice = options.toDevice;
    this.#teller = options.teller;
    this.#clock = options.clock;
  }

  async sync(request: SyncRequest): Promise<JsonObject> {
    const deadlineMs = this.#clock.now() + Math.min(request.timeoutMs, LONGEST_WAIT_MS);
    if (request.since) await this.#toDevice.received(request.asker, request.since.pos);
    for (;;) {
      // Before it is looked: what comes meanwhile must not be waited for.
      const attention = this.#wakeups.attend(request.asker.userId);
      try {
        const answer = await this.#look(request, deadlineMs, attention);
        if (answer) return answer;
      } finally {
        attention.close();
      }
    }
  }

  /** @returns undefined: there may be news now */
  async #look(request: SyncRequest, deadlineMs: number, attention: Attention): Promise<JsonObject | undefined> {
    const now: SyncToken = { pos: this.#wakeups.position(), ephemeral: this.#typing.version };
    const waiting = await this.#toDevice.waiting(request.asker, now.pos, MOST_TO_DEVICE + 1);
    // What does not fit comes next time, which must not jump over it.
    const later = waiting[MOST_TO_DEVICE];
    if (later) now.pos = Math.min(now.pos, later.stream - 1);
    const answer = {
      ...(await this.#answer(request, now)),
      ...(waiting.length > 0 ? { to_device: { events: waiting.slice(0, MOST_TO_DEVICE).map(({ event }) => event) } } : {}),
    };
    const leftMs = deadlineMs - this.#clock.now();
    const isOver = leftMs <= 0 || request.signal.aborted;
    if (Object.keys(answer).length > 0 || !request.since || request.fullState || isOver)
      return { next_batch: writeToken(now), ...answer, ...(await this.#keyCounts(request.asker)) };
    await attention.wait(leftMs, request.signal);
    return undefined;
  }

  async #answer({ asker, since, filter, fullState }: SyncRequest, now: SyncToken): Promise<JsonObject> {
    const work: Work = {
      ...{ asker, filter, fullState, since: since?.pos ?? 0, to: now.pos, isInitial: since === undefined },
      teller: { ...asker, nowMs: this.#clock.now() },
      limit: Math.min(filter.timeline.limit ?? DEFAULT_LIMIT, MOST_EVENTS),
    };
    const all = (await this.#reader.roomsOf(asker.userId)).filter(({ roomId }) => passesRoom(filter, roomId));
    const accountData = await this.#reader.accountData(asker.userId, work.since);
    const joined = all.filter(({ membership }) => membership === 'join');
    // A token of before a restart has another count: then everybody who types is told.
    const typing = this.#typing.changedIn(
      joined.map(({ roomId }) => roomId),
      since && since.ephemeral <= now.ephemeral ? since.ephemeral : 0,
    );
    const receipts = await this.#reader.receipts(
      asker.userId,
      joined.map(({ roomId }) => roomId),
      work.since,
    );
    const rooms = prune({
      join: await this.#joined(work, joined, { receipts, typing, accountData }),
      invite: await this.#strippedRooms(work, all, 'invite', 'invite_state'),
      knock: await this.#strippedRooms(work, all, 'knock', 'knock_state'),
      leave: await this.#left(work, all),
    });
    const own = accountData.filter(({ roomId, type }) => roomId === undefined && passes(filter.accountData, { type }));
    return prune({
      rooms,
      account_data: eventsOf(own.map(({ type, content }) => ({ type, content }))),
      // At first everybody's keys are asked for anyway.
      device_lists: since ? prune({ ...(await this.#deviceKeys.changes(asker.userId, since.pos, now.pos)) }) : {},
    });
  }

  /** Told each time: a device without keys to give out makes new ones. */
  async #keyCounts(asker: Asker): Promise<JsonObject> {
    const { oneTime, unusedFallback } = await this.#deviceKeys.counts(asker);
    return { device_one_time_keys_count: oneTime, device_unused_fallback_key_types: unusedFallback };
  }

  async #joined(
    work: Work,
    rooms: readonly OwnRoom[],
    more: {
      receipts: Receipt[];
      typing: Map<RoomId, UserId[]>;
      accountData: { roomId: RoomId | undefined; type: string; content: JsonObject }[];
    },
  ): Promise<JsonObject> {
    const { asker, since, to } = work;
    const mayBeNew = rooms.filter(({ stream }) => stream > since).map(({ roomId }) => roomId);
    const before = work.isInitial ? new Map() : await this.#reader.membershipsAt(asker.userId, mayBeNew, since);
    const isNew = (roomId: RoomId): boolean => work.isInitial || (mayBeNew.includes(roomId) && before.get(roomId) !== 'join');
    const withEvents = rooms.filter(({ roomId, lastStream }) => lastStream > since || work.fullState || isNew(roomId));
    const spans = withEvents.map(({ roomId }) => ({ roomId, after: isNew(roomId) ? 0 : since, to }));
    const told = await this.#eventsOf(work, spans, new Set(withEvents.filter(({ roomId }) => isNew(roomId)).map(({ roomId }) => roomId)));
    const touched = new Set([...withEvents.map(({ roomId }) => roomId), ...more.receipts.map(({ roomId }) => roomId)]);
    const unread = await this.#reader.unread(asker.userId, [...touched]);
    const sections: JsonObject = {};
    for (const { roomId } of rooms) {
      const ephemeral = [
        ...receiptEvents(more.receipts.filter((receipt) => receipt.roomId === roomId)),
        ...typingEvents(more.typing.get(roomId)),
      ].filter(({ type }) => passes(work.filter.ephemeral, { type }));
      const own = more.accountData.filter((data) => data.roomId === roomId && passes(work.filter.roomAccountData, data));
      const counts = unread.get(roomId);
      const section = prune({
        ...told.get(roomId),
        ephemeral: eventsOf(ephemeral),
        account_data: eventsOf(own.map(({ type, content }) => ({ type, content }))),
        ...(counts ? { unread_notifications: { notification_count: counts.notifications, highlight_count: counts.highlights } } : {}),
      });
      if (Object.keys(section).length > 0) sections[roomId] = section;
    }
    return sections;
  }

  async #left(work: Work, rooms: readonly OwnRoom[]): Promise<JsonObject> {
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
  async #eventsOf(work: Work, spans: readonly Span[], partly: ReadonlySet<RoomId>): Promise<Map<RoomId, JsonObject>> {
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
        events: visible.filter(({ pdu }) => passes(filter.timeline, pdu)),
        isLimited: found.length > limit || visible.length < newest.length,
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
    work: Work,
    spans: readonly Span[],
    shown: ReadonlyMap<RoomId, { events: StoredEvent[]; begins: StreamPos }>,
  ): Promise<Map<RoomId, StoredEvent[]>> {
    const lazy = work.filter.state.lazyLoadMembers;
    const before = spans.flatMap(({ roomId, after }) => {
      const begins = shown.get(roomId)?.begins ?? 0;
      return [{ roomId, after: work.fullState ? 0 : after, to: begins - 1 }];
    });
    const states = await this.#reader.stateWithin(before, { withMembers: !lazy });
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
    work: Work,
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

  async #strippedRooms(work: Work, rooms: readonly OwnRoom[], membership: 'invite' | 'knock', name: string): Promise<JsonObject> {
    const there = rooms.filter((room) => room.membership === membership && (work.isInitial || room.stream > work.since));
    const states = await this.#reader.strippedState(
      there.map(({ roomId }) => roomId),
      work.asker.userId,
      strippedTypes,
    );
    return Object.fromEntries(there.map(({ roomId }) => [roomId, { [name]: { events: (states.get(roomId) ?? []).map(strippedEvent) } }]));
  }
}

const eventsOf = (events: JsonObject[]): JsonObject => (events.length === 0 ? {} : { events });

/** Without what is empty. */
function prune(object: JsonObject): JsonObject {
  const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

type EphemeralEvent = JsonObject & { type: string };

function receiptEvents(receipts: readonly Receipt[]): EphemeralEvent[] {
  if (receipts.length === 0) return [];
  const content: Record<string, Record<string, Record<string, JsonObject>>> = {};
  for (const { eventId, type, userId, atMs, threadId } of receipts) {
    const ofType = ((content[eventId] ??= {})[type] ??= {});
    ofType[userId] = { ts: atMs, ...(threadId === '' ? {} : { thread_id: threadId }) };
  }
  return [{ type: 'm.receipt', content }];
}

/** @param people undefined: nothing changed */
function typingEvents(people: readonly UserId[] | undefined): EphemeralEvent[] {
  return people ? [{ type: 'm.typing', content: { user_ids: [...people] } }] : [];
}
