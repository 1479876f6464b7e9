import { webhookEvents, type WebhookEvent } from '@saal/protocol';

/** A document of OpenAPI, as far as it is looked into. */
type Document = { info: object; paths?: Record<string, unknown> };

/** Duties of chat lie there too, for people who are signed in. */
const ofPages = '/api/v1/chat/';

/** The contract with other applications: what lies below `/api/v1`, and nothing of what our own pages use. */
export function documentForApplications<D extends Document>(whole: D): D {
  const paths = Object.fromEntries(
    Object.entries(whole.paths ?? {}).filter(([path]) => path.startsWith('/api/v1/') && !path.startsWith(ofPages)),
  );
  const description =
    'Meetings and campaigns of interviews for other applications. Show the key an administrator gave you as `Authorization: Bearer saal_...`, or a token that `POST /api/oauth/token` gives for it. ' +
    'Errors are application/problem+json (RFC 9457) with a stable `code`. Fields may be added; a change of meaning becomes /api/v2.';
  const key = { type: 'http', scheme: 'bearer', description: 'The key of an application, or a token for it.' };
  const oauth = { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/api/oauth/token', scopes: {} } } };
  return {
    ...whole,
    info: { title: 'Saal for applications', version: '1', description },
    components: { securitySchemes: { key, oauth } },
    security: [{ key: [] }, { oauth: [] }],
    paths,
    webhooks: Object.fromEntries(webhookEvents.map((event) => [event, webhook(event)])),
  };
}

/** What is posted to the webhooks of an application that chose the event. */
function webhook(event: WebhookEvent): object {
  const properties = { type: { const: event }, timestamp: { type: 'string', format: 'date-time' }, data: dataOf(event) };
  return {
    post: {
      summary: `Told to webhooks that chose ${event}, at least once, by the same webhook-id`,
      requestBody: { content: { 'application/json': { schema: { type: 'object', required: Object.keys(properties), properties } } } },
      responses: { '2XX': { description: 'Taken. Any other answer, or none within ten seconds, is tried again for three days' } },
    },
  };
}

/** Ids and times; names of guests alone, for who may know them (decisions 0054, 0065). */
function dataOf(event: WebhookEvent): object {
  const text = { type: 'string' };
  const moment = { type: 'number', description: 'Milliseconds since 1970' };
  const interview = { campaignId: text, interviewId: text };
  const object = (required: Record<string, object>, optional: Record<string, object> = {}): object => ({
    ...{ type: 'object', required: Object.keys(required), properties: { ...required, ...optional } },
  });
  if (event.startsWith('participant.')) return object({ meetingId: text, participantId: text, guest: { type: 'boolean' } }, { name: text });
  if (event === 'interview.attended') return object({ ...interview, meetingId: text });
  if (event.startsWith('interview.')) {
    const answer = { answer: { enum: ['accepted', 'tentative', 'declined'] } };
    const meetingId = { type: ['string', 'null'] };
    return object({ ...interview, meetingId, startsAtMs: moment, endsAtMs: moment, ...(event === 'interview.answered' && answer) });
  }
  return object({ meetingId: text }, { ...interview, title: text, startsAtMs: moment, durationMin: { type: 'number' }, timeZone: text });
}
