import type { Logger } from '../log.ts';
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

type Listener = { pattern: string; take: (text: string) => void };
type Server = { pattern: string; queue: string | undefined; answer: (text: string) => Promise<string> };

/** What the buses of one process are joined by. */
export class LocalExchange {
  readonly listeners = new Set<Listener>();
  readonly servers = new Set<Server>();
  private turn = 0;

  /** One server of each queue, in turns; of those without a queue all. */
  serversOf(subject: string): Server[] {
    const groups = new Map<string | Server, Server[]>();
    for (const server of this.servers) {
      if (!fits(server.pattern, subject)) continue;
      const key = server.queue ?? server;
      groups.set(key, [...(groups.get(key) ?? []), server]);
    }
    this.turn += 1;
    return [...groups.values()].flatMap((group) => group[this.turn % group.length] ?? []);
  }
}

/** The bus of a process that is alone. It delivers as a real one would: later, in order, and as JSON. */
export class LocalBus implements Bus {
  private readonly exchange: LocalExchange;
  private readonly log: Logger;
  private readonly own = new Set<Subscription>();
  private closed = false;

  /** @param exchange shared by those who should hear each other (in tests: several servers in one process) */
  constructor(log: Logger, exchange = new LocalExchange()) {
    this.log = log;
    this.exchange = exchange;
  }

  get connected(): boolean {
    return !this.closed;
  }

  publish(subject: string, payload: unknown): void {
    const text = textOf(subject, payload);
    if (this.closed) return;
    for (const listener of [...this.exchange.listeners]) {
      if (!fits(listener.pattern, subject)) continue;
      queueMicrotask(() => {
        if (this.exchange.listeners.has(listener)) listener.take(text);
      });
    }
  }

  subscribe(subject: string, take: (payload: unknown) => void): Subscription {
    const listener: Listener = {
      pattern: subject,
      take: (text) => {
        try {
          take(JSON.parse(text));
        } catch (error) {
          this.log.error({ err: error, subject }, 'a message of the bus could not be worked on');
        }
      },
    };
    this.exchange.listeners.add(listener);
    return this.subscription(() => this.exchange.listeners.delete(listener));
  }

  async request(subject: string, payload: unknown, { timeoutMs = DEFAULT_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<unknown> {
    const text = textOf(subject, payload);
    if (this.closed) throw new BusAway();
    const servers = this.exchange.serversOf(subject);
    if (servers.length === 0) throw new BusNobodyThere(subject);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new BusTimeout(subject, timeoutMs)), timeoutMs);
    });
    try {
      await Promise.resolve(); // the other side works later, as over a network
      return readAnswer(await Promise.race([...servers.map((server) => server.answer(text)), late]));
    } finally {
      clearTimeout(timer);
    }
  }

  serve(subject: string, answer: (payload: unknown) => Promise<unknown>, { queue }: { queue?: string } = {}): Subscription {
    const unexpected = (error: unknown): void => this.log.error({ err: error, subject }, 'a request of the bus failed');
    const server: Server = {
      pattern: subject,
      queue,
      answer: (text) => answerTextOf(subject, async () => answer(JSON.parse(text)), unexpected),
    };
    this.exchange.servers.add(server);
    return this.subscription(() => this.exchange.servers.delete(server));
  }

  private subscription(end: () => void): Subscription {
    const subscription = {
      close: (): void => {
        end();
        this.own.delete(subscription);
      },
    };
    this.own.add(subscription);
    return subscription;
  }

  close(): Promise<void> {
    this.closed = true;
    for (const subscription of [...this.own]) subscription.close();
    return Promise.resolve();
  }
}

function fits(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [at, token] of wanted.entries()) {
    if (token === '>') return tokens.length > at;
    if (tokens[at] === undefined || (token !== '*' && token !== tokens[at])) return false;
  }
  return tokens.length === wanted.length;
}
