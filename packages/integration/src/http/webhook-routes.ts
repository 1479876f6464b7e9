/** What administrators do with webhooks: `/api/applications/:id/webhooks`, from our own pages. */
import {
  DeliveryList,
  NewWebhook,
  ReplayDeliveries,
  Replayed,
  WebhookList,
  WebhookMade,
  WebhookSecret,
  type PersonId,
} from '@saal/protocol';
import type { AuditFact, Deeds } from '@saal/foundation';
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
  {
    webhooks,
    accounts,
    deed,
    wake,
  }: {
    webhooks: Webhooks;
    accounts: Administrators;
    deed: Deeds<Webhooks>;
    /** There is something to send, and it is committed. */
    wake: () => void;
  },
): void {
  const app = instance.withTypeProvider<ZodTypeProvider>();
  const path = '/applications/:id/webhooks';

  app.get(path, { schema: { params: OfApplication, response: { 200: WebhookList } } }, async (request) => {
    await administratorOf(accounts, request);
    return { webhooks: await webhooks.list(request.params.id) };
  });

  app.post(path, { schema: { params: OfApplication, body: NewWebhook, response: { 201: WebhookMade } } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { webhook, secret } = await deed(
      (parts) => parts.create(request.params.id, request.body),
      (made) => factOf('webhook.made', actorId, made.webhook.id),
    );
    return reply.code(201).send({ ...webhook, secret });
  });

  app.delete(`${path}/:webhookId`, { schema: { params: OfWebhook } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    await deed(
      (parts) => parts.remove(applicationId, webhookId),
      () => factOf('webhook.revoked', actorId, webhookId),
    );
    return reply.code(204).send();
  });

  app.post(`${path}/:webhookId/secret`, { schema: { params: OfWebhook, response: { 200: WebhookSecret } } }, async (request) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    const secret = await deed(
      (parts) => parts.renewSecret(applicationId, webhookId),
      () => factOf('webhook.renewed', actorId, webhookId),
    );
    return { secret };
  });

  app.post(`${path}/:webhookId/on`, { schema: { params: OfWebhook } }, async (request, reply) => {
    const actorId = await administratorOf(accounts, request);
    const { id: applicationId, webhookId } = request.params;
    await deed(
      (parts) => parts.turnOn(applicationId, webhookId),
      () => factOf('webhook.turned-on', actorId, webhookId),
    );
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
      const count = await deed(
        (parts) => parts.replay(applicationId, webhookId, request.body.delivery),
        (replayed) => ({ ...factOf('webhook.replayed', actorId, webhookId), details: { count: replayed } }),
      );
      wake();
      return { count };
    },
  );
}

function factOf(action: string, actorId: PersonId, id: string): AuditFact {
  return { action, actor: { kind: 'person', id: actorId }, subject: { kind: 'webhook', id } };
}
