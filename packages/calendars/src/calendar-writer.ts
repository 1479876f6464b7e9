/**
 * Keeps the meetings of people in their own calendars: what is to stand there is compared with what was written, and what differs is
 * written. Whatever is cut off is found by the next look. Source: docs/decisions/0062-calendars-of-people.md
 */
import type { Clock } from '@saal/foundation/pure';
import type { PersonId } from '@saal/protocol';
import type { CalendarFollower } from './calendar-follower.ts';
import type { Connections } from './connections.ts';
import { CalendarNotFound, CalendarRefused, CalendarUnavailable } from './errors.ts';
import type { CalendarAccount, Connection, ConnectionState, ConnectionStore, EventToWrite, WantedEvent, WrittenEvent } from './ports.ts';

export type CalendarWriterOptions = {
  store: ConnectionStore;
  connections: Pick<Connections, 'accountOf'>;
  /** @returns undefined: there is no such account any more, or it is disabled */
  wanted: (personId: PersonId, takesSeries: boolean) => Promise<WantedEvent[] | undefined>;
  /** Reads first what people did to our events there. */
  follower: Pick<CalendarFollower, 'follow'>;
  digest: (text: string) => string;
  clock: Clock;
  failed: (personId: PersonId | undefined, error: unknown) => void;
};

const LOOK_EVERY_MS = 2 * 60_000;
/** After a refusal people have to act; a server that is away is asked again sooner. */
const AFTER_REFUSAL_MS = 60 * 60_000;
const AFTER_TROUBLE_MS = 5 * 60_000;
/** A server that took one and died is followed by another after this. */
const HELD_MS = 5 * 60_000;
const AT_ONCE = 4;

export class CalendarWriter {
  readonly #o: CalendarWriterOptions;
  #running: Promise<void> | undefined;
  #again = false;
  #closing = false;

  constructor(options: CalendarWriterOptions) {
    this.#o = options;
  }

  /** @returns when all that was due has been looked at once */
  wake(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Finishes what has begun. Idempotent. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closing) {
      this.#again = false;
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.#lookAtAll()));
    }
  }

  async #lookAtAll(): Promise<void> {
    const { store, clock } = this.#o;
    while (!this.#closing) {
      const connection = await store.take(clock.now(), clock.now() + HELD_MS).catch((error: unknown) => {
        this.#o.failed(undefined, error);
        return undefined;
      });
      if (!connection) return;
      await this.#lookAt(connection);
    }
  }

  async #lookAt(connection: Connection): Promise<void> {
    const { store, clock, failed } = this.#o;
    const { personId } = connection;
    try {
      if (connection.state === 'ending') return await this.#end(connection);
      const account = this.#o.connections.accountOf(connection);
      const wanted = await this.#o.wanted(personId, account.takesSeries);
      if (wanted === undefined) return await this.#end(connection);
      const written = connection.writes ? await this.#bothWays(connection, account, wanted) : null;
      const nowMs = clock.now();
      await store.looked(personId, { state: 'ok', written, atMs: nowMs, dueAtMs: nowMs + LOOK_EVERY_MS });
    } catch (error) {
      failed(personId, error);
      const isRefused = error instanceof CalendarRefused || error instanceof CalendarNotFound;
      const state: ConnectionState = isRefused ? 'refused' : 'unavailable';
      const atMs = clock.now();
      const dueAtMs = atMs + (isRefused ? AFTER_REFUSAL_MS : afterTroubleMs(error));
      await store.looked(personId, { state, written: null, atMs, dueAtMs }).catch((cause: unknown) => failed(personId, cause));
    }
  }

  /** What was done there comes first: else it would be written over. */
  async #bothWays(connection: Connection, account: CalendarAccount, wanted: readonly WantedEvent[]): Promise<string> {
    if (!(await this.#o.follower.follow(connection, account, wanted))) return this.#write(connection, account, wanted);
    const planned = (await this.#o.wanted(connection.personId, account.takesSeries)) ?? wanted;
    return this.#write({ ...connection, written: null }, account, planned);
  }

  /** @returns the digest of all; with the same one nothing is to do, and the server is not asked */
  async #write(connection: Connection, account: CalendarAccount, wanted: readonly WantedEvent[]): Promise<string> {
    const { store, digest, clock } = this.#o;
    const all = digest(wanted.map((event) => `${event.uid} ${event.digest}`).join('\n') + connection.calendarPath);
    if (all === connection.written) return all;
    const { personId, calendarPath } = connection;
    const before = new Map((await store.written(personId)).map((event) => [event.uid, event]));
    for (const event of wanted) {
      const known = before.get(event.uid);
      if (known?.digest === event.digest) continue; // also when it was removed there
      await store.keepWritten(personId, await putThere(account, calendarPath, event, known));
    }
    const uids = new Set(wanted.map(({ uid }) => uid));
    for (const { uid, gone, lastMs } of before.values()) {
      if (uids.has(uid)) continue;
      if (!gone && lastMs > clock.now()) await account.remove(calendarPath, uid);
      await store.forgetWritten(personId, uid);
    }
    return all;
  }

  async #end(connection: Connection): Promise<void> {
    const { store, failed, clock } = this.#o;
    const { personId, calendarPath } = connection;
    try {
      const account = this.#o.connections.accountOf(connection);
      for (const { uid, gone, lastMs } of await store.written(personId))
        if (!gone && lastMs > clock.now()) await account.remove(calendarPath, uid);
    } catch (error) {
      failed(personId, error); // what is there stays there; the password goes in any case
    }
    await store.remove(personId);
  }
}

/** As long as the server asks for, within reason. */
function afterTroubleMs(error: unknown): number {
  const asked = error instanceof CalendarUnavailable ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(Math.max(asked, AFTER_TROUBLE_MS), AFTER_REFUSAL_MS);
}

/**
 * The plan of a meeting lies here: what somebody else's copy says, or its name there, is put right with the next change of the
 * meeting. What was removed there stays away until then.
 */
export async function putThere(
  account: CalendarAccount,
  calendar: string,
  event: EventToWrite,
  known: WrittenEvent | undefined,
): Promise<WrittenEvent> {
  const { uid, digest, lastMs } = event;
  // That it could not be moved is told until its person has read it; that it was removed is over once it stands there again.
  const made = { uid, digest, lastMs, gone: false, notice: known?.notice === 'not-moved' ? known.notice : null };
  const first = await account.put(calendar, event, known?.etag ?? undefined);
  if (first !== 'conflict') return { ...made, etag: first.etag ?? null };
  // Of another version: changed there, or written by a server that died before it could note it.
  const tag = await account.tag(calendar, uid);
  if (tag === undefined && known !== undefined && !known.gone) return { ...made, etag: null, gone: true };
  const second = await account.put(calendar, event, tag);
  if (second === 'conflict') throw new Error(`somebody else writes ${uid} at the same time`);
  return { ...made, etag: second.etag ?? null };
}
