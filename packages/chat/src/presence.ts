/**
 * Who is there, told among servers. Kept in memory and found out by who asks for news: somebody is there as long as a client of theirs
 * comes back. Who wishes to be hidden is away for everybody.
 */
import { z } from 'zod';
import type { Clock } from '@saal/foundation/pure';
import type { EphemeralCount } from './ephemeral-count.ts';
import type { UserId } from './ids.ts';
import type { JsonObject } from './json.ts';

/**
 * Account data: `{ hidden: true, status_msg: 'Im Urlaub', state: 'busy', until_ms: 1795000000000, hide_meetings: true }`; after
 * `until_ms` neither the state nor the words hold.
 */
export const PRESENCE_WISH = 'eu.saal.presence';
/** In the content of `m.presence`. */
const DOING = 'eu.saal.doing';
export const presenceStates = ['online', 'unavailable', 'offline'] as const;
export type PresenceState = (typeof presenceStates)[number];

/** A client waits for a minute at most and then comes back. */
const THERE_MS = 90_000;
/** So that no server takes for away who is there, and a new one learns of everybody. */
const TELL_AGAIN_MS = 40_000;
const SWEEP_MS = 10_000;
export const MAX_STATUS = 200;

export const ownStates = ['busy', 'dnd'] as const;
export type OwnState = (typeof ownStates)[number];
/** What somebody says they do, or the server: which meeting it is, nobody is told. */
export type Doing = OwnState | 'meeting';

const Wish = z.object({
  hidden: z.boolean().catch(false),
  status_msg: z.string().max(MAX_STATUS).optional().catch(undefined),
  state: z.enum(ownStates).optional().catch(undefined),
  until_ms: z.number().optional().catch(undefined),
  hide_meetings: z.boolean().optional().catch(undefined),
});

/** How long ago, in milliseconds: clocks of servers differ. */
export interface PresenceMoment {
  userId: UserId;
  activeAgoMs: number;
  seenAgoMs: number;
  hidden: boolean;
  status: string | undefined;
  own?: OwnState | undefined;
  untilMs?: number | undefined;
  hidesMeetings?: boolean | undefined;
}

/** A server that conducts a meeting says again and again who is inside; what a dead one said is forgotten. */
export const ATTENDANCE_AGAIN_MS = 300_000;
const ATTENDANCE_HOLDS_MS = 2 * ATTENDANCE_AGAIN_MS + 60_000;

/** Somebody is inside a meeting, or no more. */
export interface AttendingMoment {
  userId: UserId;
  meetingId: string;
  inside: boolean;
}

type Said = Pick<PresenceMoment, 'hidden' | 'status' | 'own' | 'untilMs' | 'hidesMeetings'>;

interface Entry extends Said {
  /** When a client was last in use, and when any was last there. */
  activeAtMs: number;
  seenAtMs: number;
  /** When it was heard last, by meeting. */
  meetings: Map<string, number>;
  /** As it was told last. */
  told: PresenceState;
  toldMore: string;
  version: number;
  /** When the other servers were told, and the wish was read. */
  spreadAtMs: number;
}

export interface Presence {
  userId: UserId;
  state: PresenceState;
  status: string | undefined;
  doing?: Doing | undefined;
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
  heard({ userId, activeAgoMs, seenAgoMs, ...said }: PresenceMoment): void {
    const nowMs = this.#options.clock.now();
    const entry = this.#entry(userId);
    entry.activeAtMs = nowMs - activeAgoMs;
    entry.seenAtMs = nowMs - seenAgoMs;
    this.#take(userId, entry, said);
  }

  /** Whether they are inside a meeting, also when others are not told. */
  isInMeeting(userId: UserId): boolean {
    return (this.#people.get(userId)?.meetings.size ?? 0) > 0;
  }

  /** Told by the server that conducts the meeting, this one or another. */
  attends({ userId, meetingId, inside }: AttendingMoment): void {
    const entry = this.#entry(userId);
    if (inside) entry.meetings.set(meetingId, this.#options.clock.now());
    else entry.meetings.delete(meetingId);
    this.#note(userId, entry);
  }

  of(userId: UserId): Presence {
    const entry = this.#people.get(userId);
    if (!entry) return { userId, state: 'offline', status: undefined, activeAgoMs: undefined };
    const atMs = Math.max(entry.activeAtMs, entry.seenAtMs);
    const isKnown = !entry.hidden && atMs > 0;
    return {
      ...{ userId, state: this.#stateOf(entry), status: this.#statusOf(entry), doing: this.#doingOf(entry) },
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
    const entry: Entry = {
      activeAtMs: 0,
      seenAtMs: 0,
      hidden: false,
      status: undefined,
      meetings: new Map(),
      told: 'offline',
      toldMore: '',
      version: 0,
      spreadAtMs: 0,
    };
    this.#people.set(userId, entry);
    return entry;
  }

  #stateOf({ hidden, activeAtMs, seenAtMs }: Entry): PresenceState {
    const sinceMs = this.#options.clock.now() - THERE_MS;
    if (hidden || Math.max(activeAtMs, seenAtMs) <= sinceMs) return 'offline';
    return activeAtMs > sinceMs ? 'online' : 'unavailable';
  }

  #isOver({ untilMs }: Entry): boolean {
    return untilMs !== undefined && untilMs <= this.#options.clock.now();
  }

  #statusOf(entry: Entry): string | undefined {
    return entry.hidden || this.#isOver(entry) ? undefined : entry.status;
  }

  #doingOf(entry: Entry): Doing | undefined {
    if (this.#stateOf(entry) === 'offline') return undefined;
    const own = this.#isOver(entry) ? undefined : entry.own;
    if (own === 'dnd') return own;
    return entry.meetings.size > 0 && entry.hidesMeetings !== true ? 'meeting' : own;
  }

  /** Tells here and to the other servers, if there is something to tell. */
  async #spread(userId: UserId, entry: Entry, isNew: boolean): Promise<void> {
    const { clock, wish, tellServers } = this.#options;
    const nowMs = clock.now();
    if (!isNew && nowMs - entry.spreadAtMs < TELL_AGAIN_MS && this.#stateOf(entry) === entry.told) return;
    entry.spreadAtMs = nowMs;
    const wished = Wish.catch({ hidden: false }).parse((await wish(userId)) ?? {});
    const { hidden, status_msg: status, state: own, until_ms: untilMs, hide_meetings: hidesMeetings } = wished;
    const said: Said = { hidden, status, own, untilMs, hidesMeetings };
    this.#take(userId, entry, said);
    const { activeAtMs, seenAtMs } = entry;
    tellServers({ userId, activeAgoMs: nowMs - activeAtMs, seenAgoMs: nowMs - seenAtMs, ...said });
  }

  #take(userId: UserId, entry: Entry, { hidden, status, own, untilMs, hidesMeetings }: Said): void {
    Object.assign(entry, { hidden, status, own, untilMs, hidesMeetings });
    this.#note(userId, entry);
  }

  #note(userId: UserId, entry: Entry): void {
    const state = this.#stateOf(entry);
    const more = state === 'offline' ? '' : `${this.#doingOf(entry) ?? ''} ${this.#statusOf(entry) ?? ''}`.trim();
    if (state === entry.told && more === entry.toldMore) return;
    Object.assign(entry, { told: state, toldMore: more });
    entry.version = this.#options.count.next();
    this.#options.changed(userId);
  }

  /** Who has not come back is away: each server finds it out by itself. */
  #sweep(): void {
    const sinceMs = this.#options.clock.now() - ATTENDANCE_HOLDS_MS;
    for (const [userId, entry] of this.#people) {
      for (const [meetingId, heardAtMs] of entry.meetings) if (heardAtMs <= sinceMs) entry.meetings.delete(meetingId);
      this.#note(userId, entry);
    }
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => this.#sweep());
  }
}

/** As clients are told it. */
export function presenceContent({ state, status, doing, activeAgoMs }: Presence): JsonObject {
  return {
    ...{ presence: state, currently_active: state === 'online' },
    ...(status === undefined ? {} : { status_msg: status }),
    ...(doing === undefined ? {} : { [DOING]: doing }),
    ...(activeAgoMs === undefined ? {} : { last_active_ago: activeAgoMs }),
  };
}
