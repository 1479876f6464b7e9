import { connect, errors, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import {
  answerTextOf,
  BusAway,
  BusNobodyThere,
  BusTimeout,
  DEFAULT_TIMEOUT_MS,
  readAnswer,
  textOf,
  type Bus,
  type Subscription,
} from './bus.ts';
import { signed, verified } from './signature.ts';

export interface NatsBusOptions {
  /** `nats://host:4222` or `tls://user:password@host:4222`; several with commas between. */
  url: string;
  /** What all processes of the cluster know and nobody else: at least 32 characters. */
  secret: string;
  /** How NATS lists this connection. */
  name: string;
  clock: Clock;
  log: Logger;
  metrics?: Metrics | undefined;
}

export const MIN_SECRET_CHARACTERS = 32;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_EVERY_MS = 250;
/** A connection that answers no ping this often in a row counts as broken. */
const PING_EVERY_MS = 2_000;
const MAX_UNANSWERED_PINGS = 2;
/** What is published and what is asked go apart, so that neither is mistaken for the other. */
const TOLD = 'saal.told.';
const ASKED = 'saal.asked.';

/** The bus over NATS. Nothing is kept while it is away: what is published then is dropped and counted, requests fail at once. */
export class NatsBus implements Bus {
  private readonly connection: NatsConnection;
  private readonly options: Omit<NatsBusOptions, 'url' | 'name'>;
  /** Requests under way: they end when the connection does, not when their time is over. */
  private readonly asking = new Set<(away: BusAway) => void>();
  private up = true;
  private closed = false;

  private constructor(connection: NatsConnection, options: NatsBusOptions) {
    this.connection = connection;
    this.options = options;
    void this.followStatus();
  }

  /** Connects, and from then on again for ever. @throws {BusAway} when it cannot be reached now */
  static async connect(options: NatsBusOptions): Promise<NatsBus> {
    const { secret, name } = options;
    if (secret.length < MIN_SECRET_CHARACTERS) throw new Error(`the cluster's secret has fewer than ${MIN_SECRET_CHARACTERS} characters`);
    try {
      const connection = await connect({
        ...addressesOf(options.url),
        name,
        timeout: CONNECT_TIMEOUT_MS,
        reconnect: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_EVERY_MS,
        ignoreAuthErrorAbort: true,
        pingInterval: PING_EVERY_MS,
        maxPingOut: MAX_UNANSWERED_PINGS,
      });
      return new NatsBus(connection, options);
    } catch (error) {
      throw new BusAway(error);
    }
  }

  get connected(): boolean {
    return this.up && !this.closed;
  }

  publish(subject: string, payload: unknown): void {
    const text = textOf(subject, payload);
    if (!this.connected) return this.drop();
    this.send(TOLD + subject, text);
  }

  subscribe(subject: string, take: (payload: unknown) => void): Subscription {
    return this.listen(TOLD + subject, undefined, (message) => {
      const text = this.read(message);
      if (text === undefined) return;
      try {
        take(JSON.parse(text));
      } catch (error) {
        this.options.log.error({ err: error, subject }, 'a message of the bus could not be worked on');
      }
    });
  }

  async request(subject: string, payload: unknown, { timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<unknown> {
    const text = textOf(subject, payload);
    if (!this.connected) throw new BusAway();
    const full = ASKED + subject;
    const reply = await new Promise<Msg>((resolve, reject) => {
      this.asking.add(reject);
      this.connection
        .request(full, this.sign(full, text), { timeout: timeoutMs })
        .then(resolve, (error: unknown) => reject(requestError(error, subject, timeoutMs)))
        .finally(() => this.asking.delete(reject));
    });
    const answer = this.read(reply);
    if (answer === undefined) throw new BusNobodyThere(subject, new Error('the answer does not carry the secret of this cluster'));
    return readAnswer(answer);
  }

  serve(subject: string, answer: (payload: unknown) => Promise<unknown>, { queue }: { queue?: string } = {}): Subscription {
    const unexpected = (error: unknown): void => this.options.log.error({ err: error, subject }, 'a request of the bus failed');
    return this.listen(ASKED + subject, queue, (message) => {
      const text = this.read(message);
      const { reply } = message;
      if (text === undefined || !reply) return;
      void answerTextOf(subject, async () => answer(JSON.parse(text)), unexpected).then((answered) => {
        if (this.connected) this.send(reply, answered);
        else this.drop();
      });
    });
  }

  private listen(subject: string, queue: string | undefined, take: (message: Msg) => void): Subscription {
    const subscription = this.connection.subscribe(subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => {
        if (error) this.options.log.error({ err: error, subject }, 'a subscription of the bus broke');
        else take(message);
      },
    });
    return {
      close: () => {
        if (!this.connection.isClosed()) subscription.unsubscribe();
      },
    };
  }

  private send(subject: string, text: string): void {
    this.connection.publish(subject, this.sign(subject, text));
  }

  private sign(subject: string, text: string): string {
    return signed(this.options.secret, subject, this.options.clock.now(), text);
  }

  private read(message: Msg): string | undefined {
    const { secret, clock, log, metrics } = this.options;
    const text = verified(secret, message.subject, clock.now(), message.string());
    if (text !== undefined) return text;
    metrics?.count('bus_refused_total', 'Messages of the bus without a fresh signature of this cluster');
    log.warn({ subject: message.subject }, 'a message of the bus without a fresh signature of this cluster is refused');
    return undefined;
  }

  private drop(): void {
    this.options.metrics?.count('bus_dropped_total', 'Messages that could not be sent because the bus was away');
  }

  private async followStatus(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect' && this.up) {
        this.up = false;
        for (const reject of this.asking) reject(new BusAway());
        if (!this.closed) this.options.log.warn({ server: status.server }, 'the bus is away');
      }
      if (status.type === 'reconnect') {
        this.up = true;
        this.options.log.info({ server: status.server }, 'the bus is back');
      }
      if (status.type === 'error') this.options.log.error({ err: status.error }, 'the bus reports an error');
    }
  }

  /** What was published before is sent first, when NATS is there. */
  async close(): Promise<void> {
    if (this.closed) return;
    const reachable = this.connected;
    this.closed = true;
    try {
      if (reachable) await this.connection.flush();
    } catch (error) {
      this.options.log.debug({ err: error }, 'the bus went away while it was closed');
    }
    await this.connection.close();
  }
}

function requestError(error: unknown, subject: string, timeoutMs: number): Error {
  if (error instanceof errors.TimeoutError) return new BusTimeout(subject, timeoutMs, error);
  if (error instanceof errors.NoRespondersError) return new BusNobodyThere(subject, error);
  if (error instanceof errors.RequestError && error.isNoResponders()) return new BusNobodyThere(subject, error);
  return new BusAway(error);
}

/** NATS takes user and password apart from the address. */
function addressesOf(urls: string): { servers: string[]; user?: string; pass?: string; tls?: Record<string, never> } {
  const parsed = urls.split(',').map((url) => new URL(url.trim()));
  const [first] = parsed;
  return {
    servers: parsed.map(({ hostname, port }) => `${hostname}:${port || '4222'}`),
    ...(first?.username ? { user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) } : {}),
    ...(first?.protocol === 'tls:' ? { tls: {} } : {}),
  };
}
