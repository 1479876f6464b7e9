import type { Logger } from '@saal/foundation';
import { isMethod, type AnyEvent } from '@saal/protocol';
import type { ClientConnection } from '../conductor/device.ts';
import type { Door, Outcome } from '../conductor/door.ts';
import { UnknownMethod } from '../errors.ts';
import type { Visitor } from '../visitor.ts';
import type { Link, LinkEnd } from './link.ts';
import type { LinkItem } from './subjects.ts';

type OpenDoor = (visitor: Visitor, connection: ClientConnection, address: string) => Door;

/** The conductors' end of links: clients of other servers come in here, with the identity their own server checked. */
export class RelayHost {
  private readonly openDoor: OpenDoor;
  private readonly log: Logger;

  constructor(options: { openDoor: OpenDoor; log: Logger }) {
    this.openDoor = options.openDoor;
    this.log = options.log;
  }

  accept(link: Link): LinkEnd {
    this.log.info({ server: link.peer, link: link.id }, 'another server brings its clients');
    return new HostEnd(link, this.openDoor, this.log);
  }
}

class HostEnd implements LinkEnd {
  private readonly doors = new Map<string, Door>();
  private readonly link: Link;
  private readonly openDoor: OpenDoor;
  private readonly log: Logger;

  constructor(link: Link, openDoor: OpenDoor, log: Logger) {
    this.link = link;
    this.openDoor = openDoor;
    this.log = log;
  }

  take(item: LinkItem): void {
    switch (item.kind) {
      case 'open': {
        const connection = new RelayedConnection(this.link, item.relay, () => this.end(item.relay));
        this.doors.set(item.relay, this.openDoor(item.visitor, connection, item.address));
        return;
      }
      case 'ask': {
        const { relay, ask, id, method, data } = item;
        const reply = (outcome: Outcome): void => this.link.send({ kind: 'answer', relay, ask, text: JSON.stringify(outcome) });
        // While a cluster is updated, the edge may be newer than this server.
        if (!isMethod(method)) return reply({ ok: false, error: new UnknownMethod().toWire() });
        this.doors.get(relay)?.ask({ id, method, data }, reply);
        return;
      }
      case 'ended':
        return this.end(item.relay);
      default:
        this.log.error({ kind: item.kind }, 'a message of the other end of a link came here');
    }
  }

  private end(relay: string): void {
    const door = this.doors.get(relay);
    this.doors.delete(relay);
    door?.connectionEnded();
  }

  lost(): void {
    for (const relay of [...this.doors.keys()]) this.end(relay);
  }
}

/** The socket of a client on another server, as the conductor sees it. */
class RelayedConnection implements ClientConnection {
  private readonly link: Link;
  private readonly relay: string;
  private readonly ended: () => void;
  private closed = false;

  constructor(link: Link, relay: string, ended: () => void) {
    this.link = link;
    this.relay = relay;
    this.ended = ended;
  }

  send(event: AnyEvent): void {
    if (!this.closed) this.link.send({ kind: 'frame', relay: this.relay, text: JSON.stringify({ k: 'ev', ...event }) });
  }

  close(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.link.send({ kind: 'close', relay: this.relay, code, reason });
    // As with a socket, the end comes after who closes it is done.
    queueMicrotask(this.ended);
  }
}
