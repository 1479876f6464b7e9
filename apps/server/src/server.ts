import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accountsMigrations, createAccounts } from '@saal/accounts';
import { chatMigrations } from '@saal/chat';
import { Metrics, migrate, systemClock, type Logger } from '@saal/foundation';
import { createMeetings, meetingsMigrations } from '@saal/meetings';
import { openBus } from './bus.ts';
import { startChat } from './chat.ts';
import { Closers } from './closers.ts';
import type { Config } from './config/schema.ts';
import { databaseTrouble, openOwnDatabase } from './database.ts';
import { figuresOf } from './figures.ts';
import { createApp, originSeenBy } from './http/app.ts';
import { clientAddressOf, keepTrustedHeaders } from './http/forwarded.ts';
import { isOwnOrigin } from './http/origin.ts';
import { startMedia } from './media.ts';
import { asRefusal } from './refusals.ts';

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
    await tryPort(config); // before anything that takes longer or changes anything
    const { database, url: databaseUrl } = await openOwnDatabase(config, log, ending);
    await migrate(database, [accountsMigrations, meetingsMigrations, chatMigrations], log);

    const seen = { publicUrl: config.SAAL_PUBLIC_URL, tls };
    const originOf = (request: IncomingMessage): string => originSeenBy(request, seen);
    const baseUrl = (request: FastifyRequest): string => originOf(request.raw);
    const metrics = new Metrics({ process: true });
    const { bus, server } = await openBus(config, log, metrics);
    ending.add('bus', () => bus.close());
    const accounts = createAccounts({
      db: database,
      clock: systemClock,
      log,
      baseUrl,
      secureCookies: (request) => baseUrl(request).startsWith('https:'),
    });
    ending.add('accounts', () => accounts.close());
    const media = await startMedia(config, { bus, server, log });
    ending.add('media', () => media.close());
    const meetings = await createMeetings({
      db: database,
      bus,
      server,
      media,
      accounts,
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
      features: [accounts.http, chat.duties, meetings.http],
      matrix: chat.http,
      clientConfig: async () => ({
        productName: config.SAAL_PRODUCT_NAME,
        setupNeeded: await accounts.setupNeeded(),
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
