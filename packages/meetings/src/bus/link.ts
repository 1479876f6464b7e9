import { BusAway, BusNobodyThere, type Bus, type Clock, type Logger } from '@saal/foundation';
import { linkSubject, Ticked, tickSubject, type LinkItem } from './subjects.ts';

const TICK_MS = 1_000;
/** The other end counts as gone when it answered no tick for this long; sooner, when nobody is there any more. */
const SILENT_MS = 3_000;
/** ... and so many of them in a row: when this process itself stood still, an answer waits behind the one tick it missed. */
const UNANSWERED_TICKS = 2;
/** Characters in one message, so that it stays below what the bus carries, whatever they are. */
const MAX_CHARACTERS = 120_000;

/** What one end does with what it gets. */
export interface LinkEnd {
  take(item: LinkItem): void;
  /** The other end, or something it said, is lost: nothing that stood on the link goes on. Called once. */
  lost(): void;
}

/**
 * Two servers and what one of them says for the other's clients, in order and without gaps: messages are numbered, and
 * a link that misses one ends, since clients come back whole but could not go on with a hole.
 */
export class Link {
  readonly id: string;
  readonly peer: string;
  private readonly bus: Bus;
  private readonly clock: Clock;
  private readonly log: Logger;
  private readonly server: string;
  private readonly end: LinkEnd;
  private readonly closed: () => void;
  private outbox: LinkItem[] = [];
  private flushing = false;
  private sent = 0;
  private sentBeforeTick = 0;
  private received = 0;
  private answeredAtMs: number;
  private unanswered = 0;
  private cancelTick: () => void;
  private over = false;

  /** @param options.closed called once, however it ends */
  constructor(options: {
    id: string;
    peer: string;
    server: string;
    bus: Bus;
    clock: Clock;
    log: Logger;
    end: (link: Link) => LinkEnd;
    closed: () => void;
  }) {
    this.id = options.id;
    this.peer = options.peer;
    this.bus = options.bus;
    this.clock = options.clock;
    this.log = options.log;
    this.server = options.server;
    this.closed = options.closed;
    this.end = options.end(this);
    this.answeredAtMs = this.clock.now();
    this.cancelTick = this.clock.after(TICK_MS, () => void this.tick());
  }

  get isOver(): boolean {
    return this.over;
  }

  /** What is sent in one turn goes in one message. */
  send(item: LinkItem): void {
    if (this.over) return;
    this.outbox.push(...partsOf(item));
    if (this.flushing) return;
    this.flushing = true;
    queueMicrotask(() => this.flush());
  }

  private flush(): void {
    this.flushing = false;
    // Kept until the bus is back or the link is given up, which is soon.
    if (this.over || !this.bus.connected) return;
    while (this.outbox.length > 0) {
      const items = this.outbox.splice(0, fitting(this.outbox));
      this.bus.publish(linkSubject(this.peer), { link: this.id, seq: ++this.sent, items });
    }
  }

  /** A message of the other end. */
  take(seq: number, items: readonly LinkItem[]): void {
    if (this.over || seq <= this.received) return; // repeated
    if (seq > this.received + 1) return this.lose('a message is missing');
    this.received = seq;
    for (const item of items) if (!this.isOver) this.end.take(item);
  }

  /** The other end ticks. @param sent what should have arrived by now @returns whether the link goes on */
  ticked(sent: number): boolean {
    if (sent > this.received) this.lose('a message is missing');
    return !this.over;
  }

  private async tick(): Promise<void> {
    const sent = this.sentBeforeTick;
    this.flush();
    this.sentBeforeTick = this.sent;
    try {
      const answer = await this.bus.request(
        tickSubject(this.peer),
        { link: this.id, from: this.server, opens: false, sent },
        { timeoutMs: TICK_MS },
      );
      if (!Ticked.parse(answer).known) return this.lose('the other server does not know it');
      this.answeredAtMs = this.clock.now();
      this.unanswered = 0;
    } catch (error) {
      if (error instanceof BusNobodyThere) return this.lose('the other server is gone');
      this.unanswered += 1;
      const silent = this.unanswered >= UNANSWERED_TICKS && this.clock.now() - this.answeredAtMs >= SILENT_MS;
      if (silent) return this.lose(error instanceof BusAway ? 'the bus is away' : 'silence');
    }
    if (!this.over) this.cancelTick = this.clock.after(TICK_MS, () => void this.tick());
  }

  private lose(reason: string): void {
    if (this.over) return;
    this.log.warn({ server: this.peer, link: this.id, reason }, 'the link to another server is lost');
    this.close();
    this.end.lost();
  }

  /** What was sent before goes out; the other end notices by its next tick. Idempotent. */
  close(): void {
    if (this.over) return;
    this.flush();
    this.over = true;
    this.cancelTick();
    this.closed();
  }
}

function partsOf(item: LinkItem): LinkItem[] {
  if (!('text' in item) || item.text.length <= MAX_CHARACTERS) return [item];
  const parts: LinkItem[] = [];
  for (let at = 0; at < item.text.length; at += MAX_CHARACTERS) {
    const part = { ...item, text: item.text.slice(at, at + MAX_CHARACTERS) };
    parts.push(at + MAX_CHARACTERS < item.text.length ? { ...part, more: true } : part);
  }
  return parts;
}

/** How many of the first items go in one message; one at least. */
function fitting(items: readonly LinkItem[]): number {
  let characters = 0;
  const tooMany = items.findIndex((item, at) => {
    characters += 'text' in item ? item.text.length : JSON.stringify(item).length;
    return characters > MAX_CHARACTERS && at > 0;
  });
  return tooMany === -1 ? items.length : tooMany;
}
