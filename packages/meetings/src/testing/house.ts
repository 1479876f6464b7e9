/** One server with meetings on a throwaway database: real HTTP and WebSockets, fake accounts and media. */
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { PersonSummary, SessionEnded, Viewer } from '@saal/accounts';
import { createLogger, httpStatusOf, LocalBus, newId, SaalError, type Bus, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { MeetingId, PersonId, type HouseRight, type MeetingDetail, type MeetingSettings } from '@saal/protocol';
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createMeetings, meetingsMigrations, type Meetings } from '../create-meetings.ts';
import type { HouseRules } from '../house-rules.ts';
import { personKey, type IdentityKey } from '../identity.ts';
import type { RoomCalendars } from '../ports.ts';
import type { Invited, InvitedGuests } from '../invited.ts';
import { FakeMedia } from './fake-media.ts';
import { SkippingClock } from './skipping-clock.ts';
import { TestClient } from './test-client.ts';

/** Cookie `person=<name>` or `guest=<name>`; everybody who is named exists. */
class FakeAccounts {
  /** Names of those whose sessions are over. */
  readonly signedOut = new Set<string>();
  private readonly people: Map<string, PersonSummary>;
  private readonly listeners = new Set<(ended: SessionEnded) => void>();

  /** @param people shared by the servers of one cluster */
  constructor(people = new Map<string, PersonSummary>()) {
    this.people = people;
  }

  personNamed(name: string): PersonSummary {
    const known = this.people.get(name);
    if (known) return known;
    const person: PersonSummary = {
      id: PersonId.parse(newId()),
      displayName: name,
      email: `${name.toLowerCase()}@example.org`,
      role: 'person',
      rights: name === 'Auditor' ? ['statistics.read'] : [],
      language: 'de',
    };
    this.people.set(name, person);
    return person;
  }

  /** Gives somebody rights for the house. */
  allow(name: string, ...rights: HouseRight[]): void {
    this.people.set(name, { ...this.personNamed(name), rights });
  }

  /** An account of another house. */
  makeExternal(name: string): void {
    this.people.set(name, { ...this.personNamed(name), external: true });
  }

  async viewerOf(cookie: string | undefined): Promise<Viewer | undefined> {
    const [kind, name] = (cookie ?? '').split('=');
    if (kind === 'person' && name && !this.signedOut.has(name))
      return { kind: 'person', person: this.personNamed(name), sessionId: `session-of-${name}` };
    return kind === 'guest' && name ? { kind: 'guest', guestId: name } : undefined;
  }

  async person(id: PersonId): Promise<PersonSummary | undefined> {
    return [...this.people.values()].find((person) => person.id === id);
  }

  async isOpen(id: PersonId): Promise<boolean> {
    return (await this.person(id)) !== undefined;
  }

  async byEmail(email: string): Promise<PersonSummary | undefined> {
    return [...this.people.values()].find((person) => person.email === email);
  }

  onSessionEnded(listener: (ended: SessionEnded) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  signOut(name: string): void {
    for (const listener of this.listeners) listener({ personId: this.personNamed(name).id });
  }
}

/** Policies of the house, by people. */
class FakeRules implements HouseRules {
  readonly planNothing = new Set<PersonId>();
  readonly withoutGuests = new Set<PersonId>();

  mayPlan(personId: PersonId): Promise<boolean> {
    return Promise.resolve(!this.planNothing.has(personId));
  }

  letsGuestsTo(ownerId: PersonId): Promise<boolean> {
    return Promise.resolve(!this.withoutGuests.has(ownerId));
  }
}

/** Who is invited by name, by the key they bring. */
class FakeInvitations implements InvitedGuests {
  private readonly invited = new Map<string, Invited>();

  invite(meetingId: MeetingId, key: IdentityKey, invited: Invited): void {
    this.invited.set(`${meetingId} ${key}`, invited);
  }

  withdraw(meetingId: MeetingId, key: IdentityKey): void {
    this.invited.delete(`${meetingId} ${key}`);
  }

  of(meetingId: MeetingId, key: IdentityKey): Promise<Invited | undefined> {
    return Promise.resolve(this.invited.get(`${meetingId} ${key}`));
  }

  meetingsOf(personId: PersonId): Promise<MeetingId[]> {
    const keys = [...this.invited.keys()].map((key) => key.split(' '));
    return Promise.resolve(keys.flatMap(([id, key]) => (key === personKey(personId) ? MeetingId.parse(id) : [])));
  }
}

/** What servers of one cluster share. */
export type Estate = {
  db: Database;
  clock: SkippingClock;
  people: Map<string, PersonSummary>;
  /** Another member of the cluster. */
  bus: () => Promise<Bus>;
  /** One that outlives servers; else each has its own. */
  media?: FakeMedia;
};

export type House = {
  db: Database;
  bus: Bus;
  /** Id of this server now. */
  server: string;
  clock: SkippingClock;
  accounts: FakeAccounts;
  media: FakeMedia;
  invitations: FakeInvitations;
  /** What the house decides for everybody; all are allowed what it does not say. */
  rules: FakeRules;
  roomCalendars: FakeRoomCalendars;
  meetings: Meetings;
  url: string;
  log(): string;
  /** Ends this server's meetings and starts them anew on the same database, at the same address. */
  restart(): Promise<void>;
  /** A connection as `person=` or `guest=`; its own device. */
  connect(cookie: string, deviceId?: string): Promise<TestClient>;
  /** A new meeting of a person. */
  meetingOf(name: string, settings?: Partial<MeetingSettings>): Promise<MeetingDetail>;
  request(
    cookie: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown; text: string }>;
  /** What is no JSON. */
  requestText(cookie: string, path: string): Promise<{ status: number; type: string; text: string }>;
  close(): Promise<void>;
};

/** A database and people for several servers. */
export async function openEstate(bus: (clock: SkippingClock) => Promise<Bus>): Promise<Estate & { close(): Promise<void> }> {
  const { db, close } = await throwawayDatabase([meetingsMigrations]);
  const clock = new SkippingClock();
  return { db, clock, people: new Map(), bus: () => bus(clock), close };
}

/** Calendars of rooms elsewhere; nobody has them until a test says so. */
export class FakeRoomCalendars implements RoomCalendars {
  readonly asked: { email: string; atMs: number[]; timeZone: string }[] = [];
  busy: (atMs: number) => boolean = () => false;
  answers = true;
  busyAt(...[email, times, timeZone]: Parameters<RoomCalendars['busyAt']>): ReturnType<RoomCalendars['busyAt']> {
    const atMs = times.map(({ fromMs }) => fromMs);
    this.asked.push({ email, atMs, timeZone });
    return Promise.resolve(this.answers ? atMs.filter((each) => this.busy(each)) : 'unknown');
  }
}

/**
 * @param estate shared with other servers, whoever opened it closes it; else the house is alone
 * @param site where this server stands
 */
export async function openHouse(estate?: Estate, site?: string): Promise<House> {
  const own = estate ? undefined : await openEstate(() => Promise.resolve(new LocalBus(createLogger('silent'))));
  const shared = estate ?? own;
  if (!shared) throw new Error('a house stands on an estate');
  const { db, clock, bus: newBus } = shared;
  const accounts = new FakeAccounts(shared.people);
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const log = createLogger('info', stream);
  const clients: TestClient[] = [];
  const invitations = new FakeInvitations();
  const rules = new FakeRules();
  const roomCalendars = new FakeRoomCalendars();

  const app = Fastify({ trustProxy: false });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof SaalError) return reply.code(httpStatusOf(error.code)).send({ error: error.toWire() });
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ error: { code: status < 500 ? 'bad_request' : 'internal', message: error.message } });
  });

  const start = async (): Promise<{ meetings: Meetings; media: FakeMedia; bus: Bus; server: string }> => {
    const media = shared.media ?? new FakeMedia();
    const bus = await newBus();
    const server = newId();
    const meetings = await createMeetings({
      db,
      bus,
      server,
      media,
      accounts,
      invited: invitations,
      rules,
      roomCalendars,
      clock,
      log,
      baseUrl: () => 'https://saal.example.org',
      allowedOrigin: (request) => request.headers.origin === 'https://saal.example.org',
      site,
    });
    return { meetings, media, bus, server };
  };
  const house: House = {
    db,
    clock,
    accounts,
    invitations,
    rules,
    roomCalendars,
    ...(await start()),
    url: '',
    log: () => chunks.join(''),
    async restart() {
      await house.meetings.close();
      await house.bus.close();
      Object.assign(house, await start());
    },
    async connect(cookie, deviceId = newId()) {
      const client = await TestClient.open(house.url, { cookie, origin: 'https://saal.example.org', deviceId });
      clients.push(client);
      return client;
    },
    async meetingOf(name, settings = {}) {
      const { body } = await house.request(`person=${name}`, 'POST', '/api/meetings', { kind: 'instant', title: 'Jour fixe', settings });
      return body as MeetingDetail;
    },
    async request(cookie, method, path, body) {
      const answer = await app.inject({
        method,
        url: path,
        remoteAddress: '192.0.2.10',
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      return { status: answer.statusCode, text: answer.payload, body: answer.payload === '' ? undefined : answer.json() };
    },
    async requestText(cookie, path) {
      const answer = await app.inject({ method: 'GET', url: path, headers: { cookie } });
      return { status: answer.statusCode, type: String(answer.headers['content-type']), text: answer.payload };
    },
    async close() {
      for (const client of clients) client.cut();
      await house.meetings.close();
      await house.bus.close();
      await app.close();
      await own?.close();
    },
  };
  await app.register(house.meetings.http, { prefix: '/api' });
  app.server.on('upgrade', (request, socket, head) => house.meetings.handleUpgrade(request, socket, head));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address: AddressInfo | string | null = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  house.url = `http://127.0.0.1:${address.port}`;
  return house;
}
