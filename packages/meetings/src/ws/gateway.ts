import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accounts, Viewer } from '@saal/accounts';
import { every, type Clock, type Logger, type Metrics } from '@saal/foundation';
import { MAX_FRAME_BYTES, PING_INTERVAL_MS, closeCodes, isMethod, type Method, type PersonId, type WireError } from '@saal/protocol';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ConductorRegistry } from '../conductor/conductor-registry.ts';
import type { Door, EdgeConnection } from '../conductor/door.ts';
import { RateLimited, UnknownMethod } from '../errors.ts';
import { personKey, type IdentityKey } from '../identity.ts';
import type { JoinTally } from '../join-tally.ts';
import { visitorOf, type Visitor } from '../visitor.ts';
import { SocketConnection } from './client-connection.ts';
import { readFrame } from './frame.ts';
import { RequestLimits } from './request-limits.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** Tabs and apps of one person or browser at once. */
const MAX_CONNECTIONS_PER_IDENTITY = 20;
/** A connection that joins nothing is closed after this. */
const JOIN_WITHIN_MS = 30_000;
const MAX_UNANSWERED_PINGS = 2;
/** Whether somebody is still signed in is looked at this often: told at once as a rule, but not while the bus is away. */
const LOOK_AT_SESSIONS_MS = 60_000;
/** Requests of one connection under way at once. */
const MAX_PENDING = 400;

type Client = {
  visitor: Visitor;
  cookie: string | undefined;
  door: Door;
  connection: SocketConnection;
  limits: RequestLimits;
  pending: number;
  aloneSinceMs: number;
};

/** The WebSocket edge: who may connect, what may be said how often, and who answers. */
export class Gateway {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false });
  private readonly clients = new Set<Client>();
  private readonly options: {
    accounts: Pick<Accounts, 'viewerOf' | 'onSessionEnded'>;
    registry: Pick<ConductorRegistry, 'all'>;
    openDoor: (visitor: Visitor, connection: EdgeConnection, address: string) => Door;
    allowedOrigin: (request: IncomingMessage) => boolean;
    addressOf: (request: IncomingMessage) => string;
    site: string | undefined;
    clock: Clock;
    log: Logger;
    metrics: Metrics | undefined;
    joins?: Pick<JoinTally, 'note'> | undefined;
  };
  private readonly stopListening: () => void;
  private readonly cancelPing: () => void;
  private readonly cancelLook: () => void;
  private closed = false;

  constructor(options: Gateway['options']) {
    this.options = options;
    this.stopListening = options.accounts.onSessionEnded(({ personId, sessionId }) => this.sessionEnded(personId, sessionId));
    this.cancelPing = every(options.clock, PING_INTERVAL_MS, () => this.pingAll());
    this.cancelLook = every(options.clock, LOOK_AT_SESSIONS_MS, () => this.lookAtSessions());
  }

  get connections(): number {
    return this.clients.size;
  }

  /** Answers 403 for pages of others (A09), 401 without cookie, 429 for too many; else upgrades. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A socket that breaks before it is a WebSocket concerns nobody.
    socket.on('error', () => socket.destroy());
    if (this.closed) return refuseUpgrade(socket, 503, 'not_ready');
    if (!this.options.allowedOrigin(request)) return refuseUpgrade(socket, 403, 'forbidden_origin');
    this.options.accounts.viewerOf(request.headers.cookie).then(
      (viewer) => this.upgrade(request, socket, head, viewer),
      (error: unknown) => {
        this.options.log.error({ err: error }, 'the viewer of a new connection is not known');
        refuseUpgrade(socket, 503, 'not_ready');
      },
    );
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, viewer: Viewer | undefined): void {
    if (!viewer) return refuseUpgrade(socket, 401, 'not_signed_in');
    if (socket.destroyed) return;
    this.server.handleUpgrade(request, socket, head, (opened) => this.open(opened, viewer, request));
  }

  private open(socket: WebSocket, viewer: Viewer, request: IncomingMessage): void {
    const { openDoor, addressOf, site, clock, log } = this.options;
    const connection = new SocketConnection(socket, log);
    const visitor = { ...visitorOf(viewer), site };
    const door = openDoor(visitor, connection, addressOf(request));
    const { cookie } = request.headers;
    const client: Client = {
      visitor,
      cookie,
      door,
      connection,
      limits: new RequestLimits(clock.now()),
      pending: 0,
      aloneSinceMs: clock.now(),
    };
    if (this.closed) return connection.close(1001, 'server-stops');
    if (this.countOf(visitor.key) >= MAX_CONNECTIONS_PER_IDENTITY) return connection.close(closeCodes.rateLimited, 'too many connections');
    this.clients.add(client);
    socket.on('message', (bytes, binary) => this.take(client, bytes, binary));
    socket.on('pong', () => {
      connection.unansweredPings = 0;
    });
    socket.on('close', () => {
      this.clients.delete(client);
      door.connectionEnded();
    });
    // 'close' follows; too large a frame ends with 1009 by itself.
    socket.on('error', (error) => log.debug({ err: error }, 'a connection broke'));
  }

  private countOf(key: IdentityKey): number {
    let count = 0;
    for (const { visitor } of this.clients) if (visitor.key === key) count += 1;
    return count;
  }

  private take(client: Client, bytes: RawData, binary: boolean): void {
    const { connection, limits } = client;
    const nowMs = this.options.clock.now();
    connection.unansweredPings = 0;
    if (!connection.open) return;
    if (!limits.mayRead(nowMs)) return connection.close(closeCodes.rateLimited, 'too many messages');
    if (binary || !Buffer.isBuffer(bytes)) return connection.close(closeCodes.badFrame, 'text frames only');
    const read = readFrame(bytes.toString('utf8'));
    if (!read.ok) {
      if (read.id === undefined) return connection.close(closeCodes.badFrame, read.problem);
      return this.refuse(client, read.id, { code: 'bad_request', message: read.problem, details: { path: '' } });
    }
    const { id, method, data } = read.frame;
    if (!isMethod(method)) return this.refuse(client, id, new UnknownMethod().toWire());
    const retryAfterMs = client.pending >= MAX_PENDING ? 1_000 : limits.take(method, nowMs);
    if (retryAfterMs > 0) return this.refuse(client, id, new RateLimited(retryAfterMs).toWire());
    this.answer(client, id, method, data);
  }

  /** A refusal of the edge itself: who collects too many is closed. */
  private refuse({ connection, limits }: Client, id: number, error: WireError): void {
    connection.refuse(id, error);
    if (!limits.mayRefuse(this.options.clock.now())) connection.close(closeCodes.rateLimited, 'too many refused requests');
  }

  private answer(client: Client, id: number, method: Method, data: unknown): void {
    const { door, connection } = client;
    client.pending += 1;
    const startedMs = performance.now();
    door.ask({ id, method, data }, (outcome) => {
      client.pending -= 1;
      client.aloneSinceMs = this.options.clock.now();
      if (method === 'meeting.join') this.options.joins?.note(performance.now() - startedMs, outcome.ok ? undefined : outcome.error.code);
      if (!outcome.ok) return connection.refuse(id, outcome.error);
      connection.answer(id, outcome.result);
      if (method === 'meeting.leave') connection.close(1000, 'left');
      if (method === 'meeting.join')
        this.options.metrics?.observe(
          'join_seconds',
          'From the request to the answer of meeting.join',
          [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
          (performance.now() - startedMs) / 1000,
        );
    });
  }

  private pingAll(): void {
    const nowMs = this.options.clock.now();
    for (const { connection, door, pending, aloneSinceMs } of this.clients) {
      if (connection.unansweredPings >= MAX_UNANSWERED_PINGS) connection.cut();
      else if (!door.joined && pending === 0 && nowMs - aloneSinceMs > JOIN_WITHIN_MS) connection.close(1008, 'join a meeting');
      else connection.ping();
    }
  }

  private lookAtSessions(): void {
    for (const client of this.clients) if (client.visitor.account) void this.lookAtSession(client);
  }

  private async lookAtSession({ visitor, cookie, connection }: Client): Promise<void> {
    try {
      const viewer = await this.options.accounts.viewerOf(cookie);
      if (viewer && visitorOf(viewer).key === visitor.key) return;
      // It comes again, is not let in, and has left after the time for that.
      connection.close(closeCodes.notAuthenticated, 'signed out');
    } catch (error) {
      this.options.log.warn({ err: error }, 'whether somebody is still signed in is not known now');
    }
  }

  private sessionEnded(personId: PersonId, sessionId: string | undefined): void {
    const key = personKey(personId);
    for (const conductor of this.options.registry.all()) {
      conductor.sessionEnded((device, identity) => identity.key === key && (sessionId === undefined || device.sessionId === sessionId));
    }
    for (const { visitor, connection } of this.clients) {
      if (visitor.key !== key) continue;
      if (sessionId === undefined || visitor.account?.sessionId === sessionId) connection.close(closeCodes.notAuthenticated, 'signed out');
    }
  }

  /** Takes no new connections. Those in meetings are closed by their conductors, the rest here. */
  stopAccepting(): void {
    this.closed = true;
    this.stopListening();
    this.cancelPing();
    this.cancelLook();
  }

  close(): void {
    this.stopAccepting();
    for (const { connection } of this.clients) connection.close(1001, 'server-stops');
    this.server.close();
  }
}
