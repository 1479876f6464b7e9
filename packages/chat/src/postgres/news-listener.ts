/** News of all servers, in the order of their commits: wakes whoever waits on this one. */
import { databaseAway, type Clock, type Logger } from '@saal/foundation';
import { sql } from 'kysely';
import pg from 'pg';
import type { RoomId, UserId } from '../ids.ts';
import type { StreamPos } from '../ports.ts';
import type { Attention, Wakeups } from '../sync.ts';
import { MOMENT_CHANNEL } from './moments.ts';
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
  #client: pg.Client | undefined;
  #position: StreamPos = 0;
  #closed = false;
  /** Told of rooms with new events, by number. */
  onRooms: (rooms: readonly RoomNid[]) => void = () => {};
  /** Told of what servers say of the moment. */
  onMoments: (payload: string) => void = () => {};

  private constructor(options: { url: string; db: ChatDatabase; clock: Clock; log: Logger }) {
    this.#url = options.url;
    this.#db = options.db;
    this.#clock = options.clock;
    this.#log = options.log;
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
    const rows = await this.#db
      .selectFrom('chat.membership')
      .innerJoin('chat.room', 'chat.room.room_nid', 'chat.membership.room_nid')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('membership', '=', 'join')
      .where(this.#areHere())
      .execute();
    this.#wake(rows.map(({ user_id }) => user_id));
  }

  /** Who waits here. */
  people(): UserId[] {
    return [...this.#waiting.keys()];
  }

  /** They look again. */
  wake(userIds: readonly UserId[]): void {
    this.#wake(userIds);
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
    client.on('notification', ({ channel, payload = '{}' }) => {
      if (channel === MOMENT_CHANNEL) this.onMoments(payload);
      else void this.#news(JSON.parse(payload) as News);
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}; listen ${MOMENT_CHANNEL}`);
    this.#client = client;
    // What was told meanwhile is read, not heard.
    this.committed(await committedPosition(this.#db));
    this.#wake([...this.#waiting.keys()]);
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
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

  async #news({ pos, rooms = [], users = [] }: News): Promise<void> {
    this.committed(pos);
    this.onRooms(rooms);
    if (this.#waiting.size === 0) return;
    try {
      this.#wake([...users, ...(await this.#peopleOf(rooms))]);
    } catch (error) {
      // They look again when their time is up; nothing is lost.
      this.#log.warn({ err: error }, 'who waits for news could not be found out');
      this.#wake([...this.#waiting.keys()]);
    }
  }

  async #peopleOf(rooms: readonly RoomNid[]): Promise<UserId[]> {
    if (rooms.length === 0) return [];
    const rows = await this.#db
      .selectFrom('chat.membership')
      .select('user_id')
      .distinct()
      .where('room_nid', 'in', [...rooms])
      .where('membership', '=', 'join')
      .where(this.#areHere())
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  #areHere() {
    return sql<boolean>`user_id = any (${[...this.#waiting.keys()]}::text[])`;
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
