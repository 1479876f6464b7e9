/** What a server holds of rooms in memory, as far as it has heard: what was said of late, who spoke, and how much is unread. */
import type { RoomId, UserId } from './ids.ts';
import type { StoredEvent, StreamPos } from './ports.ts';
import { RecentEvents, type RecentEvent } from './recent-events.ts';
import type { HeardNews } from './recent-news.ts';
import type { SyncReader } from './sync-ports.ts';
import { UnreadMemory, type UnreadSource } from './unread-memory.ts';

export interface MemorySource extends UnreadSource {
  /** All events of all rooms after one position up to another, oldest first, as many at most. */
  eventsWithin(after: StreamPos, to: StreamPos, limit: number): Promise<RecentEvent[]>;
  roomIds(rooms: readonly number[]): Promise<Map<number, RoomId>>;
}

/** Of more at once nothing is kept; clients are answered by the database then. */
const MOST_AT_ONCE = 2_000;
/** Then it begins anew. */
const MOST_MEMBERS = 100_000;
const MOST_ROOMS = 100_000;

export class RoomMemory {
  readonly events = new RecentEvents();
  readonly unread: UnreadMemory;
  readonly #source: MemorySource;
  readonly #reader: Pick<SyncReader, 'membersAt'>;
  readonly #members = new Map<number, Map<UserId, StoredEvent | undefined>>();
  readonly #roomIds = new Map<number, RoomId>();
  #memberCount = 0;
  /** Goes up when members are forgotten: what is being read just then may be of before. */
  #forgotten = 0;

  constructor(source: MemorySource, reader: Pick<SyncReader, 'membersAt'>) {
    this.#source = source;
    this.#reader = reader;
    this.unread = new UnreadMemory(source, this.events);
  }

  /** Before anybody is answered up to its position. */
  heard({ kind, rooms, receipt }: HeardNews): void {
    if (receipt) this.unread.hasRead(receipt);
    else if (kind === 'receipts') for (const room of rooms) this.unread.forgetRoom(room);
    if (kind !== undefined && kind !== 'state') return;
    this.#forgotten++;
    for (const room of rooms) {
      this.unread.forgetRoom(room);
      this.#members.delete(room);
    }
  }

  /** Reads what was heard of, up to a position, and the names of these rooms. */
  async catchUp(rooms: readonly number[], to: StreamPos): Promise<void> {
    const after = this.events.upTo;
    const unnamed = rooms.filter((room) => !this.#roomIds.has(room));
    const [events, names] = await Promise.all([
      to > after ? this.#source.eventsWithin(after, to, MOST_AT_ONCE + 1) : [],
      unnamed.length > 0 ? this.#source.roomIds(unnamed) : new Map<number, RoomId>(),
    ]);
    if (this.#roomIds.size > MOST_ROOMS) this.#roomIds.clear();
    for (const [room, id] of names) this.#roomIds.set(room, id);
    // Meanwhile it may have begun anew.
    if (after !== this.events.upTo) return;
    if (events.length > MOST_AT_ONCE) this.beginsAt(to);
    else for (const room of this.events.add(events, to)) this.unread.forgetRoom(room);
  }

  /** Of what was before this position nothing is held. */
  beginsAt(pos: StreamPos): void {
    this.events.beginsAt(pos);
    this.unread.forgetAll();
    this.#forgetMembers();
  }

  roomId(room: number): RoomId | undefined {
    return this.#roomIds.get(room);
  }

  /** Memberships as they are at a position up to which all was heard. */
  async members(room: { number: number; id: RoomId }, userIds: readonly UserId[], to: StreamPos): Promise<StoredEvent[]> {
    const kept = this.#members.get(room.number) ?? new Map<UserId, StoredEvent | undefined>();
    const missing = userIds.filter((userId) => !kept.has(userId));
    const read = missing.length > 0 ? await this.#readMembers(room, missing, to) : undefined;
    return userIds.flatMap((userId) => (read?.has(userId) ? read.get(userId) : kept.get(userId)) ?? []);
  }

  async #readMembers(
    { number, id }: { number: number; id: RoomId },
    userIds: readonly UserId[],
    to: StreamPos,
  ): Promise<Map<UserId, StoredEvent | undefined>> {
    const before = this.#forgotten;
    const events = (await this.#reader.membersAt([{ roomId: id, userIds, to }])).get(id) ?? [];
    const read = new Map(userIds.map((userId) => [userId, events.find(({ pdu }) => pdu.state_key === userId)]));
    if (before !== this.#forgotten) return read;
    this.#memberCount += read.size;
    if (this.#memberCount > MOST_MEMBERS) this.#forgetMembers();
    this.#members.set(number, new Map([...(this.#members.get(number) ?? []), ...read]));
    return read;
  }

  #forgetMembers(): void {
    this.#forgotten++;
    this.#members.clear();
    this.#memberCount = 0;
  }
}
