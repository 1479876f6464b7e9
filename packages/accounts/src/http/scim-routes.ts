/** SCIM 2.0 (RFC 7644), under `/scim/v2`: how Entra ID, Okta and others push people and groups here. */
import { isUnstorable } from '@saal/foundation';
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Pusher, Scim } from '../scim.ts';
import type { ScimGroups } from '../scim-groups.ts';
import type { ScimUser } from '../scim-ports.ts';
import { enterpriseSchema, filterOf, ScimRefusal, userSchema, type JsonObject } from '../scim-user.ts';
import { scimGroupRoutes } from './scim-group-routes.ts';
import { bodyOf, idOf, MOST, operationsOf, Query, scimType as type } from './scim-requests.ts';
import { serviceDescriptions } from './scim-descriptions.ts';

const MAX_BODY_BYTES = 128 * 1024;
const filters = ['userName', 'externalId', 'emails.value', 'id'];

/** @param baseUrl of this server, for the places of resources */
export function scimPlugin(scim: Scim, groups: ScimGroups, baseUrl: (request: FastifyRequest) => string): FastifyPluginAsync {
  return async (app: FastifyInstance) => {
    const whoPushes = new WeakMap<FastifyRequest, Pusher>();
    const pusher = (request: FastifyRequest): Pusher => {
      const by = whoPushes.get(request);
      if (!by) throw new ScimRefusal(401, undefined, 'a token is missing, unknown or revoked');
      return by;
    };
    app.removeAllContentTypeParsers();
    app.addContentTypeParser([type, 'application/json'], { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
      try {
        done(null, JSON.parse(String(body)));
      } catch {
        done(new ScimRefusal(400, 'invalidSyntax', 'the body is no JSON'));
      }
    });
    app.setErrorHandler((error: FastifyError, request, reply) => answerRefusal(error, request, reply));
    app.setNotFoundHandler((_request, reply) => refuse(reply, 404, undefined, 'there is no such resource'));
    app.addHook('onRequest', async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const token = /^Bearer ([A-Za-z0-9_-]{20,128})$/i.exec(request.headers.authorization ?? '')?.[1];
      const by = token === undefined ? undefined : await scim.pusherOf(token);
      if (by) whoPushes.set(request, by);
      pusher(request);
    });
    const locate = (request: FastifyRequest, { personId }: ScimUser): string => `${baseUrl(request)}/scim/v2/Users/${personId}`;
    const send = (request: FastifyRequest, reply: FastifyReply, status: number, user: ScimUser) =>
      reply
        .code(status)
        .type(type)
        .header('location', locate(request, user))
        .send(JSON.stringify(resourceOf(user, locate(request, user))));
    // No page asks this, and it is not of our own API.
    const config = { config: { askedByServers: true as const }, schema: { hide: true } };

    app.get('/Users', config, async (request, reply) => {
      const { filter, startIndex, count } = Query.parse(request.query);
      const from = Math.max(1, startIndex);
      const { total, users } = await scim.list(filterOf(filter, filters), from - 1, Math.min(MOST, Math.max(0, count)));
      const Resources = users.map((user) => resourceOf(user, locate(request, user)));
      const list = { totalResults: total, startIndex: from, itemsPerPage: Resources.length, Resources };
      return reply.type(type).send(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], ...list }));
    });
    app.post('/Users', config, async (request, reply) => send(request, reply, 201, await scim.create(pusher(request), bodyOf(request))));
    app.get('/Users/:id', config, async (request, reply) => send(request, reply, 200, await scim.user(idOf(request))));
    app.put('/Users/:id', config, async (request, reply) =>
      send(request, reply, 200, await scim.replace(pusher(request), idOf(request), bodyOf(request))),
    );
    app.patch('/Users/:id', config, async (request, reply) => {
      const operations = operationsOf(bodyOf(request));
      return send(request, reply, 200, await scim.patch(pusher(request), idOf(request), operations));
    });
    app.delete('/Users/:id', config, async (request, reply) => {
      await scim.remove(pusher(request), idOf(request));
      return reply.code(204).send();
    });
    scimGroupRoutes(app, { groups, pusher, baseUrl });
    for (const [path, description] of Object.entries(serviceDescriptions))
      // A colon in a path begins a parameter, two are one.
      app.get(path.replaceAll(':', '::'), config, async (_request, reply) => reply.type(type).send(JSON.stringify(description)));
  };
}

/** As it is told: what the provider sent, and what only this server knows. */
function resourceOf({ personId, resource, isOpen, createdAtMs, changedAtMs }: ScimUser, location: string): JsonObject {
  const isEnterprise = enterpriseSchema in resource;
  return {
    ...resource,
    schemas: [userSchema, ...(isEnterprise ? [enterpriseSchema] : [])],
    id: personId,
    active: isOpen,
    meta: {
      ...{ resourceType: 'User', created: new Date(createdAtMs).toISOString(), lastModified: new Date(changedAtMs).toISOString() },
      location,
    },
  };
}

function answerRefusal(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof ScimRefusal) return refuse(reply, error.status, error.scimType, error.message);
  // Else a provider tries the same again for ever.
  if (isUnstorable(error)) return refuse(reply, 400, 'invalidValue', 'U+0000 and halves of characters stand in no text');
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error }, 'SCIM failed');
  return refuse(reply, status, undefined, status >= 500 ? 'this failed here, try again' : 'the request cannot be read');
}

/** RFC 7644, 3.12: the status is text. */
function refuse(reply: FastifyReply, status: number, scimType: string | undefined, detail: string): FastifyReply {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type(type)
    .send(JSON.stringify({ schemas, status: String(status), ...(scimType === undefined ? {} : { scimType }), detail }));
}
