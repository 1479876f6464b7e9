import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { BlockList } from 'node:net';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, type FastifyServerFactory } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger, Metrics } from '@saal/foundation';
import { ClientConfig } from '@saal/protocol';
import { applicationsPage } from './applications-page.ts';
import { answerError, NotFound, RateLimited } from './errors.ts';
import { clientAddressOf, isIn, keepTrustedHeaders, ownOriginOf } from './forwarded.ts';
import { operationRoutes } from './operation.ts';
import { requireOwnOrigin } from './origin.ts';
import { outlookPages, type OutlookPages } from './outlook-pages.ts';
import { dataHeaders, securityHeaders } from './security-headers.ts';
import { documentForApplications } from './document-for-applications.ts';
import { endSlowRequests } from './slow-requests.ts';
import { webClient } from './web-client.ts';

export interface AppOptions {
  log: Logger;
  metrics: Metrics;
  tls: { cert: Buffer | string; key: Buffer | string } | undefined;
  publicUrl: string | undefined;
  trustedProxies: BlockList;
  metricsNetworks: BlockList;
  requestsPerMinute: number;
  webDirectory: string;
  /** Routes of the features, served under `/api`. */
  features: readonly FastifyPluginAsync[];
  /** The client-server API of Matrix, at `/_matrix/client` and `/.well-known/matrix/client`. */
  matrix: FastifyPluginAsync;
  /** Pages of the add-in for Outlook; undefined: it is not switched on. */
  outlook?: OutlookPages | undefined;
  /** Providers of identities push people here, at `/scim/v2`. */
  scim: FastifyPluginAsync;
  /** Pages of others that may show this meeting inside of them. */
  embedOrigins: (meetingId: string) => Promise<readonly string[]>;
  clientConfig: () => Promise<ClientConfig>;
  notReady: () => Promise<string | undefined>;
}

/** Bodies are small; a picture of a person is the largest thing anybody sends. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
/** Slow clients must not hold a request open for ever (slowloris). */
const REQUEST_TIMEOUT_MS = 30_000;
/** Files may take longer; chat watches that they go on. */
const UPLOAD_TIMEOUT_MS = 30 * 60_000;

/** The HTTP side of the server: pages, API, and what operators look at. It does not listen yet. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { log, trustedProxies } = options;
  // No line for each request, unless somebody looks for a fault.
  const loggerInstance: FastifyBaseLogger = log.child({ area: 'http' }, { level: log.level === 'info' ? 'warn' : log.level });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    serverFactory: serverFactory(options.tls),
    trustProxy: (address) => isIn(trustedProxies, address),
    bodyLimit: MAX_BODY_BYTES,
    // Ids of Matrix have up to 255 bytes, escaped three times as many.
    routerOptions: { maxParamLength: 800 },
    // What Fastify refuses before any route: a malformed escape, a part of the path that is too long.
    frameworkErrors: answerError,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  endSlowRequests(app, { timeoutMs: REQUEST_TIMEOUT_MS, but: /^\/_matrix\/media\/[^/]+\/upload/ });
  // First of all hooks: nothing reads a header before the forged ones are gone.
  app.addHook('onRequest', async (request) => {
    keepTrustedHeaders(request.raw, trustedProxies);
    // Clients of Matrix show a token, which no page of others can make a browser send; they may be anywhere.
    // A provider of identities has no page either: what it asks is proven by a signature.
    // Nor is the form ours by which one sends somebody back: its signature, and a cookie for this one journey, are proof.
    // Other applications show a key. Where there is nothing, nothing can be changed.
    const { askedByServers, postedByOthers } = request.routeOptions.config;
    if (askedByServers || postedByOthers || request.is404) return;
    if (!request.raw.url?.startsWith('/_matrix/')) requireOwnOrigin(request.raw, originSeenBy(request.raw, options));
  });

  const https = options.tls !== undefined || options.publicUrl?.startsWith('https:') === true;
  await securityHeaders(app, { https });
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Saal', version: '1', description: 'All that is not a running meeting; those speak WebSocket at /api/ws.' },
    },
    transform: jsonSchemaTransform,
  });
  operationRoutes(app, options);
  await app.register(async (api) => apiRoutes(api, options), { prefix: '/api' });
  await app.register(async (matrix) => {
    dataHeaders(matrix, { https });
    await matrix.register(options.matrix);
  });
  await app.register(
    async (scim) => {
      dataHeaders(scim, { https });
      await limitRate(scim, options);
      await scim.register(options.scim);
    },
    { prefix: '/scim/v2' },
  );
  await webClient(app, options.webDirectory, options.embedOrigins);
  if (options.outlook) await outlookPages(app, options.outlook);
  return app;
}

/** A plain or an HTTPS server, by whether there is a certificate. */
function serverFactory(tls: AppOptions['tls']): FastifyServerFactory {
  const limits = { requestTimeout: UPLOAD_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 72_000 };
  return (handler) => (tls ? createHttpsServer({ ...tls, ...limits }, handler) : createHttpServer(limits, handler));
}

/** The origin a request or upgrade must come from, as the client behind it sees us. */
export function originSeenBy(request: IncomingMessage, options: { publicUrl: string | undefined; tls: unknown }): string {
  return ownOriginOf(request, options.publicUrl, options.tls !== undefined);
}

async function limitRate(part: FastifyInstance, options: AppOptions): Promise<void> {
  await part.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => clientAddressOf(request.raw, options.trustedProxies),
    errorResponseBuilder: (_request, context) => new RateLimited(context.ttl),
  });
}

async function apiRoutes(api: FastifyInstance, options: AppOptions): Promise<void> {
  await limitRate(api, options);
  api.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  api.setNotFoundHandler(() => {
    throw new NotFound();
  });
  api.get('/openapi.json', { schema: { hide: true } }, async () => api.swagger());
  api.get('/v1/openapi.json', { schema: { hide: true } }, async () => documentForApplications(api.swagger()));
  await applicationsPage(api);
  api.get(
    '/client-config',
    { schema: { summary: 'What a page needs before it knows who looks', response: { 200: ClientConfig } } },
    async () => options.clientConfig(),
  );
  for (const feature of options.features) await api.register(feature);
}
