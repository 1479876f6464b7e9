/** Other applications, their keys and webhooks, as administrators look after them: `/api/applications`. */
import { z } from 'zod';
import { PersonId } from './ids.ts';
import { Email } from './rest.ts';
import { DisplayName } from './text.ts';

/**
 * `names.read` adds names of guests to what `attendance.read` and webhooks tell; names of people with an account are told to nobody.
 */
export const applicationScopes = [
  'meetings.read',
  'meetings.write',
  'campaigns.read',
  'campaigns.write',
  'attendance.read',
  'names.read',
  'people.read',
] as const;
export const ApplicationScope = z.enum(applicationScopes);
export type ApplicationScope = z.infer<typeof ApplicationScope>;

const days = z.int().min(1).max(366).default(366);
/** Its meetings become those of its owner: said by id, or by the whole address. */
export const NewApplication = z
  .strictObject({
    name: DisplayName,
    ownerId: PersonId.optional(),
    ownerEmail: Email.optional(),
    scopes: z.array(ApplicationScope).min(1).max(applicationScopes.length),
    /** How long its key is good. */
    days,
  })
  .refine(({ ownerId, ownerEmail }) => (ownerId === undefined) !== (ownerEmail === undefined), {
    path: ['ownerId'],
    message: 'either ownerId or ownerEmail',
  });
/** As browsers write it, so that nothing else gets into a header. */
const Origin = z
  .string()
  .max(200)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/);
/** Pages that may show a meeting inside of them. */
export const SetOrigins = z.strictObject({ origins: z.array(Origin).max(20) });
export const ApplicationView = z.object({
  id: z.string(),
  name: z.string(),
  ownerId: PersonId,
  /** Empty: the account is gone. */
  ownerName: z.string(),
  scopes: z.array(ApplicationScope).readonly(),
  origins: z.array(z.string()).readonly(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  lastUsedAtMs: z.number().nullable(),
});
export type ApplicationView = z.infer<typeof ApplicationView>;
export const ApplicationList = z.object({ applications: z.array(ApplicationView) });
export const RenewKey = z.strictObject({ days });
/** Told once: only its hash is kept. */
export const ApplicationKey = z.object({ key: z.string() });
export const ApplicationMade = ApplicationView.extend(ApplicationKey.shape);

export const webhookEvents = [
  'meeting.planned',
  'meeting.changed',
  'meeting.deleted',
  'meeting.started',
  'meeting.ended',
  'participant.joined',
  'participant.left',
  'interview.invited',
  'interview.answered',
  'interview.bounced',
  'interview.rescheduled',
  'interview.attended',
  'interview.deleted',
] as const;
export const WebhookEvent = z.enum(webhookEvents);
export type WebhookEvent = z.infer<typeof WebhookEvent>;

export const NewWebhook = z.strictObject({
  url: z.string().min(1).max(2000),
  events: z.array(WebhookEvent).min(1).max(webhookEvents.length),
});
export const WebhookView = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(WebhookEvent).readonly(),
  createdAtMs: z.number(),
  /** Null: the last delivery arrived, or there was none. */
  failingSinceMs: z.number().nullable(),
  /** Turned off after long failure, or because the address said it is gone; null: on. */
  offAtMs: z.number().nullable(),
});
export type WebhookView = z.infer<typeof WebhookView>;
export const WebhookList = z.object({ webhooks: z.array(WebhookView) });
/** Told once: it is kept sealed. */
export const WebhookSecret = z.object({ secret: z.string() });
export const WebhookMade = WebhookView.extend(WebhookSecret.shape);

export const DeliveryView = z.object({
  id: z.string(),
  type: WebhookEvent,
  createdAtMs: z.number(),
  state: z.enum(['waiting', 'delivered', 'given-up']),
  attempts: z.number(),
  lastAtMs: z.number().nullable(),
  /** A status like `503`, or why there was none: `timeout`, `unreachable`, `not-allowed`. */
  lastOutcome: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;
export const DeliveryList = z.object({ deliveries: z.array(DeliveryView) });
/** Without a delivery: all that were given up. */
export const ReplayDeliveries = z.strictObject({
  delivery: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
});
export const Replayed = z.object({ count: z.number() });
