/** News of all servers, in the order of their commits: wakes whoever waits on this one. */
import { databaseAway, type Clock, type Logger } from '@saal/foundation';
import pg from 'pg';
import type { RoomId, UserId } from '../ids.ts';
import type { StreamPos } from '../ports.ts';
import { RecentNews, type NewsKind } from '../recent-news.ts';
import type { Attention, Wakeups } from '../sync.ts';
import { RoomPeople } from './room-people.ts';
import { CHANNEL, committedPosition, type News } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

const RECONNECT_MS = 1_000;

interface Waiting {
  woken: boolean;
  /** While it waits. */
  wake: (() => void) | undefined;
}

export class NewsListener implements Wakeups {
  readonly #url: string;
  readonly #db: ChatDatabase;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #waiting = new Map<UserId, Set<Waiting>>();
  readonly #people: RoomPeople;
  readonly #recent = new RecentNews<RoomNid>((userId, room, upTo) => this.#people.isIn(userId, room, upTo));
  #client: pg.Client | undefined;
  #position: StreamPos = 0;
  #closed = false;

  private constructor(options: { url: string; db: ChatDatabase; clock: Clock; log: Logger }) {
    this.#url = options.url;
    this.#db = options.db;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#people = new RoomPeople(options.db);
  }

  /** @param options.url of the database: listening takes a connection of its own */
  static async open(options: { url: string; db: ChatDatabase; clock: Clock; log: Logger }): Promise<NewsListener> {
    const listener = new NewsListener(options);
    await listener.#listen();
    return listener;
  }

  position(): StreamPos {
    return this.#position;
  }

  about(userId: UserId, after: StreamPos, to: StreamPos): ReadonlySet<NewsKind> | undefined {
    return this.#recent.about(userId, after, to);
  }

  /** An own commit: its news come a moment later, and then say nothing new. */
  committed(pos: StreamPos): void {
    if (pos > this.#position) this.#position = pos;
  }

  attend(userId: UserId): Attention {
    const waiting: Waiting = { woken: this.#closed, wake: undefined };
    const ofUser = this.#waiting.get(userId) ?? new Set();
    ofUser.add(waiting);
    this.#waiting.set(userId, ofUser);
    return {
      wait: (timeoutMs, signal) => this.#wait(waiting, timeoutMs, signal),
      close: () => {
        ofUser.delete(waiting);
        if (ofUser.size === 0 && this.#waiting.get(userId) === ofUser) this.#waiting.delete(userId);
      },
    };
  }

  async #wait(waiting: Waiting, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (waiting.woken || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener('abort', done);
        waiting.wake = undefined;
        resolve();
      };
      const cancel = this.#clock.after(timeoutMs, done);
      signal.addEventListener('abort', done);
      waiting.wake = done;
    });
  }

  /** Something in memory changed in a room (typing): those of its people who wait here look again. */
  async roomChanged(roomId: RoomId): Promise<void> {
    const row = await this.#db.selectFrom('chat.room').select('room_nid').where('room_id', '=', roomId).executeTakeFirst();
    if (row) this.#wake(await this.#peopleOf([row.room_nid]));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake([...this.#waiting.keys()]);
    await this.#client?.end();
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    client.on('notification', ({ payload }) => void this.#news(JSON.parse(payload ?? '{}') as News));
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    this.#client = client;
    // What was told meanwhile is read, not heard.
    const pos = await committedPosition(this.#db);
    this.committed(pos);
    this.#recent.beginsAt(pos);
    this.#wake([...this.#waiting.keys()]);
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#recent.lost();
    this.#people.forgetAll();
    this.#log.warn({ err: error }, 'news of chat are not heard, listening again');
    this.#listenAgain();
  }

  #listenAgain(): void {
    this.#clock.after(RECONNECT_MS, () => {
      if (this.#closed) return;
      this.#listen().catch((error: unknown) => {
        if (!databaseAway(error)) this.#log.error({ err: error }, 'news of chat cannot be listened to');
        this.#listenAgain();
      });
    });
  }

  async #news({ pos, rooms = [], users = [], kind }: News): Promise<void> {
    if (kind === undefined || kind === 'state') for (const room of rooms) this.#people.changed(room);
    this.#recent.heard({ pos, rooms, users, kind });
    this.committed(pos);
    if (this.#waiting.size === 0) return;
    try {
      this.#wake([...users, ...(await this.#peopleOf(rooms))]);
    } catch (error) {
      // They look again when their time is up; nothing is lost.
      this.#log.warn({ err: error }, 'who waits for news could not be found out');
      this.#wake([...this.#waiting.keys()]);
    }
  }

  /** Of those who wait here. */
  async #peopleOf(rooms: readonly RoomNid[]): Promise<UserId[]> {
    const all = await Promise.all(rooms.map((room) => this.#people.of(room)));
    const waiting = [...this.#waiting.keys()];
    return all.flatMap((people) =>
      people.size < waiting.length
        ? [...people].filter((userId) => this.#waiting.has(userId))
        : waiting.filter((userId) => people.has(userId)),
    );
  }

  #wake(userIds: readonly UserId[]): void {
    for (const userId of userIds) {
      for (const waiting of this.#waiting.get(userId) ?? []) {
        waiting.woken = true;
        waiting.wake?.();
      }
    }
  }
}
