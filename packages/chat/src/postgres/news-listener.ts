/** News of all servers, in the order of their commits: wakes whoever waits on this one. */
import { performance } from 'node:perf_hooks';
import { databaseAway, type Clock, type Logger } from '@saal/foundation';
import pg from 'pg';
import type { RoomId, UserId } from '../ids.ts';
import type { StreamPos } from '../ports.ts';
import { RecentNews, type HeardNews, type NewsKind, type PlainNews } from '../recent-news.ts';
import type { RoomMemory } from '../room-memory.ts';
import type { Attention, Wakeups } from '../sync.ts';
import { Turns } from '../turns.ts';
import { MOMENT_CHANNEL } from './moments.ts';
import { RoomPeople } from './room-people.ts';
import { CHANNEL, committedPosition, OUTDATED_CHANNEL, type News, type Outdated } from './stream.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

const RECONNECT_MS = 1_000;
/** From one turn of waking people to the next: for few, and with all hands full of many who are woken. */
const SHORTEST_GAP_MS = 1;
const LONGEST_GAP_MS = 30;
/** So many are woken at once where gathering spares the most; for a few it would only make them wait. */
const MANY_WOKEN = 50;

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
  readonly #recent = new RecentNews((userId, room, upTo) => this.#people.isIn(userId, room, upTo));
  #client: pg.Client | undefined;
  #position: StreamPos = 0;
  #closed = false;
  readonly #memory: RoomMemory;
  readonly #turns: Turns<HeardNews>;
  readonly #expected = new Set<{ pos: StreamPos; done: () => void }>();
  /** Rooms by their names; neither ever changes. */
  readonly #numbers = new Map<RoomId, RoomNid>();
  #busy = performance.eventLoopUtilization();
  /** By the last turn. */
  #wokenCount = 0;
  /** Told of what is not any more as it was read. */
  onOutdated: (outdated: Outdated) => void = () => {};
  /** Told whether the other servers are heard. */
  onListening: (isListening: boolean) => void = () => {};
  /** Told of rooms with new events, by number. */
  onRooms: (rooms: readonly RoomNid[]) => void = () => {};
  /** Told of rooms in which something else than a message may be new. */
  onStates: (rooms: readonly RoomNid[]) => void = () => {};
  /** Told of what servers say of the moment. */
  onMoments: (payload: string) => void = () => {};

  private constructor(options: { url: string; db: ChatDatabase; memory: RoomMemory; clock: Clock; log: Logger }) {
    this.#url = options.url;
    this.#db = options.db;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#people = new RoomPeople(options.db);
    this.#memory = options.memory;
    this.#turns = new Turns({ clock: options.clock, gapMs: () => this.#gapMs(), run: (heard) => this.#turn(heard) });
  }

  /** @param options.url of the database: listening takes a connection of its own */
  static async open(options: { url: string; db: ChatDatabase; memory: RoomMemory; clock: Clock; log: Logger }): Promise<NewsListener> {
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

  plain(userId: UserId, after: StreamPos, to: StreamPos): PlainNews | undefined {
    return this.#recent.plain(userId, after, to);
  }

  isIn(userId: UserId, roomId: RoomId): boolean | undefined {
    const room = this.#numbers.get(roomId);
    return room === undefined ? undefined : this.#people.isIn(userId, room, this.#recent.upTo);
  }

  async remembered(pos: StreamPos, timeoutMs: number): Promise<void> {
    if (this.#memory.events.upTo >= pos || !this.#client || this.#closed) return;
    await new Promise<void>((resolve) => {
      const expected = {
        pos,
        done: () => {
          cancel();
          this.#expected.delete(expected);
          resolve();
        },
      };
      const cancel = this.#clock.after(timeoutMs, expected.done);
      this.#expected.add(expected);
    });
  }

  /** Whether the other servers are heard. */
  get isListening(): boolean {
    return this.#client !== undefined;
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
    const room = await this.#numberOf(roomId);
    if (room !== undefined) this.#wake(await this.#peopleOf([room]));
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
    this.#turns.close();
    for (const { done } of this.#expected) done();
    this.#wake([...this.#waiting.keys()]);
    await this.#client?.end();
  }

  async #listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    client.on('notification', ({ channel, payload = '{}' }) => {
      if (channel === MOMENT_CHANNEL) this.onMoments(payload);
      else if (channel === OUTDATED_CHANNEL) this.#outdated(JSON.parse(payload) as Outdated);
      else this.#news(JSON.parse(payload) as News);
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}; listen ${MOMENT_CHANNEL}; listen ${OUTDATED_CHANNEL}`);
    this.#client = client;
    // What was told meanwhile is read, not heard.
    const pos = await committedPosition(this.#db);
    this.committed(pos);
    this.#recent.beginsAt(pos);
    this.#memory.beginsAt(Math.max(pos, this.#recent.upTo));
    this.onListening(true);
    this.#wake([...this.#waiting.keys()]);
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#recent.lost();
    this.#people.forgetAll();
    this.#memory.beginsAt(Number.POSITIVE_INFINITY);
    this.onListening(false);
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

  #news({ pos, rooms = [], users = [], kind, receipt }: News): void {
    const heard = { pos, rooms, users, kind, receipt };
    if (kind === undefined || kind === 'state') for (const room of rooms) this.#people.changed(room);
    this.#recent.heard(heard);
    this.#memory.heard(heard);
    this.committed(pos);
    this.onRooms(rooms);
    if (kind === undefined || kind === 'state') this.onStates(rooms);
    this.#turns.add(heard);
  }

  #outdated(outdated: Outdated): void {
    if (outdated.events) this.#memory.beginsAt(this.#recent.upTo);
    this.onOutdated(outdated);
  }

  /** All that was heard is read once; then those who wait for it look. */
  async #turn(heard: readonly HeardNews[]): Promise<void> {
    const rooms = [...new Set(heard.flatMap((news) => news.rooms))];
    const upTo = this.#recent.upTo;
    try {
      await this.#memory.catchUp([...new Set([...rooms, ...heard.flatMap(({ receipt }) => receipt?.room ?? [])])], upTo);
      const people = this.#waiting.size > 0 ? await this.#peopleOf(rooms) : [];
      const woken = [...new Set([...heard.flatMap(({ users }) => users), ...people])];
      this.#wokenCount = woken.length;
      this.#wake(woken);
    } catch (error) {
      // What is not held is read by whoever needs it; nothing is lost.
      this.#log.warn({ err: error }, 'what is new in chat could not be read ahead');
      this.#memory.beginsAt(upTo);
      this.#wake([...this.#waiting.keys()]);
    }
    for (const expected of this.#expected) if (expected.pos <= this.#memory.events.upTo) expected.done();
  }

  /** The more there is to do, and the more people are told the same, the more is done at once. */
  #gapMs(): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#busy);
    this.#busy = now;
    // Also with time to spare: who answers many for each word alone has none left when a second room is talked in.
    const gathering = ((1 + utilization) / 2) * Math.min(1, this.#wokenCount / MANY_WOKEN);
    return SHORTEST_GAP_MS + (LONGEST_GAP_MS - SHORTEST_GAP_MS) * gathering;
  }

  async #numberOf(roomId: RoomId): Promise<RoomNid | undefined> {
    const known = this.#numbers.get(roomId);
    if (known !== undefined) return known;
    const row = await this.#db.selectFrom('chat.room').select('room_nid').where('room_id', '=', roomId).executeTakeFirst();
    if (row) this.#numbers.set(roomId, row.room_nid);
    return row?.room_nid;
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
