/** What was told of late, as far as this server has heard: most syncs need not ask the database what has not changed. Pure. */
import type { EventId, UserId } from './ids.ts';
import type { StreamPos } from './ports.ts';

/** `state` stands for all that a change of state may bring: members, their devices, what a room is. */
export type NewsKind = 'messages' | 'state' | 'receipts' | 'account-data' | 'to-device' | 'devices';

/** How far somebody has read, as servers tell each other. */
export interface HeardReceipt {
  userId: UserId;
  /** The room's number. */
  room: number;
  type: 'm.read' | 'm.read.private';
  threadId: string;
  eventId: EventId;
  eventStream: StreamPos;
  atMs: number;
}

/** Nothing but words and receipts. */
export interface PlainNews {
  /** Rooms with new words. */
  talked: ReadonlySet<number>;
  /** Oldest first. */
  receipts: readonly HeardReceipt[];
  /** Something was sent from device to device as well. */
  toDevice: boolean;
}

/** What changed up to a position, for whom. */
export interface HeardNews {
  pos: StreamPos;
  rooms: readonly number[];
  users: readonly UserId[];
  /** Undefined: anything. */
  kind: NewsKind | undefined;
  /** Of news of that kind. */
  receipt?: HeardReceipt | undefined;
}

/** More are forgotten; whoever is further behind asks the database for everything. */
const MOST_KEPT = 5_000;

export class RecentNews {
  readonly #isIn: (userId: UserId, room: number, upTo: StreamPos) => boolean | undefined;
  #news: HeardNews[] = [];
  /** All after this one is kept. */
  #from: StreamPos = Number.POSITIVE_INFINITY;
  #upTo: StreamPos = 0;

  /** @param isIn whether somebody is in a room, as far as this position tells; undefined when it is not known */
  constructor(isIn: (userId: UserId, room: number, upTo: StreamPos) => boolean | undefined) {
    this.#isIn = isIn;
  }

  /** Nothing is heard from now on. */
  lost(): void {
    this.#news = [];
    this.#from = Number.POSITIVE_INFINITY;
    this.#upTo = 0;
  }

  /** All news after this position are among those heard since nothing was lost. */
  beginsAt(pos: StreamPos): void {
    this.#from = pos;
    this.#upTo = Math.max(pos, this.#upTo);
  }

  get upTo(): StreamPos {
    return this.#upTo;
  }

  /** In the order of positions. */
  heard(news: HeardNews): void {
    this.#news.push(news);
    this.#upTo = Math.max(news.pos, this.#upTo);
    if (this.#news.length <= 2 * MOST_KEPT) return;
    this.#from = Math.max(this.#from, this.#news[MOST_KEPT - 1]?.pos ?? 0);
    this.#news = this.#news.slice(MOST_KEPT);
  }

  /** What may have changed for somebody after one position up to another. @returns undefined: anything */
  about(userId: UserId, after: StreamPos, to: StreamPos): ReadonlySet<NewsKind> | undefined {
    if (after < this.#from || to > this.#upTo) return undefined;
    const kinds = new Set<NewsKind>();
    for (let at = this.#news.length - 1; at >= 0; at--) {
      const news = this.#news[at];
      if (!news || news.pos <= after) break;
      if (!this.#concerns(news, userId)) continue;
      if (news.kind === undefined || news.kind === 'state') return undefined;
      kinds.add(news.kind);
    }
    return kinds;
  }

  /** What came for somebody after one position up to another. @returns undefined: more than words and receipts, or it is not known */
  plain(userId: UserId, after: StreamPos, to: StreamPos): PlainNews | undefined {
    if (after < this.#from || to > this.#upTo) return undefined;
    const talked = new Set<number>();
    const receipts: HeardReceipt[] = [];
    let toDevice = false;
    for (let at = this.#news.length - 1; at >= 0; at--) {
      const news = this.#news[at];
      if (!news || news.pos <= after) break;
      if (news.pos > to) continue;
      const { kind, rooms, users, receipt } = news;
      const isNamed = users.includes(userId);
      const own = rooms.filter((room) => this.#isIn(userId, room, this.#upTo) ?? true);
      if (!isNamed && own.length === 0) continue;
      if (own.some((room) => this.#isIn(userId, room, this.#upTo) === undefined)) return undefined;
      if (kind === 'to-device') toDevice = true;
      else if (kind === 'messages' && !isNamed) for (const room of own) talked.add(room);
      else if (kind === 'receipts' && receipt) receipts.unshift(receipt);
      else return undefined;
    }
    return { talked, receipts, toDevice };
  }

  #concerns({ rooms, users }: HeardNews, userId: UserId): boolean {
    return users.includes(userId) || rooms.some((room) => this.#isIn(userId, room, this.#upTo) ?? true);
  }
}
