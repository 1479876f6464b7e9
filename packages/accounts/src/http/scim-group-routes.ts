/** Groups of SCIM 2.0 (RFC 7644), beside the users under `/scim/v2`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { groupFilterOf, groupSchema } from '../scim-group.ts';
import type { ScimGroup } from '../scim-group-ports.ts';
import type { Pusher } from '../scim.ts';
import type { ScimGroups } from '../scim-groups.ts';
import type { JsonObject } from '../scim-user.ts';
import { bodyOf, idOf, MOST, operationsOf, Query, scimType } from './scim-requests.ts';

/** A group of some thousands. */
const MAX_GROUP_BYTES = 2 * 1024 * 1024;

/** @param o.pusher whose token was shown @param o.baseUrl of this server, for the places of resources */
export function scimGroupRoutes(
  app: FastifyInstance,
  o: { groups: ScimGroups; pusher: (request: FastifyRequest) => Pusher; baseUrl: (request: FastifyRequest) => string },
): void {
  const { groups, pusher, baseUrl } = o;
  const told = (request: FastifyRequest, group: ScimGroup, withMembers = true): JsonObject =>
    resourceOf(group, `${baseUrl(request)}/scim/v2`, withMembers);
  const send = (request: FastifyRequest, reply: FastifyReply, status: number, group: ScimGroup) =>
    reply
      .code(status)
      .type(scimType)
      .header('location', `${baseUrl(request)}/scim/v2/Groups/${group.id}`)
      .send(JSON.stringify(told(request, group, !leavesOutMembers(request))));
  // No page asks this, and it is not of our own API.
  const config = { config: { askedByServers: true as const }, schema: { hide: true }, bodyLimit: MAX_GROUP_BYTES };

  app.get('/Groups', config, async (request, reply) => {
    const { filter, startIndex, count } = Query.parse(request.query);
    const from = Math.max(1, startIndex);
    const withMembers = !leavesOutMembers(request);
    const most = Math.min(MOST, Math.max(0, count));
    const { total, groups: found } = await groups.list(groupFilterOf(filter), from - 1, most, withMembers);
    const Resources = found.map((group) => told(request, group, withMembers));
    const list = { totalResults: total, startIndex: from, itemsPerPage: Resources.length, Resources };
    return reply.type(scimType).send(JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], ...list }));
  });
  app.post('/Groups', config, async (request, reply) => send(request, reply, 201, await groups.create(pusher(request), bodyOf(request))));
  app.get('/Groups/:id', config, async (request, reply) => send(request, reply, 200, await groups.group(idOf(request))));
  app.put('/Groups/:id', config, async (request, reply) =>
    send(request, reply, 200, await groups.replace(pusher(request), idOf(request), bodyOf(request))),
  );
  // Without the group: of thousands of members a change of one is told by 204 (RFC 7644, 3.5.2).
  app.patch('/Groups/:id', config, async (request, reply) => {
    await groups.patch(pusher(request), idOf(request), operationsOf(bodyOf(request)));
    return reply.code(204).send();
  });
  app.delete('/Groups/:id', config, async (request, reply) => {
    await groups.remove(pusher(request), idOf(request));
    return reply.code(204).send();
  });
}

/** Entra ID asks so (`excludedAttributes=members`). */
function leavesOutMembers(request: FastifyRequest): boolean {
  const { excludedAttributes = '' } = Query.parse(request.query);
  return excludedAttributes.split(',').some((name) => name.trim().toLowerCase() === 'members');
}

function resourceOf({ id, displayName, externalId, members, createdAtMs, changedAtMs }: ScimGroup, at: string, withMembers: boolean) {
  return {
    schemas: [groupSchema],
    ...{ id, displayName },
    ...(externalId === null ? {} : { externalId }),
    ...(withMembers
      ? { members: members.map((one) => ({ value: one.id, display: one.displayName, type: 'User', $ref: `${at}/Users/${one.id}` })) }
      : {}),
    meta: {
      ...{ resourceType: 'Group', created: new Date(createdAtMs).toISOString(), lastModified: new Date(changedAtMs).toISOString() },
      location: `${at}/Groups/${id}`,
    },
  };
}
