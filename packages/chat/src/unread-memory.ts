/** How much is unread for people whose clients wait here: read once, then counted on with each event. */
import type { RoomId, UserId } from './ids.ts';
import type { StreamPos } from './ports.ts';
import type { UnreadCounts } from './push-ports.ts';
import type { RecentEvents } from './recent-events.ts';
import type { HeardReceipt } from './recent-news.ts';

export type ThreadCounts = Map<string, UnreadCounts>;

export interface UnreadSource {
  /** With the position of the newest event of the room that is counted in. */
  unreadUpTo(userId: UserId, roomId: RoomId): Promise<{ threads: ThreadCounts; upTo: StreamPos }>;
}

interface Kept {
  threads: ThreadCounts;
  upTo: StreamPos;
}

interface Reading {
  userId: UserId;
  room: number;
  isOutdated: boolean;
}

/** Pairs of person and room; then it begins anew. */
const MOST_KEPT = 100_000;
/** More nobody counts. */
const MOST_UNREAD = 1_000;

export class UnreadMemory {
  readonly #source: UnreadSource;
  readonly #events: Pick<RecentEvents, 'span'>;
  readonly #rooms = new Map<number, Map<UserId, Kept>>();
  #count = 0;
  /** What is being read just now: where it changes meanwhile it is not kept. */
  readonly #readings = new Set<Reading>();

  constructor(source: UnreadSource, events: Pick<RecentEvents, 'span'>) {
    this.#source = source;
    this.#events = events;
  }

  /** What is unread for somebody in a room, at this position or later. */
  of(userId: UserId, room: { number: number; id: RoomId }, to: StreamPos): ThreadCounts | Promise<ThreadCounts> {
    const kept = this.#rooms.get(room.number)?.get(userId);
    const since = kept && this.#events.span(room.number, kept.upTo, Math.max(to, kept.upTo));
    if (!kept || !since) return this.#read(userId, room);
    for (const { event, thread, usual, otherwise } of since) {
      // Whoever writes has read what stands before.
      if (event.pdu.sender === userId) {
        if (event.pdu.state_key === undefined) kept.threads.delete(thread);
        continue;
      }
      const outcome = otherwise.get(userId) ?? usual;
      if (outcome === 0) continue;
      const { notifications, highlights } = kept.threads.get(thread) ?? { notifications: 0, highlights: 0 };
      kept.threads.set(thread, {
        notifications: Math.min(notifications + 1, MOST_UNREAD),
        highlights: highlights + (outcome === 2 ? 1 : 0),
      });
    }
    kept.upTo = Math.max(kept.upTo, to);
    return kept.threads;
  }

  /** Somebody has read up to an event. */
  hasRead({ userId, room, threadId, eventStream }: HeardReceipt): void {
    for (const reading of this.#readings) if (reading.userId === userId && reading.room === room) reading.isOutdated = true;
    const kept = this.#rooms.get(room)?.get(userId);
    if (!kept) return;
    const isAll = eventStream >= kept.upTo || this.#events.span(room, eventStream, kept.upTo)?.length === 0;
    // Everything that is counted has been read by it; otherwise it is counted anew.
    if (isAll && threadId === '') {
      kept.threads.clear();
      kept.upTo = Math.max(kept.upTo, eventStream);
    } else if (isAll && eventStream <= kept.upTo) kept.threads.delete(threadId);
    else this.#rooms.get(room)?.delete(userId);
  }

  forgetRoom(room: number): void {
    for (const reading of this.#readings) if (reading.room === room) reading.isOutdated = true;
    this.#rooms.delete(room);
  }

  forgetAll(): void {
    for (const reading of this.#readings) reading.isOutdated = true;
    this.#rooms.clear();
    this.#count = 0;
  }

  async #read(userId: UserId, { number, id }: { number: number; id: RoomId }): Promise<ThreadCounts> {
    const reading: Reading = { userId, room: number, isOutdated: false };
    this.#readings.add(reading);
    const kept = await this.#source.unreadUpTo(userId, id).finally(() => this.#readings.delete(reading));
    if (reading.isOutdated) return kept.threads;
    if (++this.#count > MOST_KEPT) this.forgetAll();
    const ofRoom = this.#rooms.get(number) ?? new Map<UserId, Kept>();
    this.#rooms.set(number, ofRoom.set(userId, kept));
    return kept.threads;
  }
}
