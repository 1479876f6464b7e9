import { BusNobodyThere, type Bus, type Clock, type Logger, type Subscription } from '@saal/foundation';
import { Link, type LinkEnd } from './link.ts';
import { LinkMessage, linkSubject, Tick, Ticked, tickSubject } from './subjects.ts';

/** The links of this server to others, by whoever opened them. */
export class Links {
  private readonly links = new Map<string, Link>();
  private readonly subscriptions: Subscription[];
  private readonly options: {
    bus: Bus;
    server: string;
    clock: Clock;
    log: Logger;
    newId: () => string;
    /** Another server opened one, to bring its clients here. */
    accept: (link: Link) => LinkEnd;
  };
  private closed = false;

  constructor(options: Links['options']) {
    this.options = options;
    const { bus, server } = options;
    this.subscriptions = [
      bus.subscribe(linkSubject(server), (payload) => {
        const { link, seq, items } = LinkMessage.parse(payload);
        this.links.get(link)?.take(seq, items);
      }),
      bus.serve(tickSubject(server), (payload) => Promise.resolve(this.ticked(Tick.parse(payload)))),
    ];
  }

  private ticked({ link, from, opens, sent }: { link: string; from: string; opens: boolean; sent: number }): { known: boolean } {
    const known = this.links.get(link);
    if (known) return { known: known.ticked(sent) };
    if (!opens || this.closed) return { known: false };
    this.add(link, from, this.options.accept);
    return { known: true };
  }

  /** @throws {BusNobodyThere} when that server is gone or stops, {BusTimeout}, {BusAway} */
  async open(peer: string, end: (link: Link) => LinkEnd): Promise<Link> {
    const { bus, server, newId } = this.options;
    const id = newId();
    const link = this.add(id, peer, end);
    try {
      const answer = await bus.request(tickSubject(peer), { link: id, from: server, opens: true, sent: 0 }, { timeoutMs: 2_000 });
      if (Ticked.parse(answer).known) return link;
      throw new BusNobodyThere(tickSubject(peer));
    } catch (error) {
      link.close();
      throw error;
    }
  }

  private add(id: string, peer: string, end: (link: Link) => LinkEnd): Link {
    const { bus, server, clock, log } = this.options;
    const link = new Link({ id, peer, server, bus, clock, log, end, closed: () => this.links.delete(id) });
    this.links.set(id, link);
    return link;
  }

  /** Opens and accepts no more. */
  stopAccepting(): void {
    this.closed = true;
  }

  close(): void {
    this.stopAccepting();
    for (const subscription of this.subscriptions) subscription.close();
    for (const link of [...this.links.values()]) link.close();
  }
}
