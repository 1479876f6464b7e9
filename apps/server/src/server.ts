import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountsMigrations, createAccounts } from '@saal/accounts';
import { calendarsMigrations, createRoomCalendars } from '@saal/calendars';
import { chatMigrations } from '@saal/chat';
import { Metrics, migrate, systemClock, type Logger } from '@saal/foundation';
import { integrationMigrations } from '@saal/integration';
import { invitationsMigrations, invitedGuests } from '@saal/invitations';
import { createMeetings, meetingsMigrations } from '@saal/meetings';
import { openBus } from './bus.ts';
import { readCalendarsFile } from './calendars-file.ts';
import { startCalendars } from './calendars.ts';
import { startCampaigns } from './campaigns.ts';
import { startChat } from './chat.ts';
import { Closers } from './closers.ts';
import { givenPolicies } from './config/policy-settings.ts';
import type { Config } from './config/schema.ts';
import { databaseTrouble, openOwnDatabase } from './database.ts';
import { figuresOf } from './figures.ts';
import { createApp, originSeenBy } from './http/app.ts';
import { clientAddressOf, keepTrustedHeaders } from './http/forwarded.ts';
import { isOwnOrigin } from './http/origin.ts';
import { houseRules } from './house-rules.ts';
import { installationSecret } from './installation-secret.ts';
import { startIntegration } from './integration.ts';
import { startInvitees } from './invitees.ts';
import { startMail } from './mail.ts';
import { startMedia } from './media.ts';
import { directoryOf } from './directory.ts';
import { isElsewhere } from './external.ts';
import { asRefusal } from './refusals.ts';
import { readSignInFile } from './sign-in-file.ts';

export interface ServerOptions {
  config: Config;
  log: Logger;
  /** Certificate and key, when the server itself speaks HTTPS. */
  tls: { cert: Buffer; key: Buffer } | undefined;
}

export interface RunningServer {
  app: FastifyInstance;
  /** One-time token for the first administrator, while there is none. */
  setupToken: string | undefined;
  /** Ends everything in the order of need: no new requests, meetings, media, database last. Idempotent. */
  stop(): Promise<void>;
}

const webDirectory = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Builds and joins all parts and listens.
 * @throws {StartRefused} with what to do about it
 */
export async function startServer({ config, log, tls }: ServerOptions): Promise<RunningServer> {
  const ending = new Closers(log);
  try {
    const directory = directoryOf(config);
    const signIn = readSignInFile(config.SAAL_SIGN_IN_FILE, { hasDirectory: directory !== undefined });
    const calendarSettings = readCalendarsFile(config.SAAL_CALENDARS_FILE);
    await tryPort(config); // before anything that takes longer or changes anything
    const { database, url: databaseUrl } = await openOwnDatabase(config, log, ending);
    const migrations = [accountsMigrations, meetingsMigrations, chatMigrations, integrationMigrations, invitationsMigrations];
    await migrate(database, [...migrations, calendarsMigrations], log);

    const seen = { publicUrl: config.SAAL_PUBLIC_URL, tls };
    const originOf = (request: IncomingMessage): string => originSeenBy(request, seen);
    const baseUrl = (request: FastifyRequest): string => originOf(request.raw);
    const metrics = new Metrics({ process: true });
    const { bus, server } = await openBus(config, log, metrics);
    ending.add('bus', () => bus.close());
    const secret = await installationSecret(config);
    const accounts = createAccounts({
      db: database,
      clock: systemClock,
      log,
      baseUrl,
      secureCookies: (request) => baseUrl(request).startsWith('https:'),
      directory,
      signIn,
      phoneBook: {
        showsEmail: config.SAAL_PHONE_BOOK_SHOWS.includes('email'),
        showsMobile: config.SAAL_PHONE_BOOK_SHOWS.includes('mobile'),
        isExternal: (email) => isElsewhere(email, config.SAAL_HOUSE_EMAIL_DOMAINS),
        home: { country: config.SAAL_PHONE_COUNTRY_CODE, area: config.SAAL_PHONE_AREA_CODE },
        hasExternals: config.SAAL_HOUSE_EMAIL_DOMAINS.length > 0,
      },
      secondFactor: {
        productName: config.SAAL_PRODUCT_NAME,
        installationSecret: secret,
      },
      policies: givenPolicies(config),
      auditKeptDays: config.SAAL_AUDIT_KEPT_DAYS,
    });
    ending.add('accounts', () => accounts.close());
    const rules = houseRules(accounts);
    const media = await startMedia(config, { bus, server, log });
    ending.add('media', () => media.close());
    const roomCalendars = createRoomCalendars({ settings: calendarSettings, clock: systemClock, log });
    if (roomCalendars) ending.add('calendars of rooms', () => roomCalendars.close());
    const meetings = await createMeetings({
      db: database,
      bus,
      server,
      media,
      accounts,
      invited: invitedGuests({ db: database, clock: systemClock }),
      ...(roomCalendars && { roomCalendars }),
      rules,
      clock: systemClock,
      log,
      baseUrl,
      allowedOrigin: (request) => isOwnOrigin(request, originOf(request)),
      addressOf: (request) => clientAddressOf(request, config.SAAL_TRUSTED_PROXIES),
      site: config.SAAL_SITE,
      metrics,
    });
    ending.add('meetings', () => meetings.close());
    const chat = await startChat(config, { db: database, databaseUrl, accounts, meetings, originOf, log });
    ending.add('chat', () => chat.close());
    const mail = await startMail(config, { db: database, databaseUrl, installationSecret: secret, log });
    ending.add('mail', () => mail.close());
    const inviting = { db: database, accounts, meetings, rules, baseUrl, installationSecret: secret, outbox: mail.outbox, log };
    const campaigns = startCampaigns({
      ...inviting,
      connections: config.SAAL_DATABASE_CONNECTIONS,
      publicUrl: config.SAAL_PUBLIC_URL,
    });
    ending.add('campaigns', () => campaigns.close());
    const invitees = startInvitees({
      ...inviting,
      chat,
      times: campaigns.times,
      showsEmail: config.SAAL_PHONE_BOOK_SHOWS.includes('email'),
      publicUrl: config.SAAL_PUBLIC_URL,
    });
    ending.add('invitees', () => invitees.close());
    const calendars = startCalendars(config, {
      ...{ db: database, accounts, meetings, campaigns, baseUrl, log },
      ...{ settings: calendarSettings, installationSecret: secret },
    });
    ending.add('calendars', () => calendars.close());
    const integration = startIntegration(config, { ...inviting, mail, campaigns });
    ending.add('integration', () => integration.close());
    figuresOf(metrics, meetings, media);

    let stopping = false;
    const app = await createApp({
      log,
      metrics,
      tls,
      publicUrl: config.SAAL_PUBLIC_URL,
      trustedProxies: config.SAAL_TRUSTED_PROXIES,
      metricsNetworks: config.SAAL_METRICS_NETWORKS,
      requestsPerMinute: config.SAAL_REQUESTS_PER_MINUTE,
      webDirectory,
      features: [accounts.http, chat.duties, chat.pages, meetings.http, integration.http, campaigns.http, invitees.http, calendars.http],
      matrix: chat.http,
      outlook: calendarSettings.outlook && {
        ...calendarSettings.outlook,
        ...{ publicUrl: config.SAAL_PUBLIC_URL ?? '', productName: config.SAAL_PRODUCT_NAME, webDirectory },
      },
      scim: accounts.scim,
      embedOrigins: integration.embedOrigins,
      clientConfig: async () => ({
        productName: config.SAAL_PRODUCT_NAME,
        setupNeeded: await accounts.setupNeeded(),
        passwordMinLength: (await accounts.policies()).passwordMinLength,
        ...(accounts.signInWays ? { signIn: accounts.signInWays } : {}),
        ...(config.SAAL_IMPRINT_URL ? { imprintUrl: config.SAAL_IMPRINT_URL } : {}),
        ...(config.SAAL_PRIVACY_URL ? { privacyUrl: config.SAAL_PRIVACY_URL } : {}),
        ...(config.SAAL_SUPPORT_TEXT ? { supportText: config.SAAL_SUPPORT_TEXT } : {}),
      }),
      notReady: async () => (stopping ? 'stopping' : await databaseTrouble(database)),
    });
    app.server.on('upgrade', (request, socket, head) => {
      keepTrustedHeaders(request, config.SAAL_TRUSTED_PROXIES);
      if (request.url?.split('?')[0] === '/api/ws') meetings.handleUpgrade(request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
    await app.listen({ host: config.SAAL_HOST, port: config.SAAL_PORT });
    // Sockets of meetings keep the HTTP server open, so meetings say goodbye first.
    ending.add('http', async () => {
      stopping = true;
      await meetings.close();
      await app.close();
    });
    const setupToken = await accounts.firstAdministratorToken();
    return { app, setupToken, stop: () => ending.run() };
  } catch (error) {
    await ending.run();
    throw asRefusal(error, config);
  }
}

/** Takes the port and gives it back. @throws as `listen` would */
async function tryPort({ SAAL_HOST: host, SAAL_PORT: port }: Config): Promise<void> {
  const trial = createServer().listen({ host, port });
  await once(trial, 'listening');
  trial.close();
  await once(trial, 'close');
}
