/** Builds meetings from its parts; the one file of the package that knows all of them. */
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accounts } from '@saal/accounts';
import { hashSecret, newId, type Clock, type Database, type Logger, type Metrics } from '@saal/foundation';
import type { MediaService } from '@saal/media';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { ConductorRegistry } from './conductor/conductor-registry.ts';
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
import { Gateway } from './ws/gateway.ts';

export interface Meetings {
  /** The routes; registered by the app with prefix `/api`. */
  http: FastifyPluginAsync;
  /** For `/api/ws`. Checks Origin and cookie by itself. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Of this server, now. */
  figures(): { meetings: number; participants: number; waiting: number; devices: number; connections: number };
  /** Clients are told to come again; no meeting ends by it. Idempotent. */
  close(): Promise<void>;
}

export interface MeetingsOptions {
  db: Database;
  media: MediaService;
  accounts: Pick<Accounts, 'viewerOf' | 'person' | 'onSessionEnded'>;
  clock: Clock;
  log: Logger;
  /** Address people reach this server by, without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
  allowedOrigin: (request: IncomingMessage) => boolean;
  /** Of the client, behind trusted proxies. Default: of the socket. */
  addressOf?: (request: IncomingMessage) => string;
  metrics?: Metrics;
}

/** For `migrate` of foundation. */
export const meetingsMigrations = { feature: 'meetings', directory: new URL('../migrations/', import.meta.url) };

const FORGET_EVERY_MS = 3600_000;

/** Takes up at once what ran when the last server died. */
export async function createMeetings(options: MeetingsOptions): Promise<Meetings> {
  const { db, media, accounts, clock, log } = options;
  const meetings = createMeetingStore(db);
  const attempts = createAttemptStore(db);
  const attendance = createAttendanceStore(db);
  const registrations = createRegistrationStore(db);
  const leases = await PostgresLeases.open({ db, server: newId(), clock, log });
  const registry = new ConductorRegistry({ meetings, events: createEventStore(db), leases, media, accounts, clock, log, newId });
  const passcodes = new PasscodeDesk({ store: meetings, attempts, clock, hash: hashSecret });
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
  const planning = new Planning({ store: meetings, attendance, registrations, clock, chance: { id: newId, digits } });
  const gateway = new Gateway({
    accounts,
    registry,
    passcodes,
    meetings,
    registrations,
    clock,
    log,
    allowedOrigin: options.allowedOrigin,
    addressOf: options.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
    newIncident: newId,
    metrics: options.metrics,
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
    tell: async (meetingId, command) => {
      const conductor = registry.get(meetingId);
      if (conductor && !conductor.isClosing) await conductor.submit(command);
    },
  });

  const registering = registrationRoutes({ accounts, planning, registrations, attempts, clock });
  const http: FastifyPluginAsync = async (app) => {
    await app.register(routes);
    await app.register(registering);
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
        cancelForgetting();
        await registry.close();
        gateway.close();
        await leases.close();
      })();
      return closing;
    },
  };
}
