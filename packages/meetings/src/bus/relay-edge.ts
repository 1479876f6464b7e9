import { ErrorCode } from '@saal/protocol';
import { z } from 'zod';
import type { Asked, Door, EdgeConnection, Outcome } from '../conductor/door.ts';
import { ServerLost } from '../errors.ts';
import type { Visitor } from '../visitor.ts';
import type { Link, LinkEnd } from './link.ts';
import type { Links } from './links.ts';
import type { ItemOf, LinkItem } from './subjects.ts';

/** WebSocket's own for "service restart": clients come again at once, with what they had. */
const COME_AGAIN = 1012;

const OutcomeText = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: ErrorCode, message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
  }),
]);

type OpenLink = { link: Link; relays: Map<string, RelayDoor> };

/** The sockets' end of links: leads clients of this server to conductors on others. One link a server, for all of them. */
export class RelayEdge {
  private readonly links: Links;
  private readonly newId: () => string;
  private readonly open = new Map<string, Promise<OpenLink>>();
  private readonly doors = new Set<RelayDoor>();

  constructor(options: { links: Links; newId: () => string }) {
    this.links = options.links;
    this.newId = options.newId;
  }

  /** @throws {BusNobodyThere} when that server is gone, {BusTimeout}, {BusAway} */
  async doorTo(server: string, visitor: Visitor, connection: EdgeConnection, address: string): Promise<Door> {
    const { link, relays } = await this.linkTo(server);
    const relay = this.newId();
    const door = new RelayDoor(link, relay, connection, () => {
      relays.delete(relay);
      this.doors.delete(door);
    });
    relays.set(relay, door);
    this.doors.add(door);
    link.send({ kind: 'open', relay, visitor, address });
    return door;
  }

  /** Tells the other servers that this one's clients are gone. */
  close(): void {
    for (const door of [...this.doors]) door.connectionEnded();
  }

  private async linkTo(server: string): Promise<OpenLink> {
    const known = this.open.get(server);
    if (known) {
      const found = await known;
      if (!found.link.isOver) return found;
      if (this.open.get(server) === known) this.open.delete(server);
      return this.linkTo(server);
    }
    const relays = new Map<string, RelayDoor>();
    const opening = this.links.open(server, () => new EdgeEnd(relays)).then((link) => ({ link, relays }));
    this.open.set(server, opening);
    try {
      return await opening;
    } catch (error) {
      this.open.delete(server);
      throw error;
    }
  }
}

class EdgeEnd implements LinkEnd {
  private readonly relays: Map<string, RelayDoor>;

  constructor(relays: Map<string, RelayDoor>) {
    this.relays = relays;
  }

  take(item: LinkItem): void {
    const door = this.relays.get(item.relay);
    // One that ended here meanwhile: what was on its way to it is nobody's.
    if (door && (item.kind === 'frame' || item.kind === 'answer' || item.kind === 'close')) door.take(item);
  }

  lost(): void {
    for (const door of [...this.relays.values()]) door.lost();
  }
}

/** The way of one client of this server to a conductor on another one. */
class RelayDoor implements Door {
  joined = false;
  private readonly link: Link;
  private readonly relay: string;
  private readonly connection: EdgeConnection;
  private readonly forget: () => void;
  private readonly waiting = new Map<number, { asked: Asked; reply: (outcome: Outcome) => void }>();
  private asks = 0;
  private begun = '';
  private over = false;

  constructor(link: Link, relay: string, connection: EdgeConnection, forget: () => void) {
    this.link = link;
    this.relay = relay;
    this.connection = connection;
    this.forget = forget;
  }

  ask(asked: Asked, reply: (outcome: Outcome) => void): void {
    if (this.over || this.link.isOver) return reply({ ok: false, error: new ServerLost().toWire() });
    const ask = ++this.asks;
    this.waiting.set(ask, { asked, reply });
    this.link.send({ kind: 'ask', relay: this.relay, ask, ...asked });
  }

  take(item: ItemOf<'frame'> | ItemOf<'answer'> | ItemOf<'close'>): void {
    if (item.kind === 'close') {
      this.finish();
      this.connection.close(item.code, item.reason);
      return;
    }
    this.begun += item.text;
    if (item.more) return;
    const text = this.begun;
    this.begun = '';
    if (item.kind === 'frame') this.connection.write(text);
    else this.answered(item.ask, OutcomeText.parse(JSON.parse(text)));
  }

  private answered(ask: number, outcome: Outcome): void {
    const waiting = this.waiting.get(ask);
    this.waiting.delete(ask);
    if (!waiting) return;
    if (outcome.ok && waiting.asked.method === 'meeting.join') this.joined = true;
    if (outcome.ok && waiting.asked.method === 'meeting.leave') this.joined = false;
    waiting.reply(outcome);
  }

  /** The other server, or something it said, is lost. Who was inside comes again; who was on the way in is led elsewhere. */
  lost(): void {
    const { joined } = this;
    this.finish();
    if (joined) this.connection.close(COME_AGAIN, 'the server of the meeting is lost');
    for (const { reply } of this.waiting.values()) if (!joined) reply({ ok: false, error: new ServerLost().toWire() });
    this.waiting.clear();
  }

  private finish(): void {
    this.over = true;
    this.joined = false;
    this.forget();
  }

  connectionEnded(): void {
    if (this.over) return;
    this.finish();
    this.link.send({ kind: 'ended', relay: this.relay });
  }
}
