/** The client-server API of Matrix: the one API of chat, for our own pages as for every other client. */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { ChatError } from '../errors.ts';
import { backupRoutes } from './backup-routes.ts';
import type { ChatParts } from './context.ts';
import { directoryRoutes, spaceRoutes } from './directory-routes.ts';
import { answerMatrixError } from './errors.ts';
import { dehydratedRoutes } from './dehydrated-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { houseRoutes } from './house-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { mediaRoutes } from './media-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { plannedRoutes } from './planned-routes.ts';
import { presenceRoutes } from './presence-routes.ts';
import { pusherRoutes } from './pusher-routes.ts';
import { pushRoutes } from './push-routes.ts';
import { relationRoutes } from './relation-routes.ts';
import { roomRoutes } from './room-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { sessionRoutes, versionRoutes } from './session-routes.ts';
import { consentRoute, ssoRoutes } from './sso-routes.ts';
import { syncRoutes } from './sync-routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
/** The newest, and the name it had before it was numbered: some clients know only that. */
const prefixes = ['/_matrix/client/v3', '/_matrix/client/r0'];

export function matrixPlugin(parts: ChatParts): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler(answerMatrixError);
    // Described by the specification of Matrix, not by our own list of requests.
    app.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    readJson(app);
    openToClients(app);
    app.all('/_matrix/*', () => {
      throw new ChatError('unrecognized', 'there is no such request');
    });
    versionRoutes(app, parts);
    consentRoute(app, parts);
    for (const prefix of prefixes) {
      await app.register(
        async (api) => {
          for (const routes of [
            sessionRoutes,
            ssoRoutes,
            roomRoutes,
            eventRoutes,
            syncRoutes,
            peopleRoutes,
            keyRoutes,
            backupRoutes,
            pushRoutes,
            pusherRoutes,
            presenceRoutes,
            searchRoutes,
            directoryRoutes,
            houseRoutes,
          ])
            routes(api, parts);
        },
        { prefix },
      );
    }
    await app.register(async (api) => relationRoutes(api, parts), { prefix: '/_matrix/client/v1' });
    await app.register(async (api) => dehydratedRoutes(api, parts), { prefix: '/_matrix/client/unstable/org.matrix.msc3814.v1' });
    await app.register(async (api) => plannedRoutes(api, parts), { prefix: '/_matrix/client/unstable/eu.saal.planned' });
    await app.register(async (api) => mediaRoutes(api, parts));
    await app.register(async (api) => spaceRoutes(api, parts), { prefix: '/_matrix/client' });
  };
}

/** Whatever a client calls its body, it is JSON. */
function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
    const text = body.toString();
    if (text.trim() === '') return done(null, {});
    try {
      done(null, JSON.parse(text, refusePrototype));
    } catch (error) {
      done(error instanceof ChatError ? error : new ChatError('not_json', 'the body is not JSON'));
    }
  });
}

/** A key of the language is nobody's data (C10). */
function refusePrototype(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new ChatError('bad_json', '__proto__ is no key');
  return value;
}

/** Clients on pages of others: they show tokens, never cookies, so every page may try (client-server API, "Web Browser Clients"). */
function openToClients(app: FastifyInstance): void {
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'access-control-allow-headers': 'X-Requested-With, Content-Type, Authorization, Range',
    'cache-control': 'no-store',
  };
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    if (request.method === 'OPTIONS') void reply.status(200).send({});
    else done();
  });
}
