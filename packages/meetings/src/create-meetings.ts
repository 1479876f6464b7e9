/** Builds meetings from its parts; the one file of the package that knows all of them. */
import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Accounts } from '@saal/accounts';
import { AuditTrail, deedsOf, hashSecret, newId, type Bus, type Clock, type Database, type Logger, type Metrics } from '@saal/foundation';
import type { MediaService } from '@saal/media';
import { MeetingId, type PersonId, type PresetView, type ResourceView } from '@saal/protocol';
import type { CommandOf } from './meeting-command.ts';
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
import { delegateRoutes } from './http/delegate-routes.ts';
import { statisticsRoutes } from './http/statistics-routes.ts';
import { JoinTally } from './join-tally.ts';
import { meetingRoutes } from './http/meeting-routes.ts';
import { presetRoutes } from './http/preset-routes.ts';
import { registrationRoutes } from './http/registration-routes.ts';
import { resourceRoutes } from './http/resource-routes.ts';
import { Agenda } from './agenda.ts';
import { Appointments } from './appointments.ts';
import { openHouseRules, type HouseRules } from './house-rules.ts';
import { inviteeKey, type IdentityKey } from './identity.ts';
import { keyIn, nobodyInvited, type InvitedGuests } from './invited.ts';
import { participantOf } from './meeting-state.ts';
import { PasscodeDesk } from './passcode-desk.ts';
import type { FactStore } from './ports.ts';
import { Planning } from './planning.ts';
import { Plans } from './plans.ts';
import type { Booking, BusyPerson, RoomCalendars } from './ports.ts';
import { busyPeople } from './postgres/busy-store.ts';
import { createAttendanceStore } from './postgres/attendance-store.ts';
import { createAttemptStore } from './postgres/attempt-store.ts';
import { createDelegateStore } from './postgres/delegate-store.ts';
import { createFactStore } from './postgres/fact-store.ts';
import { createEventStore } from './postgres/event-store.ts';
import { PostgresLeases } from './postgres/lease-store.ts';
import { createMemberStore } from './postgres/member-store.ts';
import { createMeetingStore } from './postgres/meeting-store.ts';
import { createSeriesStore } from './postgres/series-store.ts';
import { createPresetStore } from './postgres/preset-store.ts';
import { createStatisticsStore } from './postgres/statistics-store.ts';
import { createRegistrationStore } from './postgres/registration-store.ts';
import { createResourceStore } from './postgres/resource-store.ts';
import { remindersOf } from './presets.ts';
import { Retention } from './retention.ts';
import { RoomCheck } from './room-check.ts';
import { RoomMeetings, type RoomOfMeeting } from './room-meetings.ts';
import { QualityTally } from './quality-tally.ts';
import type { Standing } from './standing.ts';
import { Standings } from './standings.ts';
import { keepUp } from './upkeep.ts';
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
  /** Plans, changes and deletes meetings for their owner, with the same rules as the pages. */
  plans: Plans;
  /** The standing meeting of a room, made at first use. */
  openForRoom(room: RoomOfMeeting): Promise<MeetingId>;
  /** Who belongs to the room of a meeting now; others are put out at once. */
  keepMembers(meetingId: MeetingId, members: readonly PersonId[]): Promise<void>;
  /** For features that follow single meetings; nothing is kept of any other. */
  facts: FactStore;
  /** For features that plan meetings for people and follow who comes. */
  appointments: Pick<Appointments, 'kind' | 'plan' | 'withdraw' | 'visit' | 'busy'>;
  /** What the house sets for the kind of a meeting: text and reminders of its letters, whether it may be recorded. */
  presetOf(meetingId: MeetingId): Promise<PresetView | undefined>;
  /** So many minutes before each date those invited are reminded. @returns undefined: nobody has said, so it is as usual */
  remindersOf(meetingId: MeetingId): Promise<readonly number[] | undefined>;
  /** Rooms and things that are booked for a meeting. */
  resourcesOf(meetingId: MeetingId): Promise<ResourceView[]>;
  /** Who and what is busy in [fromMs, toMs), by planned meetings: for calendars, and for who looks for a time. */
  busy: {
    ofPeople(personIds: readonly PersonId[], range: { fromMs: number; toMs: number }): Promise<BusyPerson[]>;
    ofResources(resourceIds: readonly string[], range: { fromMs: number; toMs: number }): Promise<Booking[]>;
    /** Of the room with this address. */
    ofRoom(email: string, range: { fromMs: number; toMs: number }): Promise<Booking[]>;
  };
  /** Who somebody is in a meeting: with a personal link, who it names. */
  keyIn(meetingId: string, key: IdentityKey): Promise<IdentityKey>;
  /** Where the bearer of a personal link is now, on whichever server. */
  placeOf(meetingId: MeetingId, inviteeId: string): Promise<'in' | 'waiting' | 'out'>;
  /** The bearer of a personal link, also out of the lobby; they may knock. */
  putOut(meetingId: MeetingId, inviteeId: string): Promise<void>;
  /** For calendars: what somebody planned or was in. */
  agenda: Agenda;
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
  accounts: Pick<Accounts, 'viewerOf' | 'person' | 'byEmail' | 'isOpen' | 'onSessionEnded'>;
  /** What the house decides for everybody. Default: everybody plans, and guests come where a meeting lets them. */
  rules?: HouseRules;
  /** Who is invited by name. Default: nobody. */
  invited?: InvitedGuests;
  /** Asked before rooms are booked. Default: rooms have no calendars outside of here. */
  roomCalendars?: RoomCalendars;
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

/** Takes up at once what ran when the last server died. */
export async function createMeetings(options: MeetingsOptions): Promise<Meetings> {
  const { db, bus, server, media, accounts, clock, log, invited = nobodyInvited, rules = openHouseRules } = options;
  const meetings = createMeetingStore(db, clock);
  const attempts = createAttemptStore(db);
  const attendance = createAttendanceStore(db);
  const registrations = createRegistrationStore(db);
  const members = createMemberStore(db);
  const events = createEventStore(db);
  const leases = await PostgresLeases.open({ db, server, clock, log });
  const standings = new Standings({ meetings, events, conductorOf: (id) => registry.get(id) });
  const registry = new ConductorRegistry({
    ...{ meetings, events, leases, media, accounts, clock, log, newId },
    lockedSettings: async ({ presetId }) => (presetId === null ? undefined : (await presets.byId(presetId))?.locked),
    isCutOff: () => !bus.connected,
    standingChanged: (meetingId) => standings.changed(meetingId),
  });
  const passcodes = new PasscodeDesk({ store: meetings, attempts, clock, hash: hashSecret });
  const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
  const chance = { id: newId, digits };
  const audit = new AuditTrail(db, clock);
  const presets = createPresetStore(db);
  const series = createSeriesStore(db, clock);
  const delegates = createDelegateStore(db);
  const resources = createResourceStore(db);
  const planning = new Planning({
    ...{ store: meetings, attendance, registrations, series, presets, delegates, invited, rules, clock, chance },
    rooms: new RoomCheck({ resources, series, clock, calendars: options.roomCalendars }),
    people: accounts,
  });
  const openDoor = (visitor: Visitor, connection: ClientConnection, address: string): Door => {
    const session = new ClientSession({
      ...{ visitor, connection, address, registry, passcodes, meetings, registrations, members, invited, rules },
    });
    return new LocalDoor({ session, log, newIncident: newId });
  };
  const host = new RelayHost({ openDoor, log });
  const links = new Links({ bus, server, clock, log, newId, accept: (link) => host.accept(link) });
  const edge = new RelayEdge({ links, newId });
  const sessionEnds = new SessionEnds({ bus, server, accounts });
  const statistics = createStatisticsStore(db);
  const failed = (error: unknown): void => log.warn({ err: error }, 'counts of a minute could not be stored');
  const joins = new JoinTally({ store: statistics, clock, failed });
  const qualities = new QualityTally({ store: statistics, clock, failed, qualities: () => registry.qualities() });
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
    joins,
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
  const roomMeetings = new RoomMeetings({
    ...{ meetings, members, clock, chance },
    putOut: (meetingId, key) => teller.tell(meetingId, { kind: 'put-out', key }),
  });
  const followers = {
    tell: (meetingId: MeetingId, command: CommandOf<'change-plan' | 'close'>) => teller.tell(meetingId, command),
    standingChanged: (meetingId: MeetingId) => standings.changed(meetingId),
  };
  const plans = new Plans({ planning, meetings, ...followers });
  const appointments = new Appointments({
    ...{ meetings, presets, attendance, clock, chance, ...followers },
    stateOf: (meetingId) => standings.stateOf(meetingId),
  });
  const routes = meetingRoutes({
    accounts,
    planning,
    plans,
    passcodes,
    meetings,
    registrations,
    resources,
    attempts,
    invited,
    rules,
    clock,
    baseUrl: options.baseUrl,
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
    await app.register(presetRoutes({ accounts, presets, newId, deed: deedsOf(db, audit, createPresetStore) }));
    await app.register(resourceRoutes({ accounts, resources, newId, deed: deedsOf(db, audit, createResourceStore) }));
    await app.register(delegateRoutes({ accounts, delegates, attempts, clock, log }));
    await app.register(attendanceRoutes({ accounts, planning, attendance, events, clock }));
    await app.register(statisticsRoutes({ accounts, store: statistics, clock }));
  };

  const retention = new Retention({ presets, clock, log, standingChanged: followers.standingChanged });
  const stopUpkeep = keepUp({
    ...{ attempts, attendance, statistics, retention, clock },
    failed: (error) => log.warn({ err: error }, 'outdated data of meetings could not be deleted'),
  });
  await registry.revive();

  let closing: Promise<void> | undefined;
  return {
    http,
    plans,
    standing: (meetingId) => standings.of(meetingId),
    onStandingChanged: (listener) => standings.listen(listener),
    openForRoom: (room) => roomMeetings.open(room),
    keepMembers: (meetingId, people) => roomMeetings.keep(meetingId, people),
    facts: createFactStore(db),
    appointments,
    async presetOf(meetingId) {
      const meeting = await meetings.byId(meetingId);
      return meeting && planning.presetOf(meeting);
    },
    async remindersOf(meetingId) {
      const meeting = await meetings.byId(meetingId);
      return meeting && remindersOf(await planning.presetOf(meeting), meeting.reminderWish);
    },
    resourcesOf: (meetingId) => resources.ofMeeting(meetingId),
    busy: {
      ofPeople: (personIds, range) => busyPeople(db, personIds, range),
      ofResources: (resourceIds, range) => resources.bookings(resourceIds, range),
      ofRoom: (email, range) => resources.bookingsAt(email, range),
    },
    async keyIn(id, key) {
      const meetingId = MeetingId.safeParse(id);
      return meetingId.success ? keyIn(await invited.of(meetingId.data, key), key) : key;
    },
    async placeOf(meetingId, inviteeId) {
      const state = await standings.stateOf(meetingId);
      if (!state || state.phase === 'ended') return 'out';
      return participantOf(state, inviteeKey(inviteeId))?.place ?? 'out';
    },
    putOut: (meetingId, inviteeId) => teller.tell(meetingId, { kind: 'put-out', key: inviteeKey(inviteeId) }),
    agenda: new Agenda({ meetings, attendance, invited, series }),
    handleUpgrade: (request, socket, head) => gateway.handleUpgrade(request, socket, head),
    figures: () => ({ ...registry.figures(), connections: gateway.connections }),
    close() {
      closing ??= (async () => {
        gateway.stopAccepting();
        links.stopAccepting();
        stopUpkeep();
        qualities.close();
        sessionEnds.close();
        teller.close();
        await registry.close();
        gateway.close();
        await joins.close();
        edge.close();
        links.close();
        await leases.close();
      })();
      return closing;
    },
  };
}
