/**
 * The rooms of an answer out of memory (decision 0036): where nothing but words, receipts and typing came since the client's token, and
 * all of it was heard. It says the same as `sync-rooms.ts`; whatever is not plain is left to that. What is the same for all who wait is
 * put into words once.
 */
import type { Clock } from '@saal/foundation/pure';
import { passes, passesRoom, type SyncFilter } from './filter.ts';
import type { RoomId, UserId } from './ids.ts';
import type { StreamPos } from './ports.ts';
import { KeptEvent } from './recent-events.ts';
import type { HeardReceipt, PlainNews } from './recent-news.ts';
import type { RoomMemory } from './room-memory.ts';
import type { Asker } from './rooms.ts';
import { heard, receiptEvents } from './sync-rooms.ts';
import { writePlace } from './sync-token.ts';
import type { TypingPeople } from './typing.ts';
import { unreadSection } from './unread-section.ts';

export interface QuickNews {
  /** What came for somebody, if it is nothing but words and receipts and all was heard. */
  plain(userId: UserId, after: StreamPos, to: StreamPos): PlainNews | undefined;
  /** Undefined: not known. */
  isIn(userId: UserId, roomId: RoomId): boolean | undefined;
}

export interface QuickWish {
  asker: Asker;
  filter: SyncFilter;
  limit: number;
  /** Whose words this person does not want to hear. */
  ignored: ReadonlySet<UserId>;
  /** Typing that changed after this version is told; undefined: none has. */
  typingAfter: number | undefined;
}

/** Of one room, in between two positions, for all with the same filter. */
interface RoomWords {
  madeAtMs: number;
  events: readonly KeptEvent[];
  /** After it: the timeline with its beginning and the events, as JSON; undefined: nothing of it passes the filter. */
  text: string | undefined;
  senders: ReadonlySet<UserId>;
  end: string;
}

interface Room {
  number: number;
  id: RoomId;
}

/** What was put into words a while ago tells another age of events. */
const FRESH_MS = 500;

export class QuickSync {
  readonly #news: QuickNews;
  readonly #memory: RoomMemory;
  readonly #typing: TypingPeople;
  readonly #clock: Clock;
  readonly #words = new Map<SyncFilter, Map<string, Promise<RoomWords | undefined>>>();
  #wordsUpTo: StreamPos = 0;

  constructor(options: { news: QuickNews; memory: RoomMemory; typing: TypingPeople; clock: Clock }) {
    this.#news = options.news;
    this.#memory = options.memory;
    this.#typing = options.typing;
    this.#clock = options.clock;
  }

  /** Up to where it can answer. */
  get upTo(): StreamPos {
    return this.#memory.events.upTo;
  }

  /** @returns the entries of `rooms.join` as JSON, without braces; undefined: the database is to be asked */
  async joined(wish: QuickWish, after: StreamPos, to: StreamPos): Promise<{ text: string; toDevice: boolean } | undefined> {
    const { asker, filter } = wish;
    const plain = this.#memory.events.holds(after, to) ? this.#news.plain(asker.userId, after, to) : undefined;
    if (!plain) return undefined;
    const typing = this.#typingFor(wish);
    if (!typing) return undefined;
    const receipts = Map.groupBy(plain.receipts, ({ room }) => room);
    const rooms = new Map<RoomId, Room>();
    for (const number of new Set([...plain.talked, ...receipts.keys()])) {
      const id = this.#memory.roomId(number);
      if (id === undefined) return undefined;
      rooms.set(id, { number, id });
    }
    const concerned = [...new Set([...rooms.keys(), ...typing.keys()])].filter((id) => passesRoom(filter, id));
    // What is not in memory yet is read for all rooms at the same time.
    const known = await Promise.all(
      concerned.map(async (id) => {
        const room = rooms.get(id);
        if (!room) return { id };
        const isTalked = plain.talked.has(room.number);
        const [words, unread] = await Promise.all([
          isTalked ? this.#wordsOf(room, wish, after, to) : undefined,
          this.#memory.unread.of(asker.userId, room, to),
        ]);
        return { id, room, isTalked, words, unread };
      }),
    );
    const texts: string[] = [];
    for (const { id, room, isTalked, words, unread } of known) {
      const parts: string[] = [];
      if (isTalked) {
        if (!words || isAnyOf(words.senders, wish.ignored)) return undefined;
        if (words.text !== undefined) parts.push(this.#withOwn(words, asker));
      }
      const ephemeral = [...receiptEvents(newest(room && receipts.get(room.number), id)), ...(typing.get(id) ?? [])].filter(({ type }) =>
        passes(filter.ephemeral, { type }),
      );
      if (ephemeral.length > 0) parts.push(`"ephemeral":${JSON.stringify({ events: ephemeral })}`);
      if (unread) parts.push(JSON.stringify(unreadSection(unread, filter.timeline.unreadThreadNotifications)).slice(1, -1));
      texts.push(`${JSON.stringify(id)}:{${parts.join(',')}}`);
    }
    return { text: texts.join(','), toDevice: plain.toDevice };
  }

  /** @returns undefined: it is not known who is concerned */
  #typingFor({ asker, ignored, typingAfter }: QuickWish): Map<RoomId, { type: string; content: { user_ids: UserId[] } }[]> | undefined {
    const told = new Map<RoomId, { type: string; content: { user_ids: UserId[] } }[]>();
    if (typingAfter === undefined) return told;
    for (const [roomId, people] of this.#typing.changedAfter(typingAfter)) {
      const isIn = this.#news.isIn(asker.userId, roomId);
      if (isIn === undefined) return undefined;
      if (isIn) told.set(roomId, [{ type: 'm.typing', content: { user_ids: heard(people, ignored) } }]);
    }
    return told;
  }

  #wordsOf(room: Room, wish: QuickWish, after: StreamPos, to: StreamPos): Promise<RoomWords | undefined> {
    if (this.#wordsUpTo !== to) this.#words.clear();
    this.#wordsUpTo = to;
    const ofFilter = this.#words.get(wish.filter) ?? new Map<string, Promise<RoomWords | undefined>>();
    this.#words.set(wish.filter, ofFilter);
    const key = `${room.number} ${after}`;
    const kept = ofFilter.get(key);
    const words = kept
      ? kept.then((made) => (made && this.#clock.now() - made.madeAtMs > FRESH_MS ? this.#make(room, wish, after, to) : made))
      : this.#make(room, wish, after, to);
    ofFilter.set(key, words);
    // Whoever comes next tries again.
    words.catch(() => ofFilter.get(key) === words && ofFilter.delete(key));
    return words;
  }

  async #make(room: Room, { filter, limit }: QuickWish, after: StreamPos, to: StreamPos): Promise<RoomWords | undefined> {
    const found = this.#memory.events.span(room.number, after, to);
    if (!found) return undefined;
    const newestOnes = found.slice(-limit);
    const events = limit === 0 ? [] : newestOnes.filter(({ event }) => passes(filter.timeline, event.pdu));
    if (events.some(({ isChanged }) => isChanged)) return undefined;
    const madeAtMs = this.#clock.now();
    const begins = limit === 0 ? to + 1 : (newestOnes[0]?.event.stream ?? to + 1);
    const senders = new Set(events.map(({ event }) => event.pdu.sender));
    const members = filter.state.lazyLoadMembers ? await this.#memory.members(room, [...senders], begins - 1) : [];
    const state = members.filter(({ pdu }) => passes(filter.state, pdu)).sort((a, b) => a.stream - b.stream);
    if (state.some(({ redactedBy, erasedAtMs }) => redactedBy ?? erasedAtMs)) return undefined;
    const told = state.map((event) => new KeptEvent({ ...bare, room: room.number, event }).json(madeAtMs));
    const end = `,"limited":${found.length > limit},"prev_batch":"${writePlace(begins)}"}${told.length > 0 ? `,"state":{"events":[${told.join(',')}]}` : ''}`;
    const text = events.length === 0 && state.length === 0 ? undefined : timeline(events, madeAtMs);
    return { madeAtMs, events, text, senders, end };
  }

  /** The device that said something knows it by its own number. */
  #withOwn({ events, text = '', senders, end, madeAtMs }: RoomWords, asker: Asker): string {
    return (senders.has(asker.userId) ? timeline(events, madeAtMs, asker) : text) + end;
  }
}

const isAnyOf = (senders: ReadonlySet<UserId>, people: ReadonlySet<UserId>): boolean =>
  people.size > 0 && [...senders].some((sender) => people.has(sender));

const bare = { thread: '', usual: 0, otherwise: new Map() } as const;

function timeline(events: readonly KeptEvent[], nowMs: number, asker?: Asker): string {
  const told = events.map((kept) => {
    const { request } = kept.event;
    const isOwn = asker && request?.sender === asker.userId && request.deviceId === asker.deviceId;
    return kept.json(nowMs, isOwn ? request.transactionId : undefined);
  });
  return `"timeline":{"events":[${told.join(',')}]`;
}

/** The newest of each person and thread. */
function newest(receipts: readonly HeardReceipt[] | undefined, roomId: RoomId) {
  const byReader = new Map((receipts ?? []).map((one) => [`${one.userId} ${one.type} ${one.threadId}`, one]));
  return [...byReader.values()].map(({ userId, type, threadId, eventId, atMs }) => ({ roomId, userId, type, threadId, eventId, atMs }));
}
