/** Builds meetings from its parts; the one file of the package that knows all of them. */
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accounts } from '@saal/accounts';
import { hashSecret, newId, type Bus, type Clock, type Database, type Logger, type Metrics } from '@saal/foundation';
import type { MediaService } from '@saal/media';
import type { MeetingId } from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { Links } from './bus/links.ts';
import { MeetingTeller } from './bus/meeting-teller.ts';
import { RelayEdge } from './bus/relay-edge.ts';
import { RelayHost } from './bus/relay-host.ts';
import { SessionEnds } from './bus/session-ends.ts';
import { ConductorRegistry } from './conductor/conductor-registry.ts';
import type { ClientConnection } from './conductor/device.ts';
import type { Door } from './conductor/door.ts';
import { FrontDoor } from './conductor/front-door.ts';
import { attendanceRoutes } from './http/attendance-routes.ts';
import { meetingRoutes } from './http/meeting-routes.ts';
import { registrationRoutes } from './http/registration-routes.ts';
import { ATTENDANCE_KEPT_MS } from './limits.ts';
import { ATTEMPTS_KEPT_MS, PasscodeDesk } from './passcode-desk.ts';
import { Planning } from './planning.ts';
import { createAttendanceStore } from './postgres/attendance-store.ts';
import { createAttemptStore } from './postgres/attempt-store.ts';
import { createEventStore } from './postgres/event-store.ts';
import { PostgresLeases } from './postgres/lease-store.ts';
import { createMeetingStore } from './postgres/meeting-store.ts';
import { createRegistrationStore } from './postgres/registration-store.ts';
import type { Standing } from './standing.ts';
import { Standings } from './standings.ts';
import type { Visitor } from './visitor.ts';
import { ClientSession } from './ws/client-session.ts';
import { Gateway } from './ws/gateway.ts';
import { LocalDoor } from './ws/local-door.ts';

export interface Meetings {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** For `/api/ws`. Checks Origin and cookie by itself. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How people stand in a meeting, from whichever server it is asked. @returns undefined: there is no such meeting */
  standing(meetingId: string): Promise<Standing | undefined>;
  /** Told on the server that conducts the meeting or changed its plan. @returns the function that ends listening */
  onStandingChanged(listener: (meetingId: MeetingId) => void): () => void;
  /** Of this server, now. */
  figures(): { meetings: number; participants: number; waiting: number; devices: number; connections: number };
  /** Clients are told to come again; no meeting ends by it. Idempotent. */
  close(): Promise<void>;
}

export interface MeetingsOptions {
  db: Database;
  /** Joins the servers of one cluster. Not closed here. */
  bus: Bus;
  /** Id of this process in the cluster, never used twice. */
  server: string;
  media: MediaService;
  accounts: Pick<Accounts, 'viewerOf' | 'person' | 'onSessionEnded'>;
  clock: Clock;
  log: Logger;
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  allowedOrigin: (request: IncomingMessage) => boolean;
  /** Of the client, behind trusted proxies. Default: of the socket. */
  addressOf?: (request: IncomingMessage) => string;
  /** Where this server stands: the media of who connects to it is placed there, if it can be. */
  site?: string | undefined;
  metrics?: Metrics;
}

/** For `migrate` of foundation. */
export const meetingsMigrations = { feature: 'meetings', directory: new URL('../migrations/', import.meta.url) };

const FORGET_EVERY_MS = 3600_000;

/** Takes up at once what ran when the last server died. */
export async function createMeetings(options: MeetingsOptions): Promise<Meetings> {
  const { db, bus, server, media, accounts, clock, log } = options;
  const meetings = createMeetingStore(db);
  const attempts = createAttemptStore(db);
  const attendance = createAttendanceStore(db);
  const registrations = createRegistrationStore(db);
  const events = createEventStore(db);
  const leases = await PostgresLeases.open({ db, server, clock, log });
  const standings = new Standings({ meetings, events, conductorOf: (id) => registry.get(id) });
  const registry = new ConductorRegistry({
    ...{ meetings, events, leases, media, accounts, clock, log, newId },
    isCutOff: () => !bus.connected,
    standingChanged: (meetingId) => standings.changed(meetingId),
  });
  const passcodes = new PasscodeDesk({ store: meetings, attempts, clock, hash: hashSecret });
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
  const planning = new Planning({ store: meetings, attendance, registrations, clock, chance: { id: newId, digits } });
  const openDoor = (visitor: Visitor, connection: ClientConnection, address: string): Door => {
    const session = new ClientSession({ visitor, connection, address, registry, passcodes, meetings, registrations });
    return new LocalDoor({ session, log, newIncident: newId });
  };
  const host = new RelayHost({ openDoor, log });
  const links = new Links({ bus, server, clock, log, newId, accept: (link) => host.accept(link) });
  const edge = new RelayEdge({ links, newId });
  const sessionEnds = new SessionEnds({ bus, server, accounts });
  const gateway = new Gateway({
    accounts: { viewerOf: (cookie) => accounts.viewerOf(cookie), onSessionEnded: (listener) => sessionEnds.onSessionEnded(listener) },
    registry,
    openDoor: (visitor, connection, address) =>
      new FrontDoor({
        local: openDoor(visitor, connection, address),
        serverOf: (meetingId) => registry.serverOf(meetingId),
        doorTo: (other) => edge.doorTo(other, visitor, connection, address),
        clock,
        log,
      }),
    clock,
    log,
    allowedOrigin: options.allowedOrigin,
    site: options.site,
    addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
    metrics: options.metrics,
  });
  const teller = new MeetingTeller({
    bus,
    server,
    leases,
    log,
    here: async (meetingId, command) => {
      const conductor = registry.get(meetingId);
      if (!conductor || conductor.isClosing) return false;
      await conductor.submit(command);
      return true;
    },
  });
  const routes = meetingRoutes({
    accounts,
    planning,
    passcodes,
    meetings,
    registrations,
    attempts,
    clock,
    baseUrl: options.baseUrl,
    tell: (meetingId, command) => teller.tell(meetingId, command),
    standingChanged: (meetingId) => standings.changed(meetingId),
  });

  const registering = registrationRoutes({
    ...{ accounts, planning, registrations, attempts, clock },
    newSecret: newId,
    hash: hashSecret,
    baseUrl: options.baseUrl,
  });
  const http: FastifyPluginAsync = async (app) => {
    await app.register(routes);
    await app.register(registering);
    await app.register(attendanceRoutes({ accounts, planning, attendance, events, clock }));
  };

  let cancelForgetting: () => void = () => undefined;
  const forget = (): void => {
    const nowMs = clock.now();
    // The next hour tries again.
    Promise.all([attempts.forgetBefore(nowMs - ATTEMPTS_KEPT_MS), attendance.forgetBefore(nowMs - ATTENDANCE_KEPT_MS)]).catch(
      (error: unknown) => log.warn({ err: error }, 'outdated data of meetings could not be deleted'),
    );
    cancelForgetting = clock.after(FORGET_EVERY_MS, forget);
  };
  forget();
  await registry.revive();

  let closing: Promise<void> | undefined;
  return {
    http,
    standing: (meetingId) => standings.of(meetingId),
    onStandingChanged: (listener) => standings.listen(listener),
    handleUpgrade: (request, socket, head) => gateway.handleUpgrade(request, socket, head),
    figures() {
      const sum = { meetings: 0, participants: 0, waiting: 0, devices: 0, connections: gateway.connections };
      for (const { figures, state } of registry.all()) {
        if (state.phase === 'running') sum.meetings += 1;
        sum.participants += figures.participants;
        sum.waiting += figures.waiting;
        sum.devices += figures.devices;
      }
      return sum;
    },
    close() {
      closing ??= (async () => {
        gateway.stopAccepting();
        links.stopAccepting();
        cancelForgetting();
        sessionEnds.close();
        teller.close();
        await registry.close();
        gateway.close();
        edge.close();
        links.close();
        await leases.close();
      })();
      return closing;
    },
  };
}
