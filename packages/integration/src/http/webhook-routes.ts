/** What administrators do with webhooks: `/api/applications/:id/webhooks`, from our own pages. */
import { DeliveryList, NewWebhook, ReplayDeliveries, Replayed, WebhookList, WebhookMade, WebhookSecret } from '@saal/protocol';
import type { AuditTrail } from '@saal/foundation';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Webhooks } from '../webhooks.ts';
import { administratorOf, type Administrators } from './administrator.ts';

const id = z.string().regex(/^[\w-]{1,64}$/);
const OfApplication = z.object({ id });
const OfWebhook = z.object({ id, webhookId: id });
export function webhookRoutes(
  instance: FastifyInstance,
  { webhooks, accounts, audit }: { webhooks: Webhooks; accounts: Administrators; audit: Pick<AuditTrail, 'write'> },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const path = '/applications/:id/webhooks';

  app.get(path, { schema: { params: OfApplication, response: { 200: WebhookList } } }, async (request) => {
    await administratorOf(accounts, request);
    return { webhooks: await webhooks.list(request.params.id) };
  });

  app.post(path, { schema: { params: OfApplication, body: NewWebhook, response: { 201: WebhookMade } } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { webhook, secret } = await webhooks.create(request.params.id, request.body);
    await audit.write({ action: 'webhook.made', actor: { kind: 'person', id: actorId }, subject: { kind: 'webhook', id: webhook.id } });
    return reply.code(201).send({ ...webhook, secret });
  });

  app.delete(`${path}/:webhookId`, { schema: { params: OfWebhook } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    await webhooks.remove(applicationId, webhookId);
    await audit.write({ action: 'webhook.revoked', actor: { kind: 'person', id: actorId }, subject: { kind: 'webhook', id: webhookId } });
    return reply.code(204).send();
  });

  app.post(`${path}/:webhookId/secret`, { schema: { params: OfWebhook, response: { 200: WebhookSecret } } }, async (request) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    const secret = await webhooks.renewSecret(applicationId, webhookId);
    await audit.write({ action: 'webhook.renewed', actor: { kind: 'person', id: actorId }, subject: { kind: 'webhook', id: webhookId } });
    return { secret };
  });

  app.post(`${path}/:webhookId/on`, { schema: { params: OfWebhook } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    await webhooks.turnOn(applicationId, webhookId);
    await audit.write({ action: 'webhook.turned-on', actor: { kind: 'person', id: actorId }, subject: { kind: 'webhook', id: webhookId } });
    return reply.code(204).send();
  });

  app.get(`${path}/:webhookId/deliveries`, { schema: { params: OfWebhook, response: { 200: DeliveryList } } }, async (request) => {
    await administratorOf(accounts, request);
    return { deliveries: await webhooks.deliveries(request.params.id, request.params.webhookId) };
  });

  app.post(
    `${path}/:webhookId/replay`,
    {
      schema: {
        params: OfWebhook,
        body: ReplayDeliveries,
        response: { 200: Replayed },
      },
    },
    async (request) => {
      const actorId = await administratorOf(accounts, request);
      const { id: applicationId, webhookId } = request.params;
      const count = await webhooks.replay(applicationId, webhookId, request.body.delivery);
      await audit.write({
        action: 'webhook.replayed',
        actor: { kind: 'person', id: actorId },
        subject: { kind: 'webhook', id: webhookId },
        details: { count },
      });
      return { count };
    },
  );
}
