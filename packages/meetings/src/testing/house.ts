/** One server with meetings on a throwaway database: real HTTP and WebSockets, fake accounts and media. */
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type { PersonSummary, SessionEnded, Viewer } from '@saal/accounts';
import { createLogger, httpStatusOf, newId, SaalError, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { PersonId, type MeetingDetail, type MeetingSettings } from '@saal/protocol';
import Fastify, { type FastifyError } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { createMeetings, meetingsMigrations, type Meetings } from '../create-meetings.ts';
import { FakeMedia } from './fake-media.ts';
import { SkippingClock } from './skipping-clock.ts';
import { TestClient } from './test-client.ts';

/** Cookie `person=<name>` or `guest=<name>`; everybody who is named exists. */
class FakeAccounts {
  private readonly people = new Map<string, PersonSummary>();
  private readonly listeners = new Set<(ended: SessionEnded) => void>();

  personNamed(name: string): PersonSummary {
    const known = this.people.get(name);
    if (known) return known;
    const person: PersonSummary = {
      id: PersonId.parse(newId()),
      displayName: name,
      email: `${name.toLowerCase()}@example.org`,
      role: 'person',
      language: 'de',
    };
    this.people.set(name, person);
    return person;
  }

  async viewerOf(cookie: string | undefined): Promise<Viewer | undefined> {
    const [kind, name] = (cookie ?? '').split('=');
    if (kind === 'person' && name) return { kind: 'person', person: this.personNamed(name), sessionId: `session-of-${name}` };
    return kind === 'guest' && name ? { kind: 'guest', guestId: name } : undefined;
  }

  async person(id: PersonId): Promise<PersonSummary | undefined> {
    return [...this.people.values()].find((person) => person.id === id);
  }

  onSessionEnded(listener: (ended: SessionEnded) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  signOut(name: string): void {
    for (const listener of this.listeners) listener({ personId: this.personNamed(name).id });
  }
}

export type House = {
  db: Database;
  clock: SkippingClock;
  accounts: FakeAccounts;
  media: FakeMedia;
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
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown; text: string }>;
  close(): Promise<void>;
};

export async function openHouse(): Promise<House> {
  const { db, close } = await throwawayDatabase([meetingsMigrations]);
  const clock = new SkippingClock();
  const accounts = new FakeAccounts();
  const chunks: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const log = createLogger('info', stream);
  const clients: TestClient[] = [];

  const app = Fastify({ trustProxy: false });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof SaalError) return reply.code(httpStatusOf(error.code)).send({ error: error.toWire() });
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ error: { code: status < 500 ? 'bad_request' : 'internal', message: error.message } });
  });

  const start = async (): Promise<{ meetings: Meetings; media: FakeMedia }> => {
    const media = new FakeMedia();
    const meetings = await createMeetings({
      db,
      media,
      accounts,
      clock,
      log,
      baseUrl: () => 'https://saal.example.org',
      allowedOrigin: (request) => request.headers.origin === 'https://saal.example.org',
    });
    return { meetings, media };
  };
  const house: House = {
    db,
    clock,
    accounts,
    ...(await start()),
    url: '',
    log: () => chunks.join(''),
    async restart() {
      await house.meetings.close();
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
    async close() {
      for (const client of clients) client.cut();
      await house.meetings.close();
      await app.close();
      await close();
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
