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
import type { AuditTrail } from '@saal/foundation';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Application } from '../application.ts';
import type { Applications } from '../applications.ts';
import { administratorOf, type Administrators } from './administrator.ts';

const Path = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export function applicationRoutes(
  instance: FastifyInstance,
  { applications, accounts, audit }: { applications: Applications; accounts: Administrators; audit: Pick<AuditTrail, 'write'> },
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
    const { application, key } = await applications.create(request.body);
    await audit.write({
      action: 'application.made',
      actor: { kind: 'person', id: actorId },
      subject: { kind: 'application', id: application.id },
    });
    return reply.code(201).send({ ...(await named(application)), key });
  });

  app.post('/applications/:id/key', { schema: { params: Path, body: RenewKey, response: { 200: ApplicationKey } } }, async (request) => {
    const actorId = await administrator(request);
    const key = await applications.renewKey(request.params.id, request.body.days);
    await audit.write({
      action: 'application.renewed',
      actor: { kind: 'person', id: actorId },
      subject: { kind: 'application', id: request.params.id },
    });
    return { key };
  });

  app.put('/applications/:id/origins', { schema: { params: Path, body: SetOrigins } }, async (request, reply) => {
    const actorId = await administrator(request);
    const { origins } = request.body;
    await applications.setOrigins(request.params.id, origins);
    const subject = { kind: 'application', id: request.params.id };
    await audit.write({ action: 'application.origins', actor: { kind: 'person', id: actorId }, subject, details: { origins } });
    return reply.code(204).send();
  });

  app.delete('/applications/:id', { schema: { params: Path } }, async (request, reply) => {
    const actorId = await administrator(request);
    await applications.remove(request.params.id);
    await audit.write({
      action: 'application.revoked',
      actor: { kind: 'person', id: actorId },
      subject: { kind: 'application', id: request.params.id },
    });
    return reply.code(204).send();
  });
}
