/** The calendar a person keeps on a server of the house: connected, chosen, let go of. */
import { TokenBucket, type Clock } from '@saal/foundation/pure';
import type { PersonId } from '@saal/protocol';
import { CalendarNotFound, CalendarRefused, TriedTooOften } from './errors.ts';
import type { Span } from './planned-meeting.ts';
import type { BusyReading, CalendarAccount, CalendarServers, Connection, ConnectionStore, Seal } from './ports.ts';

/** Names and passwords that somebody may try. */
const TRIES = { burst: 6, perSecond: 1 / 60 };
const MOST_BUCKETS = 10_000;

export type ConnectionsOptions = {
  store: ConnectionStore;
  servers: CalendarServers;
  seal: Seal;
  clock: Clock;
  emailOf: (personId: PersonId) => Promise<string | undefined>;
};

export class Connections {
  readonly #o: ConnectionsOptions;
  readonly #tries = new Map<PersonId, TokenBucket>();

  constructor(options: ConnectionsOptions) {
    this.#o = options;
  }

  servers(): ReturnType<CalendarServers['list']> {
    return this.#o.servers.list();
  }

  /** @returns undefined: none, or one that is being let go of */
  async of(personId: PersonId): Promise<Connection | undefined> {
    const connection = await this.#o.store.of(personId);
    return connection?.state === 'ending' ? undefined : connection;
  }

  /**
   * Tries the account and takes its first calendar, in the place of one that is there.
   * @throws {CalendarNotFound, CalendarRefused, CalendarUnavailable, TriedTooOften}
   */
  async connect(personId: PersonId, wanted: { server: string; userName: string; password: string; writes: boolean }): Promise<Connection> {
    const { store, servers, seal, clock, emailOf } = this.#o;
    const server = servers.list().find(({ id }) => id === wanted.server);
    // The operator's account reaches everybody's calendar: whose it is says the account here, never who asks.
    const to = server?.asksPassword === false ? { ...wanted, userName: (await emailOf(personId)) ?? '', password: '' } : wanted;
    const account = server && servers.account(to.server, to);
    if (!account || to.userName === '') throw new CalendarNotFound();
    const waitMs = this.#bucket(personId).take(clock.now());
    if (waitMs > 0) throw new TriedTooOften(waitMs);
    const [calendar] = await account.calendars();
    if (!calendar) throw new CalendarNotFound();
    const made = {
      ...{ personId, server: to.server, userName: to.userName, secret: seal.close(to.password, personId), writes: to.writes },
      ...{ calendarPath: calendar.path, calendarName: calendar.name },
    };
    await store.put(made, clock.now());
    return { ...made, state: 'new', written: null, lookedAtMs: null, mark: null, followedAtMs: null };
  }

  /** Of the account. @throws {CalendarNotFound, CalendarRefused, CalendarUnavailable} */
  async calendars(personId: PersonId): Promise<{ path: string; name: string }[]> {
    return this.accountOf(await this.#known(personId)).calendars();
  }

  /**
   * Another calendar of the account, or whether meetings are written. What was written before stays where it is.
   * @throws {CalendarNotFound, CalendarRefused, CalendarUnavailable}
   */
  async change(personId: PersonId, change: { calendar?: string | undefined; writes?: boolean | undefined }): Promise<Connection> {
    const { store, clock } = this.#o;
    const connection = await this.#known(personId);
    const { calendar, writes } = change;
    const chosen = calendar === undefined ? undefined : (await this.calendars(personId)).find(({ path }) => path === calendar);
    if (calendar !== undefined && !chosen) throw new CalendarNotFound();
    const changes = { ...(chosen && { calendarPath: chosen.path, calendarName: chosen.name }), ...(writes !== undefined && { writes }) };
    return (await store.change(personId, changes, clock.now())) ?? connection;
  }

  /** What was written there is taken out again, if the server lets us; then the connection and its password are gone. */
  async end(personId: PersonId): Promise<void> {
    const { store, clock } = this.#o;
    await store.change(personId, { state: 'ending' }, clock.now());
  }

  /** In the connected calendar; none where nothing is connected. @throws {CalendarRefused, CalendarUnavailable} */
  async busy(personId: PersonId, range: Span, reading: BusyReading): Promise<Span[]> {
    const connection = await this.of(personId);
    if (!connection) return [];
    // A password that was refused is not tried again until the writer does: no account is to be locked by it.
    if (connection.state === 'refused') throw new CalendarRefused();
    return this.accountOf(connection).busy(connection.calendarPath, range, reading);
  }

  /** @throws {CalendarNotFound} the operator took the server away */
  accountOf(connection: Connection): CalendarAccount {
    const { servers, seal } = this.#o;
    const password = seal.open(connection.secret, connection.personId);
    const account = servers.account(connection.server, { userName: connection.userName, password });
    if (!account) throw new CalendarNotFound();
    return account;
  }

  async #known(personId: PersonId): Promise<Connection> {
    const connection = await this.of(personId);
    if (!connection) throw new CalendarNotFound();
    return connection;
  }

  #bucket(personId: PersonId): TokenBucket {
    const known = this.#tries.get(personId);
    if (known) return known;
    if (this.#tries.size >= MOST_BUCKETS) this.#tries.clear();
    const made = new TokenBucket(TRIES, this.#o.clock.now());
    this.#tries.set(personId, made);
    return made;
  }
}
