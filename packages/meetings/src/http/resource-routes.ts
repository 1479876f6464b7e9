import type { Accounts, PersonSummary } from '@saal/accounts';
import type { AuditFact, Deeds } from '@saal/foundation';
import {
  AskFree,
  BookingList,
  ResourceContent,
  ResourceId,
  ResourceList,
  ResourceView,
  TakenResources,
  type HouseRight,
  type PersonId,
} from '@saal/protocol';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { BadRequest, NotAllowed, NotSignedIn, ResourceNotFound } from '../errors.ts';
import type { ResourceStore } from '../ports.ts';

const BODY_BYTES = 64 * 1024;
const MOST_DAYS_MS = 62 * 86_400_000;
const Path = z.object({ id: ResourceId });
const RangeQuery = z.object({ fromMs: z.coerce.number().int().min(0).max(8.64e15), toMs: z.coerce.number().int().min(0).max(8.64e15) });
const right: HouseRight = 'rooms.change';

export type ResourceRoutesOptions = {
  accounts: Pick<Accounts, 'viewerOf' | 'person'>;
  resources: Pick<ResourceStore, 'offered' | 'byId' | 'bookings' | 'taken'>;
  /** What changes them is written down with it. */
  deed: Deeds<ResourceStore>;
  newId: () => string;
};

/** Rooms and things: looked at by everybody who plans, changed with the right `rooms.change`. */
export function resourceRoutes({ accounts, resources, deed, newId }: ResourceRoutesOptions): FastifyPluginAsync {
  const signedIn = async (request: FastifyRequest): Promise<PersonSummary> => {
    const viewer = await accounts.viewerOf(request.headers.cookie);
    if (viewer?.kind !== 'person') throw new NotSignedIn();
    return viewer.person;
  };
  const manager = async (request: FastifyRequest): Promise<PersonSummary> => {
    const person = await signedIn(request);
    if (!person.rights.includes(right)) throw new NotAllowed();
    return person;
  };

  return async (instance) => {
    const app = instance.withTypeProvider<ZodTypeProvider>();

    app.get('/resources', { schema: { response: { 200: ResourceList } } }, async (request) => {
      await signedIn(request);
      return { resources: await resources.offered() };
    });

    app.post(
      '/resources/free',
      { bodyLimit: BODY_BYTES, schema: { body: AskFree, response: { 200: TakenResources } } },
      async (request) => {
        await signedIn(request);
        return { taken: await resources.taken(request.body.slots, request.body.exceptMeetingId) };
      },
    );

    app.get(
      '/resources/:id/bookings',
      { schema: { params: Path, querystring: RangeQuery, response: { 200: BookingList } } },
      async (request) => {
        const me = await signedIn(request);
        const { fromMs, toMs } = request.query;
        if (toMs <= fromMs || toMs - fromMs > MOST_DAYS_MS) throw new BadRequest('toMs', 'a range of at most 62 days');
        if (!(await resources.byId(request.params.id))) throw new ResourceNotFound();
        const found = await resources.bookings([request.params.id], { fromMs, toMs });
        const bookings = found.map(async ({ ownerId, ...booking }) => {
          const isTold = ownerId === me.id || me.rights.includes(right);
          return { fromMs: booking.fromMs, toMs: booking.toMs, ...(isTold && { by: (await accounts.person(ownerId))?.displayName ?? '' }) };
        });
        return { bookings: await Promise.all(bookings) };
      },
    );

    app.post(
      '/resources',
      { bodyLimit: BODY_BYTES, schema: { body: ResourceContent, response: { 201: ResourceView } } },
      async (request, reply) => {
        const { id: actorId } = await manager(request);
        const id = newId();
        await deed((store) => store.add(id, request.body), factOf('resource.made', actorId, id));
        return reply.code(201).send({ id, ...request.body });
      },
    );

    app.put(
      '/resources/:id',
      { bodyLimit: BODY_BYTES, schema: { params: Path, body: ResourceContent, response: { 200: ResourceView } } },
      async (request) => {
        const { id: actorId } = await manager(request);
        const { id } = request.params;
        await deed(
          async (store) => {
            if (!(await store.change(id, request.body))) throw new ResourceNotFound();
          },
          factOf('resource.changed', actorId, id),
        );
        return { id, ...request.body };
      },
    );

    app.delete('/resources/:id', { schema: { params: Path } }, async (request, reply) => {
      const { id: actorId } = await manager(request);
      const { id } = request.params;
      await deed(
        async (store) => {
          if (!(await store.withdraw(id))) throw new ResourceNotFound();
        },
        factOf('resource.withdrawn', actorId, id),
      );
      return reply.code(204).send();
    });
  };
}

/** @param id of the resource */
function factOf(action: string, actorId: PersonId, id: string): () => AuditFact {
  return () => ({ action, actor: { kind: 'person', id: actorId }, subject: { kind: 'resource', id } });
}
