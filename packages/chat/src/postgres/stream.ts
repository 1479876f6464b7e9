/** Positions in the one order of everything, and the news of them for all servers. */
import { sql } from 'kysely';
import type { UserId } from '../ids.ts';
import type { StreamPos } from '../ports.ts';
import type { HeardReceipt, NewsKind } from '../recent-news.ts';
import type { ChatDatabase, RoomNid } from './tables.ts';

/** One number for the lock: "chat" in ASCII. */
const LOCK_KEY = 0x63686174;
export const CHANNEL = 'saal_chat';
export const OUTDATED_CHANNEL = 'saal_chat_outdated';
/** NOTIFY takes less than 8,000 bytes. */
const PEOPLE_AT_ONCE = 25;

/** What has changed, by a commit: read by all servers. */
export interface News {
  pos: StreamPos;
  rooms?: RoomNid[];
  users?: UserId[];
  /** Undefined: anything. */
  kind?: NewsKind;
  receipt?: HeardReceipt;
}

/** What servers are to forget that they have read: what is kept of the devices of people, or all that was said of late. */
export interface Outdated {
  people?: UserId[];
  events?: true;
}

/**
 * So many positions, in order. The lock is held until the commit: a number alone would let a slow transaction commit below one
 * that clients have been told already, and its events would be lost to them. So it comes last in a transaction.
 * @param transaction must end soon
 */
export async function takePositions(transaction: ChatDatabase, count: number): Promise<StreamPos[]> {
  // What is selected is worked out of rows that are there only when the lock is.
  const { rows } = await sql<{ pos: number }>`
    with locked as materialized (select pg_advisory_xact_lock(${sql.lit(LOCK_KEY)}))
    select nextval('chat.stream') as pos from locked, generate_series(1, ${count}::int)`.execute(transaction);
  return rows.map(({ pos }) => pos);
}

/** Told with the commit, not before. */
export async function tellNews(transaction: ChatDatabase, news: News): Promise<void> {
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(news)})`.execute(transaction);
}

/** Told with the commit. */
export async function tellOutdated(transaction: ChatDatabase, { people = [], events }: Outdated): Promise<void> {
  const tell = (outdated: Outdated) => sql`select pg_notify(${OUTDATED_CHANNEL}, ${JSON.stringify(outdated)})`.execute(transaction);
  if (events) await tell({ events });
  for (let at = 0; at < people.length; at += PEOPLE_AT_ONCE) await tell({ people: people.slice(at, at + PEOPLE_AT_ONCE) });
}

/** A position below which everything is committed. */
export async function committedPosition(db: ChatDatabase): Promise<StreamPos> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock_shared(${sql.lit(LOCK_KEY)})`.execute(transaction);
    const { rows } = await sql<{ pos: number }>`select last_value as pos from chat.stream`.execute(transaction);
    return rows[0]?.pos ?? 0;
  });
}

/** Changes of this server: committed, then known here at once, since everything before is visible as well. */
export class OwnChanges {
  readonly db: ChatDatabase;
  readonly #committed: (pos: StreamPos) => void;

  constructor(db: ChatDatabase, committed: (pos: StreamPos) => void) {
    this.db = db;
    this.#committed = committed;
  }

  /** @param act all or nothing; gives the newest position that it took, if it changed anything */
  async make(act: (transaction: ChatDatabase) => Promise<StreamPos | undefined>): Promise<void> {
    const pos = await this.db.transaction().execute(act);
    if (pos !== undefined) this.#committed(pos);
  }
}
