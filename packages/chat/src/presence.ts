/**
 * Who is there, told among servers. Kept in memory and found out by who asks for news: somebody is there as long as a client of theirs
 * comes back. Who wishes to be hidden is away for everybody.
 */
import { z } from 'zod';
import type { Clock } from '@saal/foundation/pure';
import type { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';

/** Account data: `{ hidden: true, status_msg: 'Im Urlaub' }` */
export const PRESENCE_WISH = 'eu.saal.presence';
export const presenceStates = ['online', 'unavailable', 'offline'] as const;
export type PresenceState = (typeof presenceStates)[number];

/** A client waits for a minute at most and then comes back. */
const THERE_MS = 90_000;
/** So that no server takes for away who is there, and a new one learns of everybody. */
const TELL_AGAIN_MS = 40_000;
const SWEEP_MS = 10_000;
export const MAX_STATUS = 200;

const Wish = z.object({ hidden: z.boolean().catch(false), status_msg: z.string().max(MAX_STATUS).optional().catch(undefined) });

/** How long ago, in milliseconds: clocks of servers differ. */
export interface PresenceMoment {
  userId: UserId;
  activeAgoMs: number;
  seenAgoMs: number;
  hidden: boolean;
  status: string | undefined;
}

interface Entry {
  /** When a client was last in use, and when any was last there. */
  activeAtMs: number;
  seenAtMs: number;
  hidden: boolean;
  status: string | undefined;
  /** As it was told last. */
  told: PresenceState;
  version: number;
  /** When the other servers were told, and the wish was read. */
  spreadAtMs: number;
}

export interface Presence {
  userId: UserId;
  state: PresenceState;
  status: string | undefined;
  activeAgoMs: number | undefined;
}

export interface PresenceOptions {
  clock: Clock;
  count: EphemeralCount;
  /** Account data {@link PRESENCE_WISH}. */
  wish: (userId: UserId) => Promise<JsonObject | undefined>;
  changed: (userId: UserId) => void;
  tellServers: (moment: PresenceMoment) => void;
}

export class PresentPeople {
  readonly #options: PresenceOptions;
  readonly #people = new Map<UserId, Entry>();
  #cancelSweep: () => void;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#cancelSweep = options.clock.after(SWEEP_MS, () => this.#sweep());
  }

  close(): void {
    this.#cancelSweep();
  }

  /** A client of theirs is here. @param state `offline`: it does not want to be seen */
  async seen(userId: UserId, state: PresenceState): Promise<void> {
    if (state === 'offline') return;
    const nowMs = this.#options.clock.now();
    const entry = this.#entry(userId);
    entry.seenAtMs = nowMs;
    if (state === 'online') entry.activeAtMs = nowMs;
    await this.#spread(userId, entry, false);
  }

  /** Said by hand. What is said of the status is to be kept by whoever says it. */
  async set(userId: UserId, state: PresenceState): Promise<void> {
    const nowMs = this.#options.clock.now();
    const entry = this.#entry(userId);
    entry.seenAtMs = state === 'offline' ? 0 : nowMs;
    entry.activeAtMs = state === 'online' ? nowMs : 0;
    await this.#spread(userId, entry, true);
  }

  /** Their wish to be hidden, or their status, is another one now. */
  async wishChanged(userId: UserId): Promise<void> {
    await this.#spread(userId, this.#entry(userId), true);
  }

  /** Told by another server. */
  heard({ userId, activeAgoMs, seenAgoMs, hidden, status }: PresenceMoment): void {
    const nowMs = this.#options.clock.now();
    const entry = this.#entry(userId);
    entry.activeAtMs = nowMs - activeAgoMs;
    entry.seenAtMs = nowMs - seenAgoMs;
    this.#take(userId, entry, { hidden, status });
  }

  of(userId: UserId): Presence {
    const entry = this.#people.get(userId);
    if (!entry) return { userId, state: 'offline', status: undefined, activeAgoMs: undefined };
    const atMs = Math.max(entry.activeAtMs, entry.seenAtMs);
    const isKnown = !entry.hidden && atMs > 0;
    return {
      ...{ userId, state: this.#stateOf(entry), status: entry.hidden ? undefined : entry.status },
      activeAgoMs: isKnown ? Math.max(0, this.#options.clock.now() - atMs) : undefined,
    };
  }

  /** @param version undefined: all who are there */
  changedAfter(version: number | undefined): UserId[] {
    return [...this.#people]
      .filter(([, entry]) => (version === undefined ? this.#stateOf(entry) !== 'offline' : entry.version > version))
      .map(([userId]) => userId);
  }

  #entry(userId: UserId): Entry {
    const known = this.#people.get(userId);
    if (known) return known;
    const entry: Entry = { activeAtMs: 0, seenAtMs: 0, hidden: false, status: undefined, told: 'offline', version: 0, spreadAtMs: 0 };
    this.#people.set(userId, entry);
    return entry;
  }

  #stateOf({ hidden, activeAtMs, seenAtMs }: Entry): PresenceState {
    const sinceMs = this.#options.clock.now() - THERE_MS;
    if (hidden || Math.max(activeAtMs, seenAtMs) <= sinceMs) return 'offline';
    return activeAtMs > sinceMs ? 'online' : 'unavailable';
  }

  /** Tells here and to the other servers, if there is something to tell. */
  async #spread(userId: UserId, entry: Entry, isNew: boolean): Promise<void> {
    const { clock, wish, tellServers } = this.#options;
    const nowMs = clock.now();
    if (!isNew && nowMs - entry.spreadAtMs < TELL_AGAIN_MS && this.#stateOf(entry) === entry.told) return;
    entry.spreadAtMs = nowMs;
    const { hidden, status_msg: status } = Wish.catch({ hidden: false }).parse((await wish(userId)) ?? {});
    this.#take(userId, entry, { hidden, status });
    const { activeAtMs, seenAtMs } = entry;
    tellServers({ userId, activeAgoMs: nowMs - activeAtMs, seenAgoMs: nowMs - seenAtMs, hidden, status });
  }

  #take(userId: UserId, entry: Entry, { hidden, status }: Pick<Entry, 'hidden' | 'status'>): void {
    const isNews = !hidden && status !== entry.status && this.#stateOf(entry) !== 'offline';
    Object.assign(entry, { hidden, status });
    this.#note(userId, entry, isNews);
  }

  #note(userId: UserId, entry: Entry, isNews: boolean): void {
    const state = this.#stateOf(entry);
    if (state === entry.told && !isNews) return;
    entry.told = state;
    entry.version = this.#options.count.next();
    this.#options.changed(userId);
  }

  /** Who has not come back is away: each server finds it out by itself. */
  #sweep(): void {
    for (const [userId, entry] of this.#people) this.#note(userId, entry, false);
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => this.#sweep());
  }
}

/** As clients are told it. */
export function presenceContent({ state, status, activeAgoMs }: Presence): JsonObject {
  return {
    ...{ presence: state, currently_active: state === 'online' },
    ...(status === undefined ? {} : { status_msg: status }),
    ...(activeAgoMs === undefined ? {} : { last_active_ago: activeAgoMs }),
  };
}
