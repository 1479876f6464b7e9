/** The HTTP side with all features and what other applications use, on a throwaway database. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { accountsMigrations, createAccounts, type Accounts, type PersonSummary } from '@saal/accounts';
import { CalendarSettings, calendarsMigrations } from '@saal/calendars';
import { chatMigrations } from '@saal/chat';
import { createLogger, LocalBus, newId, systemClock, type Database } from '@saal/foundation';
import { throwawayDatabase } from '@saal/foundation/testing';
import { integrationMigrations } from '@saal/integration';
import { invitationsMigrations, noOutbox, type Letter } from '@saal/invitations';
import { createMeetings, meetingsMigrations, type Meetings } from '@saal/meetings';
import { FakeMedia } from '../../../../packages/meetings/src/testing/fake-media.ts';
import { startCalendars } from '../calendars.ts';
import { startCampaigns } from '../campaigns.ts';
import { startChat } from '../chat.ts';
import { ConfigSchema } from '../config/schema.ts';
import { testApp } from '../http/testing.ts';
import { startIntegration } from '../integration.ts';
import { startInvitees } from '../invitees.ts';
import { houseRules } from '../house-rules.ts';

export const password = 'Regenschirm hängt im Flur';
export const baseUrl = 'https://meet.example.org';
const installationSecret = 'of this house, forty characters or more!';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Answer = { statusCode: number; body: string; headers: Headers; json: <T>() => T };

export type ApplicationsHouse = {
  app: FastifyInstance;
  url: string;
  db: Database;
  accounts: Accounts;
  meetings: Meetings;
  /** Bob, for whom applications act; Alice is an administrator. */
  owner: PersonSummary;
  administratorCookie: string;
  ownerCookie: string;
  logged(): string;
  /** What integration wrote. */
  letters(): Promise<Letter[]>;
  /** The next letter of integration is put in, and then the database sees its server die. */
  dieInNextDeed(): void;
  /** As any program: without a page. @param payload an object is sent as JSON */
  ask(method: Method, path: string, headers: Record<string, string>, payload?: unknown): Promise<Answer>;
  signIn(email: string): Promise<string>;
  fromPage(cookie: string, method: Method, path: string, payload?: object): Promise<Answer>;
  newApplication(scopes?: readonly string[], ownerId?: string): Promise<{ id: string; key: string }>;
  /** Below `/api/v1`. */
  as(key: string, method: Method, path: string, payload?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** What another server of the cluster does for applications, on the same database. */
  anotherServer(): { close(): Promise<void> };
  close(): Promise<void>;
};

export async function openApplicationsHouse(): Promise<ApplicationsHouse> {
  const database = await throwawayDatabase([
    accountsMigrations,
    meetingsMigrations,
    chatMigrations,
    integrationMigrations,
    invitationsMigrations,
    calendarsMigrations,
  ]);
  const { db } = database;
  const logged: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const log = createLogger('trace', stream);
  const accounts = createAccounts({
    ...{ db, clock: systemClock, log, baseUrl: () => baseUrl, secureCookies: () => false },
    secondFactor: { productName: 'Saal', installationSecret },
  });
  const bus = new LocalBus(log);
  const meetings = await createMeetings({
    ...{ db, bus, accounts, clock: systemClock, log, baseUrl: () => baseUrl },
    server: newId(),
    media: new FakeMedia(),
    allowedOrigin: () => true,
  });
  const shared = { db, accounts, meetings, log, baseUrl: () => baseUrl };
  const config = ConfigSchema.parse({
    SAAL_DATA_DIR: mkdtempSync(join(tmpdir(), 'saal-applications-')),
    SAAL_WEBHOOK_HTTP_HOSTS: 'localhost, 10.0.0.1',
    SAAL_WEBHOOK_NETWORKS: '127.0.0.0/8, ::1',
  });
  const chat = await startChat(config, { db, databaseUrl: database.url, accounts, meetings, log, originOf: () => baseUrl });
  const campaigns = startCampaigns({
    ...shared,
    rules: houseRules(accounts),
    installationSecret,
    outbox: noOutbox,
    publicUrl: undefined,
    connections: 4,
  });
  const invitees = startInvitees({
    ...{ ...shared, rules: houseRules(accounts), installationSecret, outbox: noOutbox, chat },
    ...{ times: campaigns.times, showsEmail: true, publicUrl: undefined },
  });
  const calendars = startCalendars(config, { ...shared, campaigns, installationSecret, settings: CalendarSettings.parse({}) });
  const killed = { next: false };
  const mail = {
    outbox: { ...noOutbox, isAvailable: true },
    /** Into the table of the real one, without the jobs that would send them. */
    async putIn(transaction: Database, ...letters: Letter[]): Promise<void> {
      for (const letter of letters)
        await sql`insert into invitations.letter (id, subject_id, thread_id, email, content, created_at_ms, due_at_ms, changed_at_ms)
          values (${letter.id}, ${letter.subjectId}, ${letter.id}, ${letter.to.email}, ${JSON.stringify(letter)}, 0, 0, 0)`.execute(
          transaction,
        );
      if (!killed.next) return;
      killed.next = false;
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
    },
  };
  const integration = startIntegration(config, { ...shared, campaigns, installationSecret, mail });
  const app = await testApp({
    log,
    requestsPerMinute: 1_000_000,
    embedOrigins: integration.embedOrigins,
    features: [accounts.http, chat.duties, chat.pages, meetings.http, integration.http, campaigns.http, invitees.http, calendars.http],
  });
  app.server.on('upgrade', (request, socket, head) => meetings.handleUpgrade(request, socket, head));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  const house: ApplicationsHouse = {
    ...{ app, url, db, accounts, meetings, administratorCookie: '', ownerCookie: '' },
    owner: await accounts.createPerson({ email: 'bob@example.org', displayName: 'Bob', password, role: 'person' }),
    logged: () => logged.join(''),
    async letters() {
      const { rows } = await sql<{ content: Letter }>`select content from invitations.letter order by id`.execute(db);
      return rows.map(({ content }) => content);
    },
    dieInNextDeed: () => (killed.next = true),
    async ask(method, path, headers, payload) {
      const sent = payload === undefined ? {} : { body: typeof payload === 'string' ? payload : JSON.stringify(payload) };
      const json: Record<string, string> = payload === undefined ? {} : { 'content-type': 'application/json' };
      // eslint-disable-next-line no-restricted-globals -- as another program does
      const response = await fetch(url + path, { method, headers: { ...json, ...headers }, ...sent });
      const body = await response.text();
      return { statusCode: response.status, body, headers: response.headers, json: <T>() => JSON.parse(body) as T };
    },
    async signIn(email) {
      const answer = await house.ask('POST', '/api/session', { origin: url }, { email, password });
      if (answer.statusCode !== 200) throw new Error(answer.body);
      return answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
    },
    fromPage: (cookie, method, path, payload) => house.ask(method, path, { origin: url, cookie }, payload),
    async newApplication(scopes = ['meetings.read', 'meetings.write'], ownerId = house.owner.id) {
      const answer = await house.fromPage(house.administratorCookie, 'POST', '/api/applications', { name: 'Talents', ownerId, scopes });
      if (answer.statusCode !== 201) throw new Error(answer.body);
      return answer.json<{ id: string; key: string }>();
    },
    as: (key, method, path, payload, headers = {}) =>
      house.ask(method, `/api/v1${path}`, { authorization: `Bearer ${key}`, ...headers }, payload),
    anotherServer: () => startIntegration(config, { ...shared, campaigns, installationSecret, mail }),
    async close() {
      await meetings.close();
      await app.close();
      for (const part of [integration, calendars, invitees, campaigns, chat, bus, accounts, database]) await part.close();
    },
  };
  await accounts.createPerson({ email: 'alice@example.org', displayName: 'Alice', password, role: 'administrator' });
  house.administratorCookie = await house.signIn('alice@example.org');
  house.ownerCookie = await house.signIn('bob@example.org');
  return house;
}
