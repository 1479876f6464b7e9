/** The calls of administrators for other applications, their keys and webhooks. */
import type { z } from 'zod';
import type * as protocol from '@saal/protocol';

type In<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.input<(typeof protocol)[K]> : never;
type Out<K extends keyof typeof protocol> = (typeof protocol)[K] extends z.ZodType ? z.output<(typeof protocol)[K]> : never;

export type ApplicationView = Out<'ApplicationView'>;
export type WebhookView = Out<'WebhookView'>;
export type DeliveryView = Out<'DeliveryView'>;

export function applicationCalls(
  ask: <T>(method: string, path: string, body?: unknown) => Promise<T>,
  send: (method: string, path: string, body?: unknown) => Promise<void>,
) {
  const of = (applicationId: string, webhookId?: string): string =>
    `/applications/${encodeURIComponent(applicationId)}${webhookId === undefined ? '' : `/webhooks/${encodeURIComponent(webhookId)}`}`;
  return {
    applications: () => ask<Out<'ApplicationList'>>('GET', '/applications'),
    /** The key is told once. */
    makeApplication: (body: In<'NewApplication'>) => ask<Out<'ApplicationMade'>>('POST', '/applications', body),
    renewApplicationKey: (id: string) => ask<Out<'ApplicationKey'>>('POST', `${of(id)}/key`, {}),
    /** @param origins pages that may show a meeting inside of them */
    setApplicationOrigins: (id: string, origins: string[]) => send('PUT', `${of(id)}/origins`, { origins }),
    removeApplication: (id: string) => send('DELETE', of(id)),
    webhooks: (id: string) => ask<Out<'WebhookList'>>('GET', `${of(id)}/webhooks`),
    /** The secret is told once. */
    makeWebhook: (id: string, body: In<'NewWebhook'>) => ask<Out<'WebhookMade'>>('POST', `${of(id)}/webhooks`, body),
    removeWebhook: (id: string, webhookId: string) => send('DELETE', of(id, webhookId)),
    renewWebhookSecret: (id: string, webhookId: string) => ask<Out<'WebhookSecret'>>('POST', `${of(id, webhookId)}/secret`),
    turnWebhookOn: (id: string, webhookId: string) => send('POST', `${of(id, webhookId)}/on`),
    deliveries: (id: string, webhookId: string) => ask<Out<'DeliveryList'>>('GET', `${of(id, webhookId)}/deliveries`),
    /** @param delivery undefined: all that were given up */
    replayDeliveries: (id: string, webhookId: string, delivery?: string) =>
      ask<Out<'Replayed'>>('POST', `${of(id, webhookId)}/replay`, { ...(delivery !== undefined && { delivery }) }),
  };
}
