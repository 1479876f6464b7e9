/** What has changed for one device since it last asked, and the waiting for it (client-server API, "Syncing"). */
import type { Clock } from '@saal/foundation/pure';
import type { DeviceKeys } from './device-keys.ts';
import type { ToDeviceStore } from './encryption-ports.ts';
import type { EventTeller } from './event-teller.ts';
import { passes, passesRoom, type SyncFilter } from './filter.ts';
import type { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import { IGNORED_USERS, type IgnoredPeople } from './ignored-people.ts';
import type { JsonObject } from './json.ts';
import type { StreamPos } from './ports.ts';
import type { PresenceState } from './presence.ts';
import type { PresenceSync } from './presence-sync.ts';
import type { NoticeReader } from './push-ports.ts';
import { toldAccountData } from './push-rule-book.ts';
import type { QuickSync } from './quick-sync.ts';
import type { NewsKind } from './recent-news.ts';
import type { Asker } from './rooms.ts';
import type { SyncReader } from './sync-ports.ts';
import { eventsOf, prune, SyncRooms, type SyncWork } from './sync-rooms.ts';
import { writeToken, type SyncToken } from './sync-token.ts';
import { ToDeviceInbox } from './to-device-inbox.ts';
import type { TypingPeople } from './typing.ts';

const DEFAULT_LIMIT = 10;
const MOST_EVENTS = 100;
const LONGEST_WAIT_MS = 60_000;
const MOST_TO_DEVICE = 100;
/** What this server has just stored comes into memory within milliseconds; longer nobody waits for it. */
const REMEMBER_MS = 100;

export interface SyncRequest {
  asker: Asker;
  since: SyncToken | undefined;
  filter: SyncFilter;
  fullState: boolean;
  timeoutMs: number;
  /** What others are told of this person while it waits. */
  presence: PresenceState;
  /** The client has gone: nobody waits any more. */
  signal: AbortSignal;
}

/** News for somebody. */
export interface Wakeups {
  /** A position below which everything can be read. */
  position(): StreamPos;
  /** What may have changed for somebody after one position up to another. @returns undefined: anything */
  about(userId: UserId, after: StreamPos, to: StreamPos): ReadonlySet<NewsKind> | undefined;
  /** Resolves when what came up to a position is held in memory, or after the time. */
  remembered(pos: StreamPos, timeoutMs: number): Promise<void>;
  /** From now on news for them are noticed. Must be closed. */
  attend(userId: UserId): Attention;
}

export interface Attention {
  /** Resolves at once when there were news since it began, else with the next, after the time, or when nobody waits any more. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export class Syncs {
  readonly #reader: SyncReader;
  readonly #wakeups: Wakeups;
  readonly #typing: TypingPeople;
  readonly #deviceKeys: Pick<DeviceKeys, 'changes' | 'counts'>;
  readonly #toDevice: ToDeviceInbox;
  readonly #rooms: SyncRooms;
  readonly #ephemeral: EphemeralCount;
  readonly #presence: PresenceSync | undefined;
  readonly #quick: QuickSync;
  readonly #ignored: IgnoredPeople;
  readonly #clock: Clock;

  constructor(options: {
    reader: SyncReader;
    wakeups: Wakeups;
    typing: TypingPeople;
    deviceKeys: Pick<DeviceKeys, 'changes' | 'counts'>;
    toDevice: ToDeviceStore;
    teller: EventTeller;
    notices: Pick<NoticeReader, 'unread'>;
    ephemeral: EphemeralCount;
    presence: PresenceSync | undefined;
    quick: QuickSync;
    ignored: IgnoredPeople;
    clock: Clock;
  }) {
    this.#reader = options.reader;
    this.#wakeups = options.wakeups;
    this.#typing = options.typing;
    this.#deviceKeys = options.deviceKeys;
    this.#toDevice = new ToDeviceInbox(options.toDevice);
    this.#rooms = new SyncRooms(options.reader, options.teller, options.notices);
    this.#ephemeral = options.ephemeral;
    this.#presence = options.presence;
    this.#quick = options.quick;
    this.#ignored = options.ignored;
    this.#clock = options.clock;
  }

  /** @returns JSON */
  async sync(request: SyncRequest): Promise<string> {
    const deadlineMs = this.#clock.now() + Math.min(request.timeoutMs, LONGEST_WAIT_MS);
    await this.#presence?.seen(request.asker.userId, request.presence);
    // What somebody has done before they ask is in the answer, whoever gives it.
    const latest = this.#wakeups.position();
    if (request.since && !request.fullState && latest > request.since.pos) await this.#wakeups.remembered(latest, REMEMBER_MS);
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
  async #look(request: SyncRequest, deadlineMs: number, attention: Attention): Promise<string | undefined> {
    const leftMs = (): number => deadlineMs - this.#clock.now();
    const quick = await this.#quickly(request, () => leftMs() <= 0 || request.signal.aborted);
    if (quick !== 'not so') {
      if (quick !== undefined) return quick;
      await attention.wait(leftMs(), request.signal);
      return undefined;
    }
    const now: SyncToken = { pos: this.#wakeups.position(), ephemeral: this.#ephemeral.latest };
    const { asker, since, fullState } = request;
    const news = since && !fullState ? this.#wakeups.about(asker.userId, since.pos, now.pos) : undefined;
    const span = { after: since?.pos, to: now.pos, nothingNew: news?.has('to-device') === false };
    const waiting = await this.#toDevice.waiting(asker, span, MOST_TO_DEVICE + 1);
    // What does not fit comes next time, which must not jump over it.
    const later = waiting[MOST_TO_DEVICE];
    if (later) now.pos = Math.min(now.pos, later.stream - 1);
    const answer = {
      ...(await this.#answer(request, now, news)),
      ...(waiting.length > 0 ? { to_device: { events: waiting.slice(0, MOST_TO_DEVICE).map(({ event }) => event) } } : {}),
    };
    const isOver = leftMs() <= 0 || request.signal.aborted;
    if (Object.keys(answer).length > 0 || !request.since || request.fullState || isOver)
      return JSON.stringify({ next_batch: writeToken(now), ...answer, ...(await this.#keyCounts(request.asker)) });
    await attention.wait(leftMs(), request.signal);
    return undefined;
  }

  /** Out of memory. @returns undefined: there is nothing new; `not so`: the database is to be asked */
  async #quickly({ asker, since, filter, fullState }: SyncRequest, isOver: () => boolean): Promise<string | undefined> {
    const now: SyncToken = { pos: Math.max(this.#quick.upTo, since?.pos ?? 0), ephemeral: this.#ephemeral.latest };
    if (!since || fullState || since.ephemeral > now.ephemeral) return 'not so';
    const isMomentNew = since.ephemeral !== now.ephemeral;
    const limit = limitOf(filter);
    const ignored = await this.#ignored.of(asker.userId);
    const rooms = await this.#quick.joined(
      { asker, filter, limit, ignored, typingAfter: isMomentNew ? since.ephemeral : undefined },
      since.pos,
      now.pos,
    );
    // Few are sent from device to device while a room is talked in, and how many fit decides how far the answer goes.
    if (!rooms || rooms.toDevice) return 'not so';
    const waiting = await this.#toDevice.waiting(asker, { after: since.pos, to: now.pos, nothingNew: true }, 1);
    if (waiting.length > 0) return 'not so';
    const presence = isMomentNew ? ((await this.#presence?.told(asker.userId, since.ephemeral, filter.presence)) ?? []) : [];
    if (rooms.text === '' && presence.length === 0 && !isOver()) return undefined;
    const more = JSON.stringify({
      next_batch: writeToken(now),
      ...(presence.length > 0 ? { presence: { events: presence } } : {}),
      ...(await this.#keyCounts(asker)),
    });
    return rooms.text === '' ? more : `${more.slice(0, -1)},"rooms":{"join":{${rooms.text}}}}`;
  }

  /** @param news what may have changed; undefined: anything */
  async #answer({ asker, since, filter, fullState }: SyncRequest, now: SyncToken, news?: ReadonlySet<NewsKind>): Promise<JsonObject> {
    const may = (...kinds: NewsKind[]): boolean => !news || kinds.some((kind) => news.has(kind));
    const isTypingNew = since?.ephemeral !== now.ephemeral;
    if (!isTypingNew && !may('messages', 'receipts', 'account-data', 'devices')) return {};
    const accountData = may('account-data') ? await this.#reader.accountData(asker.userId, since?.pos ?? 0) : [];
    const isHeardAnew = since !== undefined && accountData.some(({ roomId, type }) => roomId === undefined && type === IGNORED_USERS);
    const work: SyncWork = {
      ...{ asker, filter, fullState, since: since?.pos ?? 0, to: now.pos, isInitial: since === undefined },
      teller: { ...asker, nowMs: this.#clock.now() },
      limit: limitOf(filter),
      ...{ ignored: await this.#ignored.of(asker.userId), isHeardAnew },
      mayHaveState: news === undefined || isHeardAnew,
    };
    const all = (await this.#reader.roomsOf(asker.userId)).filter(({ roomId }) => passesRoom(filter, roomId));
    const joined = all.filter(({ membership }) => membership === 'join');
    // A token of before a restart has another count: then everybody who types is told.
    const typing = this.#typing.changedIn(
      joined.map(({ roomId }) => roomId),
      since && since.ephemeral <= now.ephemeral ? since.ephemeral : 0,
    );
    const readRooms = may('receipts') ? joined.map(({ roomId }) => roomId) : [];
    const receipts = await this.#reader.receipts(asker.userId, readRooms, work.since);
    const rooms = await this.#rooms.sections(work, all, { receipts, typing, accountData });
    const presence = await this.#presence?.told(asker.userId, since?.ephemeral, filter.presence);
    const own = toldAccountData(
      asker.userId,
      accountData.filter(({ roomId }) => roomId === undefined),
      work.isInitial,
    ).filter((data) => passes(filter.accountData, data));
    return prune({
      rooms,
      presence: eventsOf(presence ?? []),
      account_data: eventsOf(own),
      // At first everybody's keys are asked for anyway.
      device_lists: since && may('devices') ? prune({ ...(await this.#deviceKeys.changes(asker.userId, since.pos, now.pos)) }) : {},
    });
  }

  /** Told each time: a device without keys to give out makes new ones. */
  async #keyCounts(asker: Asker): Promise<JsonObject> {
    const { oneTime, unusedFallback } = await this.#deviceKeys.counts(asker);
    return { device_one_time_keys_count: oneTime, device_unused_fallback_key_types: unusedFallback };
  }
}

const limitOf = (filter: SyncFilter): number => Math.min(filter.timeline.limit ?? DEFAULT_LIMIT, MOST_EVENTS);
