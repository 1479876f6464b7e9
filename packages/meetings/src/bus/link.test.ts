import { BusTimeout, createLogger, LocalBus, LocalExchange, systemClock, type Bus } from '@saal/foundation';
import { afterEach, expect, test, vi } from 'vitest';
import { Link } from './link.ts';
import { Links } from './links.ts';
import type { LinkItem } from './subjects.ts';

const soon = { timeout: 10_000, interval: 5 };
const log = createLogger('silent');
const opened: { links: Links; bus: Bus }[] = [];
afterEach(async () => {
  for (const { links, bus } of opened.splice(0)) {
    links.close();
    await bus.close();
  }
});

/** A server whose published messages go through `deliver` first. */
class Server {
  readonly got: LinkItem[] = [];
  readonly accepted: Link[] = [];
  lost = 0;
  readonly bus: Bus;
  readonly links: Links;
  deliver: (send: () => void) => void = (send) => send();
  private ids = 0;

  constructor(name: string, exchange: LocalExchange) {
    const local = new LocalBus(log, exchange);
    this.bus = {
      publish: (subject, payload) => this.deliver(() => local.publish(subject, payload)),
      subscribe: (subject, take) => local.subscribe(subject, take),
      request: (subject, payload, options) => local.request(subject, payload, options),
      serve: (subject, answer, options) => local.serve(subject, answer, options),
      get connected() {
        return local.connected;
      },
      close: () => local.close(),
    };
    this.links = new Links({
      bus: this.bus,
      server: name,
      clock: systemClock,
      log,
      newId: () => `${name}-${++this.ids}`,
      accept: (link) => {
        this.accepted.push(link);
        return this.end();
      },
    });
    opened.push({ links: this.links, bus: this.bus });
  }

  end(): { take(item: LinkItem): void; lost(): void } {
    return { take: (item) => this.got.push(item), lost: () => (this.lost += 1) };
  }
}

async function twoServers(): Promise<{ edge: Server; host: Server; link: Link }> {
  const exchange = new LocalExchange();
  const [edge, host] = [new Server('edge', exchange), new Server('host', exchange)];
  return { edge, host, link: await edge.links.open('host', () => edge.end()) };
}

const ended = (relay: string): LinkItem => ({ kind: 'ended', relay });

test('what is said comes in order, both ways, and long texts come whole', async () => {
  const { edge, host, link } = await twoServers();
  for (let number = 0; number < 500; number++) link.send(ended(String(number)));
  const text = 'ü"\u{1f600}'.repeat(200_000);
  host.accepted[0]?.send({ kind: 'frame', relay: 'r', text });
  host.accepted[0]?.send({ kind: 'close', relay: 'r', code: 1000, reason: 'after it' });
  await vi.waitFor(() => expect(host.got).toHaveLength(500), soon);
  expect(host.got.map(({ relay }) => Number(relay))).toEqual(Array.from({ length: 500 }, (_, number) => number));
  await vi.waitFor(() => expect(edge.got.at(-1)).toMatchObject({ kind: 'close' }), soon);
  expect(edge.got.map((item) => ('text' in item ? item.text : '')).join('')).toBe(text);
  expect(edge.got.length).toBeGreaterThan(5);
});

test('many large requests at once go in messages that the bus carries', async () => {
  const { host, link } = await twoServers();
  const data = { text: 'x'.repeat(60_000) };
  for (let ask = 0; ask < 40; ask++) link.send({ kind: 'ask', relay: 'r', ask, id: 1, method: 'meeting.join', data });
  await vi.waitFor(() => expect(host.got).toHaveLength(40), soon);
});

test('a message that comes twice is taken once', async () => {
  const { edge, host, link } = await twoServers();
  edge.deliver = (send) => {
    send();
    send();
  };
  link.send(ended('1'));
  await vi.waitFor(() => expect(host.got).toHaveLength(1), soon);
  link.send(ended('2'));
  await vi.waitFor(() => expect(host.got.map(({ relay }) => relay)).toEqual(['1', '2']), soon);
  expect(host.lost).toBe(0);
});

test('when one message is missing nothing behind it is taken, and both ends give the link up', async () => {
  const { edge, host, link } = await twoServers();
  edge.deliver = () => undefined;
  link.send(ended('lost'));
  await vi.waitFor(() => expect(link.isOver).toBe(false), soon);
  await Promise.resolve();
  edge.deliver = (send) => send();
  link.send(ended('behind it'));
  await vi.waitFor(() => expect(host.lost).toBe(1), soon);
  expect(host.got).toEqual([]);
  await vi.waitFor(() => expect(edge.lost).toBe(1), soon);
});

test('when the last message is missing the next ticks find it out', async () => {
  const { edge, host, link } = await twoServers();
  edge.deliver = () => undefined;
  link.send(ended('lost'));
  await vi.waitFor(() => expect([edge.lost, host.lost]).toEqual([1, 1]), soon);
  expect(host.got).toEqual([]);
});

test('a server that is gone is noticed by the next tick, and a link to it cannot be opened', async () => {
  const { edge, host } = await twoServers();
  await host.bus.close();
  await vi.waitFor(() => expect(edge.lost).toBe(1), soon);
  await expect(edge.links.open('host', () => edge.end())).rejects.toMatchObject({ code: 'not_ready' });
  expect(edge.lost).toBe(1);
});

test('a server that stops accepts no new link, and its ends are closed without being lost', async () => {
  const { edge, host, link } = await twoServers();
  edge.links.stopAccepting();
  await expect(host.links.open('edge', () => host.end())).rejects.toMatchObject({ code: 'not_ready' });
  link.send(ended('last words'));
  edge.links.close();
  await vi.waitFor(() => expect(host.got).toEqual([ended('last words')]), soon);
  await vi.waitFor(() => expect(host.lost).toBe(1), soon);
  expect(edge.lost).toBe(0);
});

test('a server that stood still for a while does not take the other one for dead, but one that hangs', async () => {
  let nowMs = 0;
  let tick: () => void = () => undefined;
  let answers = false;
  let lost = 0;
  const bus: Bus = {
    connected: true,
    publish: () => undefined,
    subscribe: () => ({ close: () => undefined }),
    serve: () => ({ close: () => undefined }),
    request: async (subject, _payload, { timeoutMs = 0 } = {}) => {
      if (answers) return { known: true };
      nowMs += timeoutMs;
      throw new BusTimeout(subject, timeoutMs);
    },
    close: async () => undefined,
  };
  const link = new Link({
    ...{ id: 'link', peer: 'host', server: 'edge', bus, log },
    clock: {
      now: () => nowMs,
      after: (_delayMs, task) => {
        tick = task;
        return () => undefined;
      },
    },
    end: () => ({ take: () => undefined, lost: () => (lost += 1) }),
    closed: () => undefined,
  });
  const after = async (ms: number): Promise<void> => {
    nowMs += ms;
    tick();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await after(60_000); // The answer came meanwhile, but its time was over when it could be read.
  expect(link.isOver).toBe(false);
  answers = true;
  await after(1_000);
  answers = false;
  await after(1_000);
  expect(lost).toBe(0);
  await after(1_000);
  expect(lost).toBe(1);
});
