/** Who is in the rooms that are talked in now: asked once a room, not with each word. */
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import type { StreamPos } from '../ports.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/** In all rooms together; then it begins anew. Some 20 MB. */
const MOST_PEOPLE = 200_000;

interface Read {
  people: ReadonlySet<UserId>;
  /** All that the reading can have seen lies below. */
  asOf: StreamPos;
}

interface Kept {
  reading: Promise<Read>;
  read: Read | undefined;
}

export class RoomPeople {
  readonly #db: ChatDatabase;
  readonly #rooms = new Map<RoomNid, Kept>();
  #count = 0;

  constructor(db: ChatDatabase) {
    this.#db = db;
  }

  async of(room: RoomNid): Promise<ReadonlySet<UserId>> {
    const kept = this.#rooms.get(room) ?? this.#keep(room);
    return (await kept.reading).people;
  }

  /**
   * @param upTo news up to here are known to have been taken into account
   * @returns undefined: not known, or known of a later time only
   */
  isIn(userId: UserId, room: RoomNid, upTo: StreamPos): boolean | undefined {
    const read = this.#rooms.get(room)?.read;
    return read && read.asOf <= upTo ? read.people.has(userId) : undefined;
  }

  /** Somebody came or went: also what is being read just now may be of before. */
  changed(room: RoomNid): void {
    this.#count -= this.#rooms.get(room)?.read?.people.size ?? 0;
    this.#rooms.delete(room);
  }

  forgetAll(): void {
    this.#rooms.clear();
    this.#count = 0;
  }

  #keep(room: RoomNid): Kept {
    const kept: Kept = { reading: this.#read(room), read: undefined };
    this.#rooms.set(room, kept);
    kept.reading.then(
      (read) => {
        if (this.#rooms.get(room) !== kept) return;
        kept.read = read;
        this.#count += read.people.size;
        if (this.#count > MOST_PEOPLE) this.forgetAll();
      },
      () => this.#rooms.get(room) === kept && this.#rooms.delete(room),
    );
    return kept;
  }

  async #read(room: RoomNid): Promise<Read> {
    const rows = await this.#db
      .selectFrom('chat.membership')
      .select(['user_id', sql<StreamPos>`(select last_value from chat.stream)`.as('as_of')])
      .where('room_nid', '=', room)
      .where('membership', '=', 'join')
      .execute();
    return { people: new Set(rows.map(({ user_id }) => user_id)), asOf: rows[0]?.as_of ?? Number.POSITIVE_INFINITY };
  }
}
