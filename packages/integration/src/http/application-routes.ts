/** What administrators do with applications: `/api/applications`, from our own pages. */
import {
  ApplicationKey,
  ApplicationList,
  ApplicationMade,
  NewApplication,
  RenewKey,
  SetOrigins,
  type ApplicationView,
  type PersonId,
} from '@saal/protocol';
import type { AuditFact, Deeds } from '@saal/foundation';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Application } from '../application.ts';
import type { Applications } from '../applications.ts';
import { administratorOf, type Administrators } from './administrator.ts';

const Path = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export function applicationRoutes(
  instance: FastifyInstance,
  { applications, accounts, deed }: { applications: Applications; accounts: Administrators; deed: Deeds<Applications> },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const administrator = (request: FastifyRequest): Promise<PersonId> => administratorOf(accounts, request);

  const named = async (application: Application): Promise<ApplicationView> => ({
    ...application,
    ownerName: await applications.ownerName(application),
  });

  app.get('/applications', { schema: { response: { 200: ApplicationList } } }, async (request) => {
    await administrator(request);
    return { applications: await Promise.all((await applications.list()).map(named)) };
  });

  app.post('/applications', { schema: { body: NewApplication, response: { 201: ApplicationMade } } }, async (request, reply) => {
    const actorId = await administrator(request);
    const { application, key } = await deed(
      (parts) => parts.create(request.body),
      (made) => factOf('application.made', actorId, made.application.id),
    );
    return reply.code(201).send({ ...(await named(application)), key });
  });

  app.post('/applications/:id/key', { schema: { params: Path, body: RenewKey, response: { 200: ApplicationKey } } }, async (request) => {
    const actorId = await administrator(request);
    const { id } = request.params;
    const key = await deed(
      (parts) => parts.renewKey(id, request.body.days),
      () => factOf('application.renewed', actorId, id),
    );
    return { key };
  });

  app.put('/applications/:id/origins', { schema: { params: Path, body: SetOrigins } }, async (request, reply) => {
    const actorId = await administrator(request);
    const { origins } = request.body;
    const { id } = request.params;
    await deed(
      (parts) => parts.setOrigins(id, origins),
      () => ({ ...factOf('application.origins', actorId, id), details: { origins } }),
    );
    return reply.code(204).send();
  });

  app.delete('/applications/:id', { schema: { params: Path } }, async (request, reply) => {
    const actorId = await administrator(request);
    const { id } = request.params;
    await deed(
      (parts) => parts.remove(id),
      () => factOf('application.revoked', actorId, id),
    );
    return reply.code(204).send();
  });
}

function factOf(action: string, actorId: PersonId, id: string): AuditFact {
  return { action, actor: { kind: 'person', id: actorId }, subject: { kind: 'application', id } };
}
